"""What the API shows of interventions, of their effect and of what was put right of them, by the rules."""

from tests.wall.reading import may_read
from tests.wall.visit import Visit

CHANGES = "intervention_changes"
CASES, GOALS = 3, 7
"""Of so many cases and goals one is asked for."""


async def show_interventions(visit: Visit) -> None:
    """Compare each intervention, whose words are its id, with the assessments of its effect likewise."""
    door = "GET /v1/interventions/{id}"
    for row in visit.world.rows("interventions"):
        shown = may_read(visit.world, visit.actor, visit.now, "interventions", row)
        path = f"/interventions/{row['id']}"
        view = await visit.one(door, "interventions:known:read", path, shown=shown)
        if view is None:
            continue
        visit.compare(door, f"{path}: its words", str(row["id"]), view["description"])
        effects = [effect for effect in visit.world.rows("effects") if effect["intervention_id"] == row["id"]]
        expected = {str(e["id"]) for e in effects if may_read(visit.world, visit.actor, visit.now, "effects", e)}
        found = {effect["explanation"] for effect in view["effects"] if effect["explanation"] == effect["id"]}
        visit.report.compare_sets(visit.actor, f"{door} effects", [str(e["id"]) for e in effects], expected, found)
        told = [change for change in visit.world.rows("intervention_changes") if change["intervention_id"] == row["id"]]
        changes = {str(one["id"]) for one in told if may_read(visit.world, visit.actor, visit.now, CHANGES, one)}
        reasons = {change["reason"] for change in view["history"] if change["reason"] == change["id"]}
        visit.report.compare_sets(visit.actor, f"{door} {CHANGES}", [str(one["id"]) for one in told], changes, reasons)


async def list_interventions(visit: Visit) -> None:
    """Compare the list: of all there is, of what comes with each case, and of each goal."""
    door, action, world = "GET /v1/interventions", "interventions:known:read", visit.world
    rows = world.rows("interventions")
    shown = [row for row in rows if may_read(world, visit.actor, visit.now, "interventions", row)]
    await visit.all(door, action, "/interventions", rows, shown)
    for case in world.rows("cases")[::CASES]:
        is_open = may_read(world, visit.actor, visit.now, "cases", case)
        signals = {row["signal_id"] for row in world.rows("case_signals") if row["case_id"] == case["id"]}
        sides = [(one, case["compartment"]) for one in signals]
        of_case = [
            row
            for row in shown
            if row["case_id"] == case["id"] or (is_open and (row["signal_id"], row["compartment"]) in sides)
        ]
        await visit.all(f"{door}?caseId", action, f"/interventions?caseId={case['id']}", rows, of_case)
    for goal in world.rows("case_goals")[::GOALS]:
        of_goal = [row for row in shown if row["goal_id"] == goal["id"]]
        await visit.all(f"{door}?goal", action, f"/interventions?goal={goal['id']}", rows, of_goal)
