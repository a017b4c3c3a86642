"""What works is told as positive against the rest, wherever it is told; before, in three answers."""

import io

import pypdf
from odfdo import Document

from app.monitor.figures.definitions import EFFECT
from app.worker import Worker
from tests.interventions.logging import a_task, assessed, logged
from tests.monitor.passing import passed
from tests.monitor.test_publishing import EFFECTS, care
from tests.monitor.test_tables import table
from tests.triage.conftest import worker
from tests.world import Json, World

__all__ = ["worker"]
TREKKER = "bestuurlijk-trekker"
OUTCOMES = ("safe",) * 6 + ("revictimised",) * 8 + ("unknown",) * 2
TOGETHER = "Zorg: positief tegenover de rest geteld (niet positief en onbekend samen)."


async def few_unknown(world: World, worker: Worker) -> None:
    """Let a half-year pass in which of sixteen effects two are unknown, which are too few to tell apart."""
    for outcome in OUTCOMES:
        made = await logged(world, await a_task(world), startedOn="2026-10-05")
        status, answer = await assessed(world, made["id"], outcome=outcome, assessedOn="2026-11-23")
        assert status == 201, answer
    await passed(world, worker, days=45)


async def test_where_an_answer_is_few_positive_effects_are_told_against_the_rest(world: World, worker: Worker) -> None:
    await few_unknown(world, worker)
    for grouping in ("all", "kind", "district"):
        side = await care(world, f"{EFFECTS}&groupBy={grouping}")
        assert side["toldApart"] == [*EFFECT]
        groups: list[Json] = [side["total"], *side["groups"]]
        assert len(groups) == (1 if grouping == "all" else 2)
        for group in groups:
            assert group["effects"]["answers"] == {"positive": 6, "rest": 10}
            assert group["effects"]["share"] == {"value": 0.375, "low": 0.1848, "high": 0.6136}
    (line,) = (one for one in await table(world, EFFECTS) if one["kant"] == "care")
    written = [line[name] for name in ("positief", "niet_positief", "onbekend", "niet_positief_of_onbekend")]
    assert written == ["6", "", "", "10"]
    assert line["antwoorden"] == "positive rest"
    (other,) = (one for one in await table(world, EFFECTS) if one["kant"] == "security")
    assert other["antwoorden"] == "", "of which no answers are told"
    drawn = await world.call(TREKKER, "GET", f"{EFFECTS}&format=svg")
    assert TOGETHER in drawn.text
    assert "38% van 16" in drawn.text
    printed = await world.call(TREKKER, "GET", "/monitor/report?halfYear=2026-H2")
    pages = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed.content)).pages)
    assert "Positief is tegenover de rest geteld, niet positief en onbekend samen: zo is" in " ".join(pages.split())
    edited = await world.call(TREKKER, "GET", "/monitor/report?halfYear=2026-H2&format=odt")
    assert "Positief is tegenover de rest geteld" in Document(io.BytesIO(edited.content)).get_formatted_text()


async def test_a_half_year_that_was_published_in_three_answers_is_still_told_in_three(
    world: World, worker: Worker
) -> None:
    await few_unknown(world, worker)
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE published_figures SET answers = '{6,8,2}' WHERE answers = '{6,10}'")
    side = await care(world, EFFECTS)
    assert side["toldApart"] == ["positive", "not_positive", "unknown"]
    assert side["total"]["effects"]["answers"] == {"positive": 6, "not_positive": 8, "unknown": 2}
    assert side["total"]["effects"]["share"]["value"] == 0.375
    (line,) = (one for one in await table(world, EFFECTS) if one["kant"] == "care")
    written = [line[name] for name in ("positief", "niet_positief", "onbekend", "niet_positief_of_onbekend")]
    assert written == ["6", "8", "2", ""]
    drawn = await world.call(TREKKER, "GET", f"{EFFECTS}&format=svg")
    assert "Zorg: positief, niet positief en onbekend apart geteld." in drawn.text
