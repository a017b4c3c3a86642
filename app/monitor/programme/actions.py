"""How the actions of the programme stand in a quarter, and how one stood in the quarters before it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress

from sqlalchemy import select

from app.access.gate import Work
from app.monitor.figures.periods import Period
from app.monitor.programme.lights import (
    EVALUATED,
    NORM_OF_ACTION,
    GivenLight,
    Light,
    evaluated_in,
    light_of,
    light_of_norm,
    light_that_stands,
)
from app.monitor.programme.models import MonitorEntry
from app.monitor.programme.schemas import (
    ActionHistory,
    ActionList,
    ActionQuarter,
    ActionView,
    AreaLight,
    EntryKind,
    NormList,
)
from app.monitor.programme.service import list_norms
from app.platform.database import DatabaseRow
from app.platform.problems import FieldError, InvalidInput
from app.platform.schemas import Label
from app.reference.snapshot import CodeValue, ReferenceSnapshot

ByNorm = Callable[[CodeValue, str | None], Light | None]
"""Gives the light of an action in a district by the norm that it follows, if it follows any."""


async def list_actions(work: Work, quarter: Period, reference: ReferenceSnapshot) -> ActionList:
    """Tell how every action of the programme stands in a quarter, in each district where it is done."""
    rows, by_norm = await _entries(work), _by_norm(await list_norms(work, quarter, reference))
    owners = reference.code_lists["action-owner"]
    items = [
        ActionView(
            code=action.code,
            label=_label(action),
            owner=action.attributes["owner"],
            owner_label=_label(owners[action.attributes["owner"]]),
            strategic_goal=action.attributes["strategic_goal"],
            pillar=action.attributes["pillar"],
            due=action.attributes.get("due"),
            recurrence=action.attributes["recurrence"],
            norm=NORM_OF_ACTION.get(action.code),
            areas=_areas(action, rows, quarter, reference, by_norm),
        )
        for action in reference.code_lists["programme-action"].values()
    ]
    return ActionList(quarter=quarter.name, items=items)


async def history(work: Work, code: str, until: Period, number: int, reference: ReferenceSnapshot) -> ActionHistory:
    """Tell how one action stood in a number of quarters, the last one first; raises InvalidInput for no such action."""
    action = reference.code_lists["programme-action"].get(code)
    if action is None:
        error = FieldError("action", "There is no such action in the programme", parameter="action")
        raise InvalidInput("The request has 1 error.", errors=[error])
    rows, norm = await _entries(work), NORM_OF_ACTION.get(code)
    quarters, quarter = [], until
    for _ in range(number):
        norms = None if norm is None else await list_norms(work, quarter, reference)
        quarters.append(
            ActionQuarter(
                quarter=quarter.name,
                is_over=quarter.ends <= work.now,
                areas=_areas(action, rows, quarter, reference, _by_norm(norms)),
                norms=[one for one in norms.items if one.norm is norm] if norms is not None else [],
            )
        )
        quarter = quarter.previous
    return ActionHistory(code=code, label=_label(action), norm=norm, quarters=quarters)


async def _entries(work: Work) -> Sequence[DatabaseRow]:
    """Return what was written in the monitor without its words, the first first."""
    query = select(MonitorEntry.kind, MonitorEntry.action, MonitorEntry.district_id, MonitorEntry.period)
    query = query.add_columns(MonitorEntry.light).order_by(MonitorEntry.written_at, MonitorEntry.id)
    return list(await work.connection.execute(query))


def _by_norm(norms: NormList | None) -> ByNorm:
    """Return the light by what counted for the norms; of an action that follows none nothing has to be counted."""
    items = [] if norms is None else norms.items
    is_over = norms is not None and norms.is_over
    found = {(one.norm, one.district): light_of_norm(one.reached, is_over) for one in items}

    def light(action: CodeValue, district: str | None) -> Light | None:
        norm = NORM_OF_ACTION.get(action.code)
        return None if norm is None or district is None else found[norm, district]

    return light


def _label(value: CodeValue) -> Label:
    return Label(nl=value.label_nl, en=value.label_en)


def _areas(
    action: CodeValue, rows: Sequence[DatabaseRow], quarter: Period, reference: ReferenceSnapshot, by_norm: ByNorm
) -> list[AreaLight]:
    """Tell how an action stands in each district, or in the region."""
    districts: Sequence[str | None] = [None] if action.attributes["scope"] == "region" else list(reference.districts)
    own = [row for row in rows if row.action == action.code or (row.action is None and action.code in EVALUATED)]
    return [
        _area(action, [row for row in own if row.district_id == one], one, quarter, by_norm(action, one))
        for one in districts
    ]


def _area(
    action: CodeValue, rows: list[DatabaseRow], district: str | None, quarter: Period, by_norm: Light | None
) -> AreaLight:
    evidence = list(_evidenced(rows, quarter))
    known = [period for period in evidence if period <= quarter]
    given = [GivenLight(row.light) for row in rows if row.kind == EntryKind.LIGHT and row.period == quarter.name]
    due = Period.parse(action.attributes["due"]) if "due" in action.attributes else None
    by_rules = by_norm or light_of(action.attributes["recurrence"], due, evidence, quarter)
    return AreaLight(
        district=district,
        light=light_that_stands(by_rules, given),
        by_rules=by_rules,
        evidence=len(known),
        last_evidence=max(known).name if known else None,
    )


def _evidenced(rows: Iterable[DatabaseRow], quarter: Period) -> Iterator[Period]:
    """List the quarters of which there is evidence, without those that could be written when any year was taken."""
    for row in rows:
        with suppress(ValueError):
            if row.kind == EntryKind.EVIDENCE:
                yield Period.parse(row.period)
            elif row.kind == EntryKind.EVALUATION:
                yield evaluated_in(Period.parse(row.period), quarter)
