"""The picture of a month that is taken to the meetings of the fourth layer: of one side, without persons."""

import io

import pypdf
from odfdo import Document

from app.worker import Worker
from tests.bodies import NARRATIVE
from tests.interventions.logging import SUBMITTER
from tests.monitor.passing import passed
from tests.monitor.test_publishing import CHAIN, TREKKER, risen
from tests.monitor.test_sectors import both
from tests.triage.conftest import worker
from tests.world import World

__all__ = ["worker"]
ANNA = "/monitor/picture?meeting=anna_overleg"
SPECIALISTS = "/monitor/picture?meeting=specialistenoverleg"


async def a_month(world: World, worker: Worker) -> None:
    """Let signals come in that tell another sector on each side, and publish the month."""
    for number in range(12):
        await world.submit(SUBMITTER, both("hospitality" if number < 7 else None, "cleaning"))
    await passed(world, worker, days=10)


async def text_of(world: World, path: str, persona: str = CHAIN) -> str:
    """Return the words of a picture in one line."""
    answer = await world.call(persona, "GET", path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages).split())


async def test_each_meeting_is_told_of_its_own_side(world: World, worker: Worker) -> None:
    await a_month(world, worker)
    care, security = await text_of(world, ANNA), await text_of(world, SPECIALISTS)
    assert "2026-11, kant zorg, voor het Anna-overleg" in care
    assert "2026-11, kant veiligheid, voor het integraal mensenhandel-specialistenoverleg" in security
    assert "Horeca 7 Niet vermeld 5 Alle 12" in care
    assert "Schoonmaak 12 Alle 12" in security
    assert "Schoonmaak" not in care
    assert "Horeca" not in security
    assert "2026-11 12" in care


async def test_the_picture_is_of_nobody(world: World, worker: Worker) -> None:
    await a_month(world, worker)
    for path in (ANNA, SPECIALISTS):
        told = await text_of(world, path)
        for word in (NARRATIVE, "Zoë", "Voorbeeld", "ZWB-2026"):
            assert word not in told
        assert "bevat geen persoonsgegevens" in told


async def test_the_picture_tells_what_rises(world: World, worker: Worker) -> None:
    await risen(world, worker)
    told = await text_of(world, f"{ANNA}&month=2027-11")
    assert "1. Wat vaker voorkomt" in told
    assert "Arbeidsuitbuiting" in told
    assert "Niets getoond van: 2026-11" in told, "one signal is too few"
    quiet = await text_of(world, f"{SPECIALISTS}&month=2027-11")
    assert "Er is niets dat vaker voorkwam" in quiet
    assert "Arbeidsuitbuiting" not in quiet


async def test_the_picture_can_be_edited_and_is_named_after_its_meeting(world: World, worker: Worker) -> None:
    await a_month(world, worker)
    answer = await world.call(TREKKER, "GET", f"{ANNA}&month=2026-11&format=odt")
    assert answer.headers["content-disposition"] == 'attachment; filename="fenomeenbeeld-anna-overleg-2026-11.odt"'
    assert "Niet vermeld" in Document(io.BytesIO(answer.content)).get_formatted_text()


async def test_who_takes_the_picture_to_a_meeting_reads_the_figures_of_the_region(world: World, worker: Worker) -> None:
    await a_month(world, worker)
    for persona, status in (
        (CHAIN, 200),
        (TREKKER, 200),
        ("districtelijk-coordinator.de-baronie", 404),
        ("zorgcoordinator.de-baronie", 403),
        ("avim", 403),
        ("beheerder", 403),
    ):
        for path in (ANNA, SPECIALISTS):
            assert (await world.call(persona, "GET", path)).status_code == status, persona


async def test_of_a_month_that_was_not_published_there_is_no_picture(world: World) -> None:
    for path, status in ((ANNA, 404), (f"{ANNA}&month=2026-11", 404), (f"{ANNA}&month=2026-Q4", 400)):
        assert (await world.call(CHAIN, "GET", path)).status_code == status
    for meeting in ("zorgtafel", "", "care"):
        assert (await world.call(CHAIN, "GET", f"/monitor/picture?meeting={meeting}")).status_code == 400
