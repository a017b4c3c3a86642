"""Proves that what is published is what a count by hand of the raw rows finds, as soon as it is published."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping

import asyncpg
import httpx

from scripts.simulation import recount, shares
from scripts.simulation.people import Json, Person
from scripts.simulation.recount import Place, RawRows
from tests.wall.lights import lights
from tests.wall.model import World

PUBLISHED = "SELECT DISTINCT period FROM published_figures ORDER BY period"
SCALES = ("exploitation", "victim", "perpetrator")
EFFECT_GROUPINGS = ("domain", "kind", "form", "district")
SIGNAL_GROUPINGS = ("form", "district", "municipality", "indicator", "location_kind", "sector")
ROUNDED = 0.00006
"""How far a share is from what it is, at most, since four decimals of it are told."""
WORKS = {"H": ("assessment",), "Q": ("triage", "feedback")}
"""What it is told of how timely it was, by the length of the period."""


class Confirmed:
    """Compares whatever a reader is shown of figures with the count by hand, and counts what was compared."""

    def __init__(self, reader: Person, raw_url: str) -> None:
        self.reader, self.raw_url = reader, raw_url
        self.wrong: list[str] = []
        self.counts: Counter[str] = Counter()
        self._known: set[str] = set()
        self._seen: dict[tuple[str, str], Mapping[Place, list[tuple[str, int]]]] = {}
        """The effects of each half-year and scale, as they were when it was published."""

    async def look(self) -> None:
        """Compare the periods that were published since the last look."""
        connection = await asyncpg.connect(self.raw_url)
        try:
            there = {row["period"] for row in await connection.fetch(PUBLISHED)}
            if there <= self._known:
                return
            rows = await RawRows.read(connection)
        finally:
            await connection.close()
        for period in sorted(there - self._known):
            self.counts["periods published and counted again by hand"] += 1
            if period[5] == "H":
                await self._effects(rows, period)
                await self._timeliness(rows, period)
            elif period[5] == "Q":
                await self._timeliness(rows, period)
                await self._norms(rows, period)
            else:
                await self._signals(rows, period)
        self._known = there

    async def _effects(self, rows: RawRows, period: str) -> None:
        logged, due = recount.interventions(rows, period), recount.assessments(rows, period)
        for scale in SCALES:
            seen = self._seen[period, scale] = recount.effects(rows, period, scale)
            for grouping in EFFECT_GROUPINGS:
                query = f"/statistics/intervention-effects?period={period}&scale={scale}&groupBy={grouping}"
                async for place, shown in self._groups(query, grouping):
                    self._answered(place, shown["effects"])
                    self._same(place, "interventions", shown["interventions"], logged[place])
                    self._measured(place, shown["assessments"], due[place])
                    self._measured(place, shown["effects"], Counter(answer for answer, _ in seen[place]))
                    told = (shown["effects"] or {}).get("medianWeeks")
                    self._same(place, "median", told, recount.weeks_until_positive(seen[place]))
                await self._together(f"{query}&halfYears=2", grouping, scale)

    async def _together(self, query: str, grouping: str, scale: str) -> None:
        """Two half-years are what was counted by hand of each of them, when it was published."""
        async for place, shown in self._groups(query, grouping):
            told_in = (shown["effects"] or {}).get("toldIn", ())
            seen = [self._seen[half_year, scale].get(place, []) for half_year in told_in]
            self._measured(place, shown["effects"], Counter(answer for one in seen for answer, _ in one))
            if len(told_in) > 1:
                self.counts["groups that two half-years tell of together"] += 1

    async def _signals(self, rows: RawRows, period: str) -> None:
        counted = recount.signals(rows, period)
        for grouping in SIGNAL_GROUPINGS:
            async for place, shown in self._groups(f"/statistics/signals?period={period}&groupBy={grouping}", grouping):
                self._same(place, "signals", shown["size"], counted[place])

    async def _timeliness(self, rows: RawRows, period: str) -> None:
        for work in WORKS[period[5]]:
            counted = recount.timely(rows, period, work)
            async for place, shown in self._groups(f"/statistics/timeliness?period={period}&work={work}", "desk"):
                self._measured(place, shown["measured"], counted[place])

    async def _norms(self, rows: RawRows, period: str) -> None:
        """The norms of a quarter, none of which is left out."""
        counted = recount.norms(rows, period)
        shown = (await self.reader.do("GET", f"/monitor/norms?quarter={period}"))["items"]
        places = {(one["norm"], one["district"]): one["count"] for one in shown}
        if not counted.keys() <= places.keys():
            self.wrong.append(f"a norm of {period} is not told of")
        for (norm, district), count in places.items():
            self._same((district, "norm", norm), norm, count, counted[norm, district])
        await self._lights(rows, period, counted)

    async def _lights(self, rows: RawRows, period: str, counted: Mapping[tuple[str, str], int]) -> None:
        """The lights of each action in a quarter, with the evidence that there is, which is told of every one."""
        world = World(0, self.reader.played.clock.now(), {"monitor_entries": rows.tables["monitor_entries"]})
        by_hand = lights(world, period, dict(counted), {row["id"] for row in rows.tables["districts"]})
        shown = {
            f"{action['code']} {area['district']} {area['light']} {area['byRules']} {area['evidence']} "
            f"{area['lastEvidence']}"
            for action in (await self.reader.do("GET", f"/monitor/actions?quarter={period}"))["items"]
            for area in action["areas"]
        }
        self.counts["lights that a count by hand confirms"] += len(shown & by_hand)
        self.wrong += [f"lights in {period}: {one} was told or is so, and not both" for one in sorted(shown ^ by_hand)]

    async def _groups(self, query: str, grouping: str) -> AsyncIterator[tuple[Place, Json]]:
        answer = await self.reader.ask("GET", query)
        if answer.status_code == httpx.codes.NOT_FOUND:  # there was nothing to count
            return
        for side in answer.raise_for_status().json()["sides"]:
            name = side["compartment"]
            if side["total"] is not None:
                yield (name, "all", ""), side["total"]
            for group in side["groups"]:
                yield (name, grouping, group["code"]), group

    def _answered(self, place: Place, shown: Json | None) -> None:
        """Count the groups of which it is told what worked, with all answers or with positive ones against the rest."""
        if place[1] != "all" and shown is not None and shown["answers"] is not None:
            way = "positive against the rest" if "rest" in shown["answers"] else "all answers apart"
            self.counts[f"effects by {place[1]}, {way}"] += 1

    def _measured(self, place: Place, shown: Json | None, counted: Mapping[str, int]) -> None:
        self._same(place, "all answers", None if shown is None else shown["size"], sum(counted.values()))
        answers = (shown or {}).get("answers") or {}
        for answer, size in answers.items():
            self._same(place, answer, size, recount.of_answer(counted, answer))
        if answers and shown is not None:
            self._share(
                place, shown["share"], next(iter(answers.values())), shown["size"], len(shown.get("toldIn", "."))
            )

    def _share(self, place: Place, shown: Json, positive: int, size: int, half_years: int) -> None:
        """The share of the first answer, with an interval as wide as if all had been asked in each half-year."""
        low, high = shares.wilson(positive / half_years, size / half_years)
        there = (positive / size, low, high)
        self.counts["shares that a count by hand confirms"] += 1
        if any(abs(shown[name] - one) > ROUNDED for name, one in zip(("value", "low", "high"), there, strict=True)):
            self.wrong.append(f"the share of {' '.join(place)}: {shown} was told, and it is {there}")

    def _same(self, place: Place, what: str, shown: int | None, counted: int | None) -> None:
        """What is left out says nothing; what is shown is what there is."""
        if shown is None:
            self.counts["figures left out"] += 1
            return
        self.counts["figures that a count by hand confirms"] += 1
        if shown != counted:
            self.wrong.append(f"{what} of {' '.join(place)}: {shown} was published, and {counted} there are")
