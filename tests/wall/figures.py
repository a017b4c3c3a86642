"""The published figures of a world: of both sides, and how timely the desks of each district were."""

from datetime import timedelta

from tests.wall.draw import Draw
from tests.wall.model import DISTRICTS, SIDES

SHOWN = {"care": 40, "security": 60}
"""How many there were on each side."""


class Figures(Draw):
    """Fills what was published; it draws nothing."""

    def add_figures(self) -> None:
        """Publish a half-year, a quarter and two months of each side."""
        for side in SIDES:
            for name in ("", "care", "fiscal"):
                grouping = "domain" if name else "all"
                self._add("2026-H1", side, "effect_on_exploitation", grouping, name, answers=[10, 20, 10])
            for name in ("", "sexual"):
                self._add("2026-10", side, "signals", "form" if name else "all", name)
            for name in ("", "hospitality", "not_told"):
                self._add("2026-09", side, "signals", "sector" if name else "all", name)
            self._add("2026-Q3", side, "timely_triage", "all", "", answers=[30, 10])
            for district in (*DISTRICTS, None):
                desk = "avim" if district is None else f"dsp.{district}"
                self._add("2026-Q3", side, "timely_triage", "desk", desk, answers=[30, 10], district_id=district)

    def _add(self, period: str, side: str, figure: str, grouping: str, name: str, **more: object) -> None:
        size = SHOWN[side]
        self.world.add(
            "published_figures",
            period=period,
            compartment=side,
            figure=figure,
            grouping=grouping,
            name=name,
            size=size,
            median_weeks=None,
            published_at=self.world.now - timedelta(days=20),
            **{"answers": None, "district_id": None, **more},
        )
