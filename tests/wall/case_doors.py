"""The doors of cases at the API: the lists, each case with what is in it, its notes, and who could be a member."""

from tests.wall.case_rules import OPEN, may_take_up
from tests.wall.holding import reaches_case
from tests.wall.model import Row
from tests.wall.reading import may_read
from tests.wall.visit import Visit

READ, CONTRIBUTE = "cases:member:read", "cases:member:contribute"
PARTS = (
    ("case_signals", "signals", "signal_id", "signalId"),
    ("case_members", "members", "id", "id"),
    ("case_status_changes", "history", "id", "text"),
)
"""What is in a case: its table, its name in the answer, and by what each row is known in both."""


def _shown(visit: Visit, table: str) -> list[Row]:
    rows = visit.world.rows(table)
    return [row for row in rows if may_read(visit.world, visit.actor, visit.now, table, row)]


async def show_cases(visit: Visit) -> None:
    """Compare the list of cases, in all, by status and by lead."""
    rows, shown = visit.world.rows("cases"), _shown(visit, "cases")
    await visit.all("GET /v1/cases", READ, "/cases", rows, shown)
    for status in ("open", "suspended", "closed"):
        wanted = [row for row in shown if row["status"] == status]
        await visit.all("GET /v1/cases", READ, f"/cases?status={status}", rows, wanted)
    led = [row for row in shown if row["lead_id"] == visit.actor]
    await visit.all("GET /v1/cases", READ, "/cases?lead=me", rows, led)


async def show_without_lead(visit: Visit) -> None:
    """Compare the list of cases without a lead, in all and by status."""
    door, rows = "GET /v1/cases-without-lead", visit.world.rows("cases")
    without = [row for row in rows if may_take_up(visit.world, visit.actor, visit.now, row)]
    await visit.all(door, OPEN, "/cases-without-lead", rows, without)
    for status in ("open", "closed"):
        wanted = [row for row in without if row["status"] == status]
        await visit.all(door, OPEN, f"/cases-without-lead?status={status}", rows, wanted)


async def show_case(visit: Visit) -> None:
    """Compare each case with its signals, its members and its history, each step of which tells its id."""
    door, shown = "GET /v1/cases/{id}", _shown(visit, "cases")
    for case in visit.world.rows("cases"):
        view = await visit.one(door, READ, f"/cases/{case['id']}", shown=case in shown)
        if view is None:
            continue
        visit.compare(door, f"{case['id']} title", str(case["id"]), view["title"])
        for table, part, key, name in PARTS:
            everything = [str(row[key]) for row in visit.world.rows(table)]
            expected = {str(row[key]) for row in _shown(visit, table) if row["case_id"] == case["id"]}
            found = {one[name] for one in view[part]}
            visit.report.compare_sets(visit.actor, f"{door} {part}", everything, expected, found)


async def show_notes(visit: Visit) -> None:
    """Compare the notes of each case, each of which tells its id."""
    door, shown, readable = "GET /v1/cases/{id}/notes", _shown(visit, "cases"), _shown(visit, "case_notes")
    for case in visit.world.rows("cases"):
        view = await visit.one(door, READ, f"/cases/{case['id']}/notes", shown=case in shown)
        if view is not None:
            everything = [str(row["id"]) for row in visit.world.rows("case_notes")]
            expected = {str(row["id"]) for row in readable if row["case_id"] == case["id"]}
            visit.report.compare_sets(visit.actor, door, everything, expected, {one["text"] for one in view["items"]})


async def show_candidates(visit: Visit) -> None:
    """Compare who could be a member of each case: everybody whose roles reach it."""
    door, shown = "GET /v1/cases/{id}/candidates", _shown(visit, "cases")
    for case in visit.world.rows("cases"):
        view = await visit.one(door, CONTRIBUTE, f"/cases/{case['id']}/candidates", shown=case in shown)
        if view is not None:
            place = (case["compartment"], case["district_id"])
            actors = [row["id"] for row in visit.world.rows("actors")]
            expected = {str(actor) for actor in actors if reaches_case(visit.world, actor, visit.now, *place)}
            found = {one["id"] for one in view["items"]}
            visit.report.compare_sets(visit.actor, door, [str(actor) for actor in actors], expected, found)


SHOWS_OF_CASES = {
    "GET /v1/cases": show_cases,
    "GET /v1/cases-without-lead": show_without_lead,
    "GET /v1/cases/{id}": show_case,
    "GET /v1/cases/{id}/notes": show_notes,
    "GET /v1/cases/{id}/candidates": show_candidates,
}
