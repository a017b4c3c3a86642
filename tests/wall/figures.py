"""The published figures of a world: of both sides every figure by every grouping, of more than one period.

A test compares what is published here with the figures that there are: a new one stands in `PUBLISHED` too.
"""

from collections.abc import Mapping
from datetime import timedelta
from itertools import count

from tests.wall.draw import Draw
from tests.wall.model import SIDES

Groups = Mapping[str, tuple[str, ...]]
"""The names of the groups of which there is a line, by grouping."""

BY_INTERVENTION = {"domain": ("care",), "kind": ("help",), "form": ("criminal",), "district": ("zeeland",)}
IN_DISTRICTS = ("avim", "dsp.de_baronie", "dsp.zeeland")
PUBLISHED: Mapping[str, Mapping[str, Groups]] = {
    "2024-H2": {"effect_on_exploitation": {"kind": ("help",)}, "interventions": {}},
    "2025-H2": {"effect_on_exploitation": {"kind": ("help", "shelter")}, "interventions": {}},
    "2026-H1": {
        "effect_on_exploitation": {**BY_INTERVENTION, "domain": ("care", "fiscal")},
        "effect_for_victim": BY_INTERVENTION,
        "effect_on_perpetrator": BY_INTERVENTION,
        "assessments": BY_INTERVENTION,
        "interventions": {**BY_INTERVENTION, "target": ("victim",)},
        "timely_assessment": {"district": ("zeeland",), "desk": ("avim", "dsp.zeeland")},
    },
    "2026-09": {"signals": {"sector": ("hospitality", "not_told")}},
    "2026-10": {
        "signals": {
            "form": ("sexual",),
            "sector": ("hospitality",),
            "district": ("de_baronie",),
            "municipality": ("GM0758",),
            "indicator": ("B2",),
            "location_kind": ("hotel",),
        },
        "rising": {"features": ("form:labour", "form:sexual|district:zeeland")},
    },
    "2026-Q3": {
        "timely_triage": {"desk": IN_DISTRICTS},
        "timely_feedback": {"desk": ("avim", "dsp.de_baronie")},
    },
}
"""What was published of each period, beside all together. Of half-years there are the last, the one before it, and the
last but three; the one between was not published."""
EFFECTS = ("effect_on_exploitation", "effect_for_victim", "effect_on_perpetrator")
TOLD_APART_UNTIL = "2025-H2"
"""Until then effects were told in three columns."""
THREE_COLUMNS = ("timely_assessment",)
ONE_COLUMN = ("interventions", "signals")
TOTALS = {"care": 400, "security": 700}
GROUPS = {"care": 40, "security": 110}
"""From how many on there were on each side, together and of a group: no two lines of a world have the same number."""
WEEKS = {"care": 7, "security": 11}


class Figures(Draw):
    """Fills what was published; it draws nothing."""

    def add_figures(self) -> None:
        """Publish each period on each side."""
        for side in SIDES:
            numbers = count()
            for period, figures in PUBLISHED.items():
                for figure, groups in figures.items():
                    self._add(period, side, figure, "all", "", TOTALS[side] + next(numbers))
                    for grouping, names in groups.items():
                        for name in names:
                            self._add(period, side, figure, grouping, name, GROUPS[side] + next(numbers))

    def _add(self, period: str, side: str, figure: str, grouping: str, name: str, size: int) -> None:
        answers = answers_of(period, figure, size)
        self.world.add(
            "published_figures",
            period=period,
            compartment=side,
            figure=figure,
            grouping=grouping,
            name=name,
            size=size if answers else None,
            answers=answers,
            median_weeks=WEEKS[side] if figure in EFFECTS else None,
            district_id=name.partition(".")[2] or None if grouping == "desk" else None,
            published_at=self.world.now - timedelta(days=20),
        )


def answers_of(period: str, figure: str, size: int) -> list[int] | None:
    """Divide how many there were among the columns of a figure; of what rises no number is told."""
    first, second = size * 3 // 4, size // 8
    if figure == "rising":
        return None
    if figure in ONE_COLUMN:
        return [size]
    if figure in THREE_COLUMNS or (figure in EFFECTS and period <= TOLD_APART_UNTIL):
        return [first, second, size - first - second]
    return [first, size - first]
