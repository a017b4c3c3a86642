"""Every grouping and every work is told at its door: as JSON, as a table and as a chart."""

from app.worker import Worker
from tests.bodies import victim_signal
from tests.interventions.logging import DESK, SUBMITTER, a_task
from tests.monitor.passing import passed
from tests.monitor.test_publishing import TREKKER, care, worked
from tests.triage.conftest import worker
from tests.world import World

__all__ = ["worked", "worker"]
TIMELY, PICTURE = "/statistics/timeliness?period=2026-Q4", "/statistics/signals?period=2026-11"


async def written(world: World, path: str, kind: str) -> str:
    """Return a statistic as it is written for the bestuurlijk trekker."""
    answer = await world.call(TREKKER, "GET", f"{path}&format={kind}")
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_how_timely_desks_triaged_is_a_table_and_a_chart(worked: World, worker: Worker) -> None:
    await passed(worked, worker, days=45)
    header, of_all, of_desk, *_ = (await written(worked, TIMELY, "csv")).splitlines()
    assert header == "periode,werk,kant,code,loket,aantal,op_tijd,te_laat,niet_gedaan,aandeel,laag_95,hoog_95"
    assert of_all == "2026-Q4,triage,care,,Alle,13,0,13,,0.0,0.0,0.2281"
    assert of_desk.startswith("2026-Q4,triage,care,zorgcoordinator.de_baronie,Zorgcoördinator De Baronie,13,0,13")
    drawn = await written(worked, TIMELY, "svg")
    assert "Triage op tijd" in drawn
    assert "0% van 13" in drawn


async def test_how_timely_desks_told_submitters_is_a_figure_of_its_own(world: World, worker: Worker) -> None:
    for _ in range(6):
        task = await a_task(world)
        told = {"standardText": "taken_up"}
        answer = await world.call(DESK, "POST", f"/tasks/{task['id']}/feedback", json=told)
        assert answer.status_code == 201, answer.text
    await passed(world, worker, days=45)
    path = f"{TIMELY}&work=feedback"
    side = await care(world, path)
    assert side["total"]["measured"]["answers"] == {"timely": 6, "late": 0}
    (desk,) = side["groups"]
    assert (desk["code"], desk["measured"]["share"]["value"]) == ("zorgcoordinator.de_baronie", 1.0)
    assert ",6,6,0," in await written(world, path, "csv")
    assert "Terugkoppeling op tijd" in await written(world, path, "svg")


async def test_the_picture_tells_of_indicators_kinds_of_places_and_districts(world: World, worker: Worker) -> None:
    place = {"kind": "dwelling", "name": "Bovenwoning", "address": {"city": "Breda", "postalCode": "4811 AA"}}
    for number in range(11):
        told = {**victim_signal()["care"], "indicators": ["S1"]}
        await world.submit(SUBMITTER, victim_signal(care={**told, "locations": [place]} if number < 6 else told))
    await passed(world, worker, days=10)
    for grouping, code, size in (
        ("indicator", "S1", 11),
        ("location_kind", "dwelling", 6),
        ("district", "de_baronie", 11),
    ):
        path = f"{PICTURE}&groupBy={grouping}"
        (group,) = (await care(world, path))["groups"]
        assert (group["code"], group["size"]) == (code, size)
        assert f"2026-11,care,{code},{group['label']['nl']},{size}," in await written(world, path, "csv")
        drawn = await written(world, path, "svg")
        assert group["label"]["nl"][:20] in drawn, "a long label is cut off"
        assert f">{size}</text>" in drawn
