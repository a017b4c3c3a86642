"""What the monitor of the programme shows, by the rules: to whoever reads it, what counts on both sides together."""

from collections.abc import Iterator
from datetime import date, timedelta

from tests.wall.lights import AT_LEAST, lights, number_of
from tests.wall.monitoring import counted, local, norms, quarter_of
from tests.wall.reading import may_read
from tests.wall.visit import Visit
from tests.world import Json

ACTION = "monitor:all:read"


def _quarters(visit: Visit) -> Iterator[tuple[str, date, date]]:
    """List this quarter and the last, each with its first day and the one after it."""
    today = local(visit.now)
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    before = first - timedelta(days=1)
    yield quarter_of(today), first, (first + timedelta(days=100)).replace(day=1)
    yield quarter_of(before), date(before.year, before.month - 2, 1), first


async def _districts(visit: Visit) -> set[str]:
    """List the districts of the region, which everybody is told."""
    return {one["id"] for one in (await visit.get("/districts")).json()["items"]}


async def show_norms(visit: Visit) -> None:
    """Compare how many count for each norm in each district, this quarter and the last, and whether it is reached."""
    door = "GET /v1/monitor/norms"
    for quarter, first, after in _quarters(visit):
        view = await visit.one(door, ACTION, f"/monitor/norms?quarter={quarter}", shown=True)
        if view is None:
            continue
        counts = norms(visit.world, first, after)
        expected = {
            f"{quarter} {norm} {district} {counts.get((norm, district), 0)} {least} "
            f"{counts.get((norm, district), 0) >= least}"
            for norm, least in AT_LEAST.items()
            for district in await _districts(visit)
        }
        found = {
            f"{quarter} {one['norm']} {one['district']} {one['count']} {one['atLeast']} {one['reached']}"
            for one in view["items"]
        }
        visit.report.compare_sets(visit.actor, door, expected, expected, found)
        is_over = number_of(quarter) < number_of(quarter_of(local(visit.now)))
        visit.compare(door, f"{quarter} is over", is_over, view["isOver"])


async def show_actions(visit: Visit) -> None:
    """Compare how each action stands in each area, this quarter and the last: by the norms and by what was written."""
    door = "GET /v1/monitor/actions"
    for quarter, first, after in _quarters(visit):
        view = await visit.one(door, ACTION, f"/monitor/actions?quarter={quarter}", shown=True)
        if view is None:
            continue
        expected = lights(visit.world, quarter, norms(visit.world, first, after), await _districts(visit))
        found = {line for action in view["items"] for line in _areas(action["code"], action["areas"])}
        visit.report.compare_sets(visit.actor, door, expected, expected, found)


async def show_history(visit: Visit) -> None:
    """Compare how some actions stood, this quarter and the last: of districts and of the region, with norms or none."""
    door = "GET /v1/monitor/actions/history"
    for code in ("1.1", "3.1", "5.4", "5.5"):
        path = f"/monitor/actions/history?action={code}&quarters=2"
        view = await visit.one(door, ACTION, path, shown=True)
        if view is None:
            continue
        for told, (quarter, first, after) in zip(view["quarters"], _quarters(visit), strict=True):
            counts = norms(visit.world, first, after)
            lines = lights(visit.world, quarter, counts, await _districts(visit))
            expected = {line for line in lines if line.startswith(f"{code} ")}
            visit.report.compare_sets(visit.actor, door, expected, expected, set(_areas(code, told["areas"])))
            there = {f"{norm} {district} {size}" for (norm, district), size in counts.items() if norm == view["norm"]}
            found = {f"{one['norm']} {one['district']} {one['count']}" for one in told["norms"] if one["count"]}
            visit.report.compare_sets(visit.actor, f"{door} norms", there | found, there, found)


def _areas(code: str, areas: list[Json]) -> Iterator[str]:
    """Write how an action stands in each area."""
    for area in areas:
        yield f"{code} {area['district']} {area['light']} {area['byRules']} {area['evidence']} {area['lastEvidence']}"


async def show_counted(visit: Visit) -> None:
    """Compare what counted in this quarter and in the last, of what the actor may read, and who is told how many."""
    door, action = "GET /v1/monitor/norms/counted", "norms:known:read"
    for quarter, first, after in _quarters(visit):
        path = f"/monitor/norms/counted?quarter={quarter}"
        things = [(table, row) for _, table, row, day, _ in counted(visit.world) if first <= day < after]
        shown = [row for table, row in things if may_read(visit.world, visit.actor, visit.now, table, row)]
        everything = [*visit.world.rows("dsp_proposals"), *visit.world.rows("interventions")]
        await visit.all(door, action, path, everything, shown)
        answer = await visit.get(path)
        if answer.status_code != 200:
            continue
        there = norms(visit.world, first, after)
        expected = {f"{norm} {district} {size}" for (norm, district), size in there.items()}
        told = expected if visit.may(ACTION) else set[str]()
        found = {f"{one['norm']} {one['district']} {one['count']}" for one in answer.json()["norms"] if one["count"]}
        visit.report.compare_sets(visit.actor, f"{door} how many", expected, told, found)
        visit.compare(door, "how many", visit.may(ACTION), bool(answer.json()["norms"]))


async def show_entries(visit: Visit) -> None:
    """Compare what was written in the monitor, page by page."""
    rows = visit.world.rows("monitor_entries")
    shown = [row for row in rows if may_read(visit.world, visit.actor, visit.now, "monitor_entries", row)]
    await visit.all("GET /v1/monitor/entries", ACTION, "/monitor/entries", rows, shown)


async def show_report(visit: Visit) -> None:
    """Compare who gets the report of a half-year; of one side and of both it is read in `test_figures_of_a_side.py`."""
    for path in ("halfYear=2026-H1&format=odt", "halfYear=2025-H2&format=odt"):
        answer = await visit.get(f"/monitor/report?{path}")
        visit.compare("GET /v1/monitor/report", path, 200 if visit.may(ACTION) else 403, answer.status_code)


SHOWS_OF_MONITOR = {
    "GET /v1/monitor/entries": show_entries,
    "GET /v1/monitor/actions": show_actions,
    "GET /v1/monitor/actions/history": show_history,
    "GET /v1/monitor/norms": show_norms,
    "GET /v1/monitor/norms/counted": show_counted,
    "GET /v1/monitor/report": show_report,
}
