"""Work of the other side on the same signal at the same desk, from before: what comes of one side copies none of it."""

from random import Random

from tests.wall.draw import Size
from tests.wall.model import CARE, HOUR, SECURITY, World
from tests.wall.signals import Signals

OTHER = {CARE: SECURITY, SECURITY: CARE}


class Beside(Signals):
    """Adds such work beside what Zorgtafels did, of which assessments are asked for."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} beside")  # noqa: S311 - worlds are no secrets

    def add_work_beside(self) -> None:
        """Let there be an older task of another layer beside each intervention of a Zorgtafel on a signal."""
        tasks = self.world.rows("tasks")
        own = {(row["signal_id"], row["desk_id"], row["track"]): row for row in tasks}
        for row in self.world.rows("interventions"):
            place = (row["signal_id"], row["desk_id"], row["compartment"])
            if place in own and str(row["desk_id"]).startswith("zorgtafel"):
                task = own.pop(place)
                signal = next(one for one in self.world.rows("signals") if one["id"] == task["signal_id"])
                routed = self.add_decision(signal, OTHER[task["track"]])
                older = {"id": self.id(), "track": OTHER[task["track"]], "layer": task["layer"] % 3 + 1}
                opened = min(one["opened_at"] for one in tasks if one["signal_id"] == task["signal_id"]) - HOUR
                asks_nothing = dict.fromkeys(("intervention_id", "assessed_for", "agenda_item_id", "referral_id"))
                by = {"involvement": "responsible", "decision_id": routed["id"]}
                self.world.add("tasks", **{**task, **older, **asks_nothing, **by, "opened_at": opened})
                self.ensure_key(task["signal_id"], OTHER[task["track"]])
