"""What the statistics show, by the rules: of each side its own figures, to whoever sees any of them."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.wall.model import Row
from tests.wall.reading import may_read
from tests.wall.visit import Visit

ACTION = "statistics:all:read"
SCALES = {
    "exploitation": "effect_on_exploitation",
    "victim": "effect_for_victim",
    "perpetrator": "effect_on_perpetrator",
}
WORK = {"triage": "timely_triage", "feedback": "timely_feedback", "assessment": "timely_assessment"}
BY_INTERVENTION = ("all", "domain", "kind", "form", "district")
BY_SIGNAL = ("all", "form", "sector", "district", "municipality", "indicator", "location_kind")
MEETINGS = {"anna_overleg": "care", "specialistenoverleg": "security"}
TOLD_BY = {
    "effect_on_exploitation": ("intervention-effects", None),
    "signals": ("signals", None),
    **{figure: ("timeliness", work) for work, figure in WORK.items()},
}
"""Which statistic, of which work, there is of a period of which there is anything of a figure."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, and of what it is told: figures, the first of which tells what was the last period."""

    query: str
    figures: tuple[str, ...]
    groupings: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    """The last one first; empty for the last that was published."""

    def rows(self, published: Iterable[Row]) -> list[Row]:
        """Choose of what was published what is asked."""
        of_it = [row for row in published if row["figure"] in self.figures]
        periods = self.periods or (self.last(of_it),)
        return [row for row in of_it if row["period"] in periods and row["grouping"] in ("all", *self.groupings)]

    def last(self, published: Iterable[Row]) -> str:
        """Return the last period that is asked, an empty name where there is none."""
        there = (row["period"] for row in published if row["figure"] == self.figures[0])
        return self.periods[0] if self.periods else max(there, default="")


def _asked_of_effects() -> Iterator[Asked]:
    yield Asked("", _with_effects("exploitation"))
    for scale in SCALES:
        for grouping in BY_INTERVENTION:
            query = f"period=2026-H1&scale={scale}&groupBy={grouping}"
            yield Asked(query, _with_effects(scale), (grouping,), ("2026-H1",))
    run = ("2026-H1", "2025-H2", "2025-H1", "2024-H2")
    for number in (2, 4):
        query = f"groupBy=kind&period=2026-H1&halfYears={number}"
        yield Asked(query, _with_effects("exploitation"), ("kind",), run[:number])


def _with_effects(scale: str) -> tuple[str, ...]:
    return (SCALES[scale], "assessments", "interventions")


def _asked_of_signals() -> Iterator[Asked]:
    figures = ("signals", "rising")
    yield Asked("groupBy=form", figures, ("form", "features"))
    for month in ("2026-10", "2026-09"):
        for grouping in BY_SIGNAL:
            yield Asked(f"period={month}&groupBy={grouping}", figures, (grouping, "features"), (month,))


def _asked_of_timeliness() -> Iterator[Asked]:
    for work, figure in WORK.items():
        yield Asked(f"work={work}", (figure,), ("desk",))
    yield Asked("work=triage&period=2026-Q3", ("timely_triage",), ("desk",), ("2026-Q3",))


def _effects_told(rows: list[Row]) -> set[str]:
    """Tell of each group what is told of it: effects where their answers are told, the rest where that is of all."""
    periods, lines = {row["period"] for row in rows}, dict[tuple[str, str, str], list[Row]]()
    for row in sorted(rows, key=lambda row: str(row["period"])):
        lines.setdefault((row["compartment"], row["name"], row["figure"]), []).append(row)
    told = set()
    for (side, name, figure), found in lines.items():
        size, first = sum(row["size"] for row in found), sum(row["answers"][0] for row in found)
        if figure in SCALES.values():
            weeks = found[0]["median_weeks"] if len(found) == 1 else None
            told.add(f"{side} {name} effects {size} {first} {weeks} {[row['period'] for row in found]}")
        elif {row["period"] for row in found} == periods:
            told.add(f"{side} {name} {figure} {size} {first}")
    return told


def _effects_shown(answer: dict[str, Any]) -> Iterator[str]:
    for side, group in _groups(answer):
        place, due, effects = f"{side} {group['code'] or ''}", group["assessments"], group["effects"]
        if (logged := group["interventions"]) is not None:
            yield f"{place} interventions {logged} {logged}"
        if due is not None:
            yield f"{place} assessments {due['size']} {due['answers']['made']}"
        if effects is not None:
            weeks, first = effects["medianWeeks"], effects["answers"]["positive"]
            yield f"{place} effects {effects['size']} {first} {weeks} {effects['toldIn']}"


def _signals_told(rows: list[Row]) -> set[str]:
    counted = {f"{row['compartment']} {row['name']} {row['size']}" for row in rows if row["figure"] == "signals"}
    return counted | {f"{row['compartment']} rises {row['name']}" for row in rows if row["grouping"] == "features"}


def _signals_shown(answer: dict[str, Any]) -> Iterator[str]:
    for side, group in _groups(answer):
        if group["size"] is not None:
            yield f"{side} {group['code'] or ''} {group['size']}"
    for one in answer["sides"]:
        yield from (f"{one['compartment']} rises {'|'.join(rising['codes'])}" for rising in one["rising"])


def _timeliness_told(rows: list[Row]) -> set[str]:
    return {f"{row['compartment']} {row['name']} {row['size']} {row['answers']}" for row in rows}


def _timeliness_shown(answer: dict[str, Any]) -> Iterator[str]:
    for side, group in _groups(answer):
        measured = group["measured"]
        yield f"{side} {group['code'] or ''} {measured['size']} {list(measured['answers'].values())}"


def _groups(answer: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """List all together and each group, of each side."""
    for side in answer["sides"]:
        yield from ((side["compartment"], group) for group in (side["total"], *side["groups"]) if group is not None)


def _readable(visit: Visit) -> list[Row]:
    rows = visit.world.rows("published_figures")
    return [row for row in rows if may_read(visit.world, visit.actor, visit.now, "published_figures", row)]


def shows_statistic(
    name: str,
    asked: Callable[[], Iterator[Asked]],
    told: Callable[[list[Row]], set[str]],
    shown: Callable[[dict[str, Any]], Iterator[str]],
) -> Callable[[Visit], Awaitable[None]]:
    """Make a door that compares what a statistic shows of each side with the lines that the actor may read."""
    door = f"GET /v1/statistics/{name}"

    async def show(visit: Visit) -> None:
        readable = _readable(visit)
        for one in asked():
            rows = one.rows(readable)
            there = any(row["period"] == one.last(readable) for row in rows)
            view = await visit.one(door, ACTION, f"/statistics/{name}?{one.query}", shown=there)
            if view is not None:
                everything = told(one.rows(visit.world.rows("published_figures")))
                visit.report.compare_sets(visit.actor, f"{door} {one.query}", everything, told(rows), set(shown(view)))
            elif not visit.may(ACTION):
                return

    return show


async def show_periods(visit: Visit) -> None:
    """Compare of which periods there are statistics: those of which the actor may read a line."""
    door = "GET /v1/statistics/periods"
    view = await visit.one(door, ACTION, "/statistics/periods", shown=True)
    if view is not None:
        everything, expected = (
            {f"{TOLD_BY[row['figure']]} {row['period']}" for row in rows if row["figure"] in TOLD_BY}
            for rows in (visit.world.rows("published_figures"), _readable(visit))
        )
        found = {f"{(one['statistic'], one['work'])} {one['period']}" for one in view["items"]}
        visit.report.compare_sets(visit.actor, door, everything, expected, found)


async def show_picture(visit: Visit) -> None:
    """Compare for which meetings there is a picture: those of whose side the actor may read the last month."""
    door = "GET /v1/monitor/picture"
    signals = [row for row in _readable(visit) if row["figure"] == "signals"]
    for meeting, side in MEETINGS.items():
        there = any(row["compartment"] == side for row in signals)
        answer = await visit.get(f"/monitor/picture?meeting={meeting}&format=odt")
        status = 403 if not visit.may(ACTION) else 200 if there else 404
        visit.compare(door, meeting, status, answer.status_code)


SHOWS_OF_STATISTICS = {
    "GET /v1/monitor/picture": show_picture,
    "GET /v1/statistics/periods": show_periods,
    "GET /v1/statistics/intervention-effects": shows_statistic(
        "intervention-effects", _asked_of_effects, _effects_told, _effects_shown
    ),
    "GET /v1/statistics/signals": shows_statistic("signals", _asked_of_signals, _signals_told, _signals_shown),
    "GET /v1/statistics/timeliness": shows_statistic(
        "timeliness", _asked_of_timeliness, _timeliness_told, _timeliness_shown
    ),
}
