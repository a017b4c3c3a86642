"""The half-year report tells of kinds of intervention in several half-years together, where there are more than one."""

import io

import pypdf

from app.worker import Worker
from tests.interventions.logging import a_task, assessed, logged
from tests.monitor.passing import passed
from tests.monitor.test_runs import ADD, PUBLISHED, TREKKER
from tests.triage.conftest import worker
from tests.world import World

__all__ = ["worker"]
CAPTION = "Per soort interventie, 2026-H1 en 2026-H2: effect op de uitbuiting"


async def text_of_report(world: World) -> str:
    """Return the text of the half-year report."""
    printed = await world.call(TREKKER, "GET", "/monitor/report?halfYear=2026-H2")
    pages = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed.content)).pages)
    return " ".join(pages.split())


async def some(world: World, count: int) -> None:
    """Assess some interventions, half of them with success."""
    for number in range(count):
        made = await logged(world, await a_task(world), startedOn="2026-10-05")
        outcome = "stopped" if number % 2 else "none"
        status, answer = await assessed(world, made["id"], outcome=outcome, scale="exploitation")
        assert status == 201, answer


async def test_the_half_year_report_tells_of_kinds_in_several_half_years(world: World, worker: Worker) -> None:
    await some(world, 12)
    await passed(world, worker, days=45)
    assert "Halfjaren" not in await text_of_report(world), "there is one only"
    async with world.as_superuser() as connection:
        for name, (size, answers) in PUBLISHED["2026-H1"].items():
            await connection.execute(ADD, "2026-H1", "kind" if name else "all", name, size, answers, None)
    text = await text_of_report(world)
    assert text.count(CAPTION) == 1
    assert "30 67% (49%-81%) 2026-H1" in text
    assert "Een interventie telt in elk halfjaar waarin zij is beoordeeld." in text
