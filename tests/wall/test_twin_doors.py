"""A case shows its twins as the rules say, in a world in which cases of both sides have some."""

from tests.wall import api
from tests.wall.compare import Report
from tests.wall.draw import Size
from tests.wall.load import load
from tests.wall.model import CARE, SECURITY, Row
from tests.wall.reading import may_read
from tests.wall.rules import receives
from tests.wall.worlds import generate
from tests.world import World as Service

DOOR = "GET /v1/cases/{id}/twin-cases"
TWINNED = generate(21, Size(signals=8, extra_actors=2, impossible=False, rare=False))


def _own(actor: Row) -> list[Row]:
    """List the cases that are open to an actor."""
    return [case for case in TWINNED.rows("cases") if may_read(TWINNED, actor["id"], TWINNED.now, "cases", case)]


def _with_twins(actor: Row) -> set[str]:
    """List the sides of the cases of an actor that are to show a twin."""
    named = {
        (row["receiving_case_reference"], row["compartment"])
        for row in TWINNED.rows("sharing_decisions")
        if row["case_reference"] is not None and receives(TWINNED, actor["id"], TWINNED.now, row)
    }
    other = {CARE: SECURITY, SECURITY: CARE}
    return {case["compartment"] for case in _own(actor) if (case["reference"], other[case["compartment"]]) in named}


async def test_cases_of_both_sides_show_the_twins_that_the_rules_say(world: Service) -> None:
    members = [actor for actor in api.with_tokens(TWINNED) if _own(actor)]
    assert set().union(*(_with_twins(actor) for actor in members)) == {CARE, SECURITY}
    report = Report(TWINNED)
    await load(TWINNED, world)
    await api.compare_api(world, TWINNED, report, [DOOR], members)
    assert report.deviations == []
    assert report.decisions[DOOR] > len(members) * len(TWINNED.rows("cases"))
