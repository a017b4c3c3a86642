"""The doors of who and what cases are about at the API: persons, places, assessments, related cases and twins."""

from tests.wall.holding import own_cases
from tests.wall.model import Row
from tests.wall.reading import may_read
from tests.wall.rules import receives
from tests.wall.visit import Visit

READ = "cases:member:read"


def _shown(visit: Visit, table: str) -> list[Row]:
    rows = visit.world.rows(table)
    return [row for row in rows if may_read(visit.world, visit.actor, visit.now, table, row)]


async def _show(visit: Visit, path: str, table: str) -> None:
    door, readable = f"GET /v1/cases/{{id}}/{path}", _shown(visit, table)
    for case in visit.world.rows("cases"):
        shown = case in _shown(visit, "cases")
        view = await visit.one(door, READ, f"/cases/{case['id']}/{path}", shown=shown)
        if view is not None:
            expected = {str(row["id"]) for row in readable if row["case_id"] == case["id"]}
            found = {one["id"] for one in view["items"]}
            everything = [str(row["id"]) for row in visit.world.rows(table)]
            visit.report.compare_sets(visit.actor, door, everything, expected, found)


async def show_persons(visit: Visit) -> None:
    """Compare the persons of each case."""
    await _show(visit, "persons", "case_persons")


async def show_locations(visit: Visit) -> None:
    """Compare the places of each case."""
    await _show(visit, "locations", "case_locations")


async def show_assessments(visit: Visit) -> None:
    """Compare the assessments of each person, each of which tells its id."""
    door = "GET /v1/case-persons/{id}/safety-assessments"
    own, readable = own_cases(visit.world, visit.actor, visit.now), _shown(visit, "safety_assessments")
    for person in visit.world.rows("case_persons"):
        path = f"/case-persons/{person['id']}/safety-assessments"
        view = await visit.one(door, READ, path, shown=person["case_id"] in own)
        if view is not None:
            everything = [str(row["id"]) for row in visit.world.rows("safety_assessments")]
            expected = {str(row["id"]) for row in readable if row["person_id"] == person["id"]}
            visit.report.compare_sets(visit.actor, door, everything, expected, {one["text"] for one in view["items"]})


async def show_related(visit: Visit) -> None:
    """Compare which other cases of one's own on the same side have a signal in common with each case."""
    door, shown = "GET /v1/cases/{id}/related-cases", _shown(visit, "cases")
    signals: dict[object, set[object]] = {}
    for row in visit.world.rows("case_signals"):
        signals.setdefault(row["case_id"], set()).add(row["signal_id"])
    for case in visit.world.rows("cases"):
        view = await visit.one(door, READ, f"/cases/{case['id']}/related-cases", shown=case in shown)
        if view is not None:
            expected = {
                str(other["id"])
                for other in shown
                if other is not case
                and other["compartment"] == case["compartment"]
                and signals.get(other["id"], set()) & signals.get(case["id"], set())
            }
            everything = [str(row["id"]) for row in visit.world.rows("cases")]
            visit.report.compare_sets(visit.actor, door, everything, expected, {one["id"] for one in view["items"]})


async def show_twins(visit: Visit) -> None:
    """Compare the twins of each case, with the decisions in force that tell of them."""
    door, shown = "GET /v1/cases/{id}/twin-cases", _shown(visit, "cases")
    naming = [row for row in visit.world.rows("sharing_decisions") if row["case_reference"] is not None]
    for case in visit.world.rows("cases"):
        view = await visit.one(door, READ, f"/cases/{case['id']}/twin-cases", shown=case in shown)
        if view is not None:
            expected = {
                _named(row["case_reference"], row["id"])
                for row in naming
                if row["receiving_case_reference"] == case["reference"]
                and row["compartment"] != case["compartment"]
                and receives(visit.world, visit.actor, visit.now, row)
            }
            found = {_named(one["reference"], by) for one in view["items"] for by in one["sharingDecisions"]}
            everything = [_named(row["case_reference"], row["id"]) for row in naming]
            visit.report.compare_sets(visit.actor, door, everything, expected, found)


def _named(reference: str, decision: object) -> str:
    return f"{reference} by {decision}"


SHOWS_OF_PICTURES = {
    "GET /v1/cases/{id}/persons": show_persons,
    "GET /v1/cases/{id}/locations": show_locations,
    "GET /v1/case-persons/{id}/safety-assessments": show_assessments,
    "GET /v1/cases/{id}/related-cases": show_related,
    "GET /v1/cases/{id}/twin-cases": show_twins,
}
