"""What broken glass shows of cases at the API."""

from tests.wall.holding import reads_case_of
from tests.wall.model import Row
from tests.wall.reading import may_read
from tests.wall.visit import Visit

OPEN = "break-glass-sessions:area:open"
PARTS = (("persons", "case_persons"), ("locations", "case_locations"))


async def show_opened_case(visit: Visit) -> None:
    """Compare for each session whether it shows a case, and then whom and what it is about and how safe they are."""
    door = "GET /v1/break-glass-sessions/{id}/case"
    for session in visit.world.rows("break_glass_sessions"):
        shown = reads_case_of(visit.world, visit.actor, visit.now, session)
        view = await visit.one(door, OPEN, f"/break-glass-sessions/{session['id']}/case", shown=shown)
        if view is None:
            continue
        visit.compare(door, session["id"], str(session["case_id"]), view["id"])
        for name, table in PARTS:
            _compare(visit, door, table, session["case_id"], {one["id"] for one in view[name]})
        told = {one["safety"]["text"] for one in view["persons"] if one["safety"] is not None}
        last = {row["person_id"]: row["id"] for row in sorted(_assessed(visit), key=lambda row: row["id"])}
        here = {row["person_id"] for row in _assessed(visit) if row["case_id"] == session["case_id"]}
        everything = [str(row["id"]) for row in _assessed(visit)]
        visit.report.compare_sets(visit.actor, door, everything, {str(last[one]) for one in here}, told)


def _assessed(visit: Visit) -> list[Row]:
    return visit.world.rows("safety_assessments")


def _compare(visit: Visit, door: str, table: str, case_id: object, found: set[str]) -> None:
    rows = visit.world.rows(table)
    expected = {
        str(row["id"])
        for row in rows
        if row["case_id"] == case_id and may_read(visit.world, visit.actor, visit.now, table, row)
    }
    visit.report.compare_sets(visit.actor, door, [str(row["id"]) for row in rows], expected, found)
