"""Everything that the API tells somebody of figures, as counts that are known."""

from collections import Counter
from collections.abc import Iterable
from itertools import product
from typing import Any

from app.monitor.figures.suppression import LEAST
from tests.monitor.happening import BY, HALVES, PICTURES, SCALES, SIDES, Cell, Group, Known
from tests.world import Json, World


class Reading:
    """Asks for everything, and keeps what is told."""

    def __init__(self, world: World, persona: str) -> None:
        self._world, self._persona = world, persona
        self.told: set[Known] = set()

    async def _ask(self, path: str) -> Json:
        answer = await self._world.call(self._persona, "GET", path)
        assert answer.status_code in {200, 404}, path  # asked wrongly, nothing would be learned
        found: Json = answer.json() if answer.status_code == 200 else {"sides": [], "items": []}
        return found

    async def everything(self) -> set[Known]:
        """Ask for every statistic of every period that was published, and for the norms."""
        for one in (await self._ask("/statistics/periods"))["items"]:
            path = f"/statistics/{one['statistic']}?period={one['period']}"
            if one["statistic"] == "timeliness":
                self._learn_all(await self._ask(f"{path}&work={one['work']}"), "desk", measured=one["work"])
            elif one["statistic"] == "signals":
                for by in PICTURES:
                    self._learn_all(await self._ask(f"{path}&groupBy={by}"), by, size="signals")
            else:
                of_counts = {"interventions": "interventions", "assessments": "assessments"}
                for scale, by, number in product(SCALES, BY, (1, 2, 4)):
                    asked = f"{path}&scale={scale}&groupBy={by}&halfYears={number}"
                    self._learn_all(await self._ask(asked), by, **of_counts, effects=scale)
        for half, quarters in HALVES.items():
            norms = [await self._ask(f"/monitor/norms?quarter={quarter}") for quarter in quarters]
            inspected = Counter[str]()
            for one in (one for norm in norms for one in norm["items"] if one["norm"] == "labour_inspections"):
                inspected[one["district"]] += one["count"]
            for district, count in inspected.items():
                where = (("kind", "labour_inspection"), ("district", district))
                self.told.add(Known(tuple(Cell("interventions", half, side, where) for side in SIDES), count))
        return self.told

    def _learn_all(self, answer: Json, by: str, **figures: str) -> None:
        for side in answer["sides"]:
            for group in filter(None, (side["total"], *side["groups"])):
                groups = () if group["code"] is None else ((by, group["code"]),)
                for name, figure in figures.items():
                    periods = answer.get("halfYears", [answer["period"]])
                    if name == "effects" and group[name]:
                        periods = group[name]["toldIn"]
                    self._learn(figure, periods, side["compartment"], groups, group[name])
            for one in side.get("rising", ()):
                features = [code.replace("form:", "names:").partition(":") for code in one["codes"]]
                together = tuple((name, code) for name, _, code in features)
                cell = Cell("signals", answer["period"], side["compartment"], together)
                self.told.add(Known((cell,), LEAST, or_more=True))

    def _learn(self, figure: str, periods: Iterable[str], side: str, groups: tuple[Group, ...], told: Any) -> None:
        measured: Json = told if isinstance(told, dict) else {} if told is None else {"size": told}
        sizes = {None: measured["size"], **(measured.get("answers") or {})} if measured else {}
        for answer, size in sizes.items():
            self.told.add(Known(tuple(Cell(figure, period, side, groups, answer) for period in periods), size))
