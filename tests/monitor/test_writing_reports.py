"""Writing a report takes computing: it is bounded, and everything else goes on in the meantime."""

import asyncio
import io
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pypdf
import pytest

from app.monitor.programme.schemas import EntryKind, EntryView
from app.monitor.programme.service import MOST_OF_ONE
from app.monitor.reports.api import WRITES, DocumentFormat
from app.monitor.reports.desk import MOST_ASKED
from app.monitor.reports.document import Byline, Report
from app.monitor.reports.evaluations import LETTERS_OF_A_LINE, MOST_LETTERS, on_evaluations
from app.monitor.reports.pdf import printable
from app.monitor.reports.wording import CUT_OFF
from app.platform.ids import new_id
from tests.monitor.writing import entry
from tests.world import World

CHAIN, TREKKER = "ketenregisseur", "bestuurlijk-trekker"
COORDINATOR = "districtelijk-coordinator.de-baronie"
REPORT, PICTURE = "/monitor/report?halfYear=2026-H1&format={}", "/monitor/picture?meeting=anna_overleg&format={}"
PATIENCE = 10.0
PUBLISH = """
    INSERT INTO published_figures (period, compartment, figure, grouping, name, size, published_at)
    VALUES ('2026-10', 'care', 'signals', 'all', '', 12, now())
"""
LET_GO = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
)


class Slow:
    """A document that is not ready until somebody says so, whatever it is written in."""

    def __init__(self) -> None:
        self.begun, self.ready, self.at_once, self.most = threading.Event(), threading.Event(), 0, 0

    def __call__(self, _report: Report, _made_at: datetime) -> bytes:
        """Wait, but not for ever: who keeps everything else from going on is let go as well."""
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.begun.set()
        self.ready.wait(PATIENCE)
        self.at_once -= 1
        return b"written"


async def until(happened: Callable[[], bool]) -> None:
    for _ in range(int(PATIENCE * 100)):
        if happened():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not happen")


@pytest.mark.parametrize("asked", [REPORT, PICTURE])
@pytest.mark.parametrize("kind", list(DocumentFormat))
async def test_others_are_answered_while_a_document_is_written(
    world: World, monkeypatch: pytest.MonkeyPatch, asked: str, kind: DocumentFormat
) -> None:
    async with world.as_superuser() as connection:
        await connection.execute(PUBLISH)
    slow = Slow()
    monkeypatch.setitem(WRITES, kind, slow)
    written = asyncio.create_task(world.call(TREKKER, "GET", asked.format(kind)))
    await until(slow.begun.is_set)
    answer = await world.call(COORDINATOR, "GET", "/me")
    assert (answer.status_code, written.done()) == (200, False), "whoever asked later is answered before"
    async with world.as_superuser() as connection:
        assert await connection.fetchval(LET_GO) == 0, "no transaction waits for a document"
    slow.ready.set()
    assert (await written).content == b"written"


async def test_documents_are_written_one_at_a_time_and_not_too_many_wait(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setitem(WRITES, DocumentFormat.PDF, slow)
    path = REPORT.format("pdf")
    asked = [asyncio.create_task(world.call(TREKKER, "GET", path)) for _ in range(MOST_ASKED + 2)]
    await until(lambda: sum(one.done() for one in asked) == 2)
    refused = [one.result() for one in asked if one.done()]
    assert [(one.status_code, one.headers["retry-after"]) for one in refused] == [(503, "10")] * 2
    slow.ready.set()
    assert sorted(one.status_code for one in await asyncio.gather(*asked)) == [200] * MOST_ASKED + [503] * 2
    assert slow.most == 1
    assert (await world.call(TREKKER, "GET", path)).status_code == 200


async def test_who_writes_many_evaluations_puts_nobody_else_out_of_the_report(world: World) -> None:
    async def evaluate(persona: str, words: str, **changes: object) -> None:
        body = entry(kind="evaluation", action=None, period="2026-H1", words=words, **changes)
        assert (await world.call(persona, "POST", "/monitor/entries", json=body)).status_code == 201
        world.clock.advance(timedelta(minutes=1))

    await evaluate(CHAIN, "De regio leert.", district=None)
    await evaluate(CHAIN, "De Baronie leert.")
    for number in range(60):
        await evaluate(COORDINATOR, f"Nummer {number} van velen.")
    answer = await world.call(TREKKER, "GET", REPORT.format("pdf"))
    text = " ".join("".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(answer.content)).pages).split())
    assert "De regio leert." in text
    assert "De Baronie leert." in text
    assert [number for number in range(60) if f"Nummer {number} van velen." in text] == [57, 58, 59]
    assert MOST_OF_ONE == 3, "as the report says"


def evaluation(words: str) -> EntryView:
    return EntryView(
        id=new_id(),
        kind=EntryKind.EVALUATION,
        action=None,
        district=None,
        period="2026-H1",
        light=None,
        words=words,
        written_by="Iemand",
        written_at=datetime(2026, 7, 1, tzinfo=UTC),
        report=None,
    )


@pytest.mark.parametrize("words", ["woord " * 3333, "x\n" * 10_000, "\U0001faf0" * 20_000])
def test_many_long_evaluations_share_the_room_and_say_that_they_are_cut_off(words: str) -> None:
    blocks = on_evaluations([evaluation(words)] * 40, {}).blocks
    texts = [block for block in blocks if isinstance(block, str) and block != CUT_OFF]
    assert sum(len(printable(text)) for text in texts) <= MOST_LETTERS + 40
    assert len(texts) <= MOST_LETTERS / LETTERS_OF_A_LINE + 40, "neither are there more lines than they would fill"
    assert (blocks.count(CUT_OFF), sum(isinstance(block, Byline) for block in blocks)) == (40, 40)
    assert sum(text.endswith("…") for text in texts) == 40


def test_few_evaluations_are_told_whole_however_long() -> None:
    words = "é" * 19_000 + "\n" + "woord " * 100
    assert list(on_evaluations([evaluation(words)] * 5, {}).blocks)[1:3] == words.split("\n")
