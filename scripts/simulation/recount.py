"""Counts by hand, from the raw rows, what is published of a period: slowly, simply, and knowing no other count."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from statistics import median_low
from typing import Any

import asyncpg

from app.platform.clock import REGION_ZONE

Row = dict[str, Any]
Place = tuple[str, str, str]
"""A side, by what is divided, and a group; a total is divided by nothing."""

TABLES = (
    "signals",
    "signal_parts",
    "case_signals",
    "locations",
    "interventions",
    "intervention_kinds",
    "effects",
    "tasks",
    "feedback",
    "escalations",
    "dsp_proposals",
    "districts",
    "monitor_entries",
)
MONTHS = {"Q": 3, "H": 6}
POSITIVE = {"stopped", "disturbed", "reduced", "safe", "in_care", "filed_report", "desisted", "in_view"}
GIVEN_BY_FORM = "arbeidsinspectie"
"""The desk whose triage and feedback are not told of: it is given signals of one form."""
REST = ("not_positive", "unknown")


class RawRows:
    """Every row of the tables that figures are about, as it stands at one moment."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.tables = tables
        self.signals = {row["id"]: row for row in tables["signals"]}
        self.kinds = {row["id"]: row for row in tables["intervention_kinds"]}

    @classmethod
    async def read(cls, connection: asyncpg.Connection) -> "RawRows":
        """Read them all, past every policy, but for interventions that were logged in error, which count nowhere."""
        tables = {table: [dict(row) for row in await connection.fetch(f"TABLE {table}")] for table in TABLES}
        tables["interventions"] = [row for row in tables["interventions"] if row["status"] != "logged_in_error"]
        return cls(tables)


def bounds(period: str) -> tuple[date, date]:
    """Return the first day of a period like `2026-11`, `2026-Q4` or `2026-H2`, and the first day after it."""
    year, number = int(period[:4]), period[5:]
    months = MONTHS.get(number[0], 1)
    first = (int(number.lstrip("QH")) - 1) * months
    after = first + months
    return date(year, first + 1, 1), date(year + after // 12, after % 12 + 1, 1)


def moments(period: str) -> tuple[datetime, datetime]:
    """Return when a period begins and ends in the region."""
    first, after = (datetime(day.year, day.month, day.day, tzinfo=REGION_ZONE) for day in bounds(period))
    return first, after


def _one_form(forms: list[str]) -> str:
    return forms[0] if len(forms) == 1 else "several"


def _forms(rows: RawRows, intervention: Row) -> list[str]:
    """Return the forms of the signal that something was done on, or of all signals of the case that it was done in."""
    within = [row["signal_id"] for row in rows.tables["case_signals"] if row["case_id"] == intervention["case_id"]]
    if intervention["case_id"] is None:
        within = [intervention["signal_id"]]
    return sorted({form for signal_id in within for form in rows.signals[signal_id]["exploitation_forms"]})


def _places(rows: RawRows, intervention: Row) -> list[Place]:
    kind, side = rows.kinds[intervention["kind_id"]], intervention["compartment"]
    return [
        (side, "all", ""),
        (side, "kind", kind["code"]),
        (side, "domain", kind["domain"]),
        (side, "form", _one_form(_forms(rows, intervention))),
        (side, "district", intervention["district_id"]),
    ]


def interventions(rows: RawRows, period: str) -> Counter[Place]:
    """Count the interventions that were logged in a half-year."""
    begins, ends = moments(period)
    logged = (row for row in rows.tables["interventions"] if begins <= row["logged_at"] < ends)
    return Counter(place for row in logged for place in _places(rows, row))


def effects(rows: RawRows, period: str, scale: str) -> dict[Place, list[tuple[str, int]]]:
    """List, of each group, the last answer of a half-year on each intervention, and after how many weeks one was seen.

    That is told by the first positive one, of whatever half-year.
    """
    begins, ends = moments(period)
    found: dict[Place, list[tuple[str, int]]] = defaultdict(list)
    for intervention in rows.tables["interventions"]:
        until = [
            effect
            for effect in rows.tables["effects"]
            if (effect["intervention_id"], effect["scale"]) == (intervention["id"], scale)
            and effect["recorded_at"] < ends
        ]
        within = [effect for effect in until if effect["recorded_at"] >= begins]
        if within:
            last = max(within, key=lambda effect: (effect["assessed_on"], str(effect["id"])))
            positive = [effect["assessed_on"] for effect in until if effect["outcome"] in POSITIVE]
            seen = min([last["assessed_on"], *positive])
            weeks = max(timedelta(0), seen - intervention["started_on"]) // timedelta(weeks=1)
            for place in _places(rows, intervention):
                found[place].append((_answer(last["outcome"]), weeks))
    return found


def _answer(outcome: str) -> str:
    return "positive" if outcome in POSITIVE else "unknown" if outcome == "unknown" else "not_positive"


def of_answer(counted: Mapping[str, int], answer: str) -> int:
    """Return how often an answer was given; `rest` is not positive and unknown together."""
    return sum(counted.get(one, 0) for one in REST) if answer == "rest" else counted.get(answer, 0)


def weeks_until_positive(answers: Iterable[tuple[str, int]]) -> int | None:
    """Return the median of the positive ones, or None where they are fewer than ten."""
    weeks = [number for answer, number in answers if answer == "positive"]
    return median_low(weeks) if len(weeks) >= 10 else None


def assessments(rows: RawRows, period: str) -> dict[Place, Counter[str]]:
    """Count the assessments that fell due in a half-year, by whether they were made by its end."""
    found: dict[Place, Counter[str]] = defaultdict(Counter)
    for intervention, made in _due(rows, period):
        for place in _places(rows, intervention):
            found[place]["not_made" if made == "not_made" else "made"] += 1
    return found


def _due(rows: RawRows, period: str) -> Iterator[tuple[Row, str]]:
    """List of each assessment that fell due the intervention, and whether it was made: in time, late or not at all."""
    (first, after), (_, ends) = bounds(period), moments(period)
    for intervention in (row for row in rows.tables["interventions"] if row["started_on"] is not None):
        for weeks in rows.kinds[intervention["kind_id"]]["assessed_after_weeks"]:
            due = intervention["started_on"] + timedelta(weeks=weeks)
            if first <= due < after:
                moments_of = [
                    effect["recorded_at"]
                    for effect in rows.tables["effects"]
                    if effect["intervention_id"] == intervention["id"]
                    and effect["recorded_at"] < ends
                    and effect["assessed_on"] >= due - timedelta(days=14)
                ]
                asked = [
                    task["due_at"]
                    for task in rows.tables["tasks"]
                    if (task["intervention_id"], task["assessed_for"]) == (intervention["id"], due)
                ]
                day_after = due + timedelta(days=1)
                last = max([datetime(day_after.year, day_after.month, day_after.day, tzinfo=REGION_ZONE), *asked])
                in_time = "timely" if moments_of and min(moments_of) <= last else "late"
                yield intervention, in_time if moments_of else "not_made"


def signals(rows: RawRows, period: str) -> Counter[Place]:
    """Count the signals of a month, for each side that knows something of them."""
    begins, ends = moments(period)
    found: Counter[Place] = Counter()
    for part in rows.tables["signal_parts"]:
        signal, side = rows.signals[part["signal_id"]], part["compartment"]
        if begins <= signal["received_at"] < ends:
            found[side, "all", ""] += 1
            found[side, "form", _one_form(signal["exploitation_forms"])] += 1
            found[side, "district", signal["district_id"]] += 1
            found[side, "municipality", signal["municipality_code"]] += 1
            found[side, "sector", part["sector"] or "not_told"] += 1
            found.update((side, "indicator", name) for name in set(part["indicators"]))
            kinds = {
                row["kind"]
                for row in rows.tables["locations"]
                if (row["signal_id"], row["compartment"]) == (signal["id"], side)
            }
            found.update((side, "location_kind", name) for name in kinds)
    return found


def timely(rows: RawRows, period: str, work: str) -> dict[Place, Counter[str]]:
    """Count the work of each desk in a quarter, by whether it was in time; of assessments, in a half-year."""
    found: dict[Place, Counter[str]] = defaultdict(Counter)
    told = {"triage": _triage, "feedback": _feedback, "assessment": _assessed}[work]
    for side, desk, answer in told(rows, period):
        if work == "assessment" or desk != GIVEN_BY_FORM:
            for grouping, name in (("all", ""), ("desk", desk)):
                found[side, grouping, name][answer] += 1
    return found


def _assessed(rows: RawRows, period: str) -> Iterator[tuple[str, str, str]]:
    for intervention, answer in _due(rows, period):
        yield intervention["compartment"], intervention["desk_id"], answer


def _triage(rows: RawRows, period: str) -> Iterator[tuple[str, str, str]]:
    begins, ends = moments(period)
    for task in rows.tables["tasks"]:
        if task["involvement"] == "responsible" and begins <= task["due_at"] < ends:
            done = task["completed_at"]
            yield task["track"], task["desk_id"], "timely" if done is not None and done <= task["due_at"] else "late"


def _feedback(rows: RawRows, period: str) -> Iterator[tuple[str, str, str]]:
    begins, ends = moments(period)
    late = [row for row in rows.tables["escalations"] if row["about"] == "first_feedback"]
    told = {row["task_id"] for row in late}
    first: dict[Any, Row] = {}
    for row in sorted(rows.tables["feedback"], key=lambda row: str(row["id"])):
        first.setdefault(row["task_id"], row)
    for task_id, row in first.items():
        if task_id not in told and begins <= row["given_at"] < ends:
            yield row["compartment"], row["desk_id"], "timely"
    for row in late:
        if row["step"] == 1 and begins <= row["raised_at"] < ends:
            yield row["track"], row["desk_id"], "late"


def norms(rows: RawRows, period: str) -> Counter[tuple[str, str]]:
    """Count what the norms of the programme ask for in a quarter, by norm and district."""
    (first, after), (begins, ends) = bounds(period), moments(period)
    found: Counter[tuple[str, str]] = Counter()
    of_case: dict[Any, Any] = {}
    for row in rows.tables["case_signals"]:
        of_case[row["case_id"]] = min(row["signal_id"], of_case.get(row["case_id"], row["signal_id"]))
    inspected = set()
    for row in rows.tables["interventions"]:
        begun = row["started_on"] is not None and first <= row["started_on"] < after
        with_them = "labour_inspectorate" in row["organisations"]
        if begun and with_them and rows.kinds[row["kind_id"]]["code"] == "labour_inspection":
            of_signal = row["signal_id"] or of_case[row["case_id"]]
            inspected.add((row["district_id"], row["started_on"], of_signal))
    found.update(("labour_inspections", district) for district, _, _ in inspected)
    for row in rows.tables["dsp_proposals"]:
        submitted = row["submitted_at"]
        counts = row["status"] != "withdrawn" and {"sexual", "criminal"} & set(row["exploitation_forms"])
        if submitted and begins <= submitted < ends and counts:
            found["dsp_proposals", row["district_id"]] += 1
    return found
