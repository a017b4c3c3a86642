"""What the API shows of interventions and of their effect, by the rules."""

from tests.wall.reading import may_read
from tests.wall.visit import Visit


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
