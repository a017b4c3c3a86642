"""The written form of a decision table (YAML or JSON), and district overlays on top of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, Field, StrictBool, StrictInt, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from app.access.matrix import Compartment
from app.platform.schemas import ApiModel, Label, Line
from app.routing.facts import DOMAINS
from app.routing.table import (
    Condition,
    DecisionTable,
    Reason,
    TableRow,
    TaskInvolvement,
    UrgencyRule,
)
from app.routing.terms import parse_term
from app.signals.vocabulary import Urgency

TABLES = Path(__file__).parent / "tables"
ALL_DISTRICTS = frozenset(str(district) for district in DOMAINS["district"])

RowId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,59}$")]
When = Annotated[dict[str, Annotated[list[StrictBool | str], Field(min_length=1, max_length=20)]], Field(max_length=12)]


def _is_term(text: str) -> str:
    try:
        parse_term(text)
    except ValueError as error:
        raise PydanticCustomError("term", "{reason}", {"reason": str(error)}) from None
    return text


Deadline = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_is_term),
    Field(
        description="Counted from receipt: `PT1H around the clock`, `4 working hours` or `3 working days`.",
        examples=["1 working day"],
    ),
]


class TableError(Exception):
    """A table document cannot be read; the message says where and why."""


class UrgencyRuleDocument(ApiModel):
    """An urgency rule as written."""

    when: When
    urgency: Urgency


class RowDocument(ApiModel):
    """A row as written; deadlines are terms (`app/routing/terms.py`) counted from receipt."""

    id: RowId
    track: Compartment
    when: When
    desk: Line
    layer: Annotated[StrictInt, Field(ge=1, le=4)]
    involvement: TaskInvolvement
    deadlines: dict[Urgency, Deadline]
    reason: Label


class OverlayDocument(ApiModel):
    """The deviations of one district: its own rows, and the regional rows that they replace there."""

    district: Line
    replaces: Annotated[list[RowId], Field(max_length=60)] = []
    rows: Annotated[list[RowDocument], Field(max_length=20)] = []


class TableDocument(ApiModel):
    """A whole table as written: the regional rows, and the overlays of districts."""

    version: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{1,39}$")]
    urgency: Annotated[list[UrgencyRuleDocument], Field(max_length=20)] = []
    rows: Annotated[list[RowDocument], Field(min_length=1, max_length=60)]
    overlays: Annotated[list[OverlayDocument], Field(max_length=8)] = []


def read_document(path: Path, overlays: list[Path] | None = None) -> TableDocument:
    """Read a table from YAML, with overlays from files of their own.

    Raises TableError with one line per fault.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        more = [yaml.safe_load(overlay.read_text(encoding="utf-8")) for overlay in overlays or []]
        if isinstance(content, dict) and more:
            content["overlays"] = [*content.get("overlays", []), *more]
        return TableDocument.model_validate(content)
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{path} cannot be read: {type(error).__name__}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise TableError(f"{path} is not YAML{f' (line {mark.line + 1})' if mark else ''}") from None
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        raise TableError("\n".join(faults)) from None


def shipped_document(more_overlays: Sequence[Path] = ()) -> TableDocument:
    """Read the regional table that comes with the service, with the overlays of districts, and any others."""
    return read_document(TABLES / "regional.yaml", [*sorted((TABLES / "overlays").glob("*.yaml")), *more_overlays])


def compose(document: TableDocument) -> DecisionTable:
    """Make the table that the engine runs: overlays become conditions on the district.

    Raises TableError for an overlay of an unknown district, or one that replaces a row that does not exist.
    """
    replaced: dict[str, set[str]] = {}
    regional = {row.id for row in document.rows}
    for overlay in document.overlays:
        if overlay.district not in ALL_DISTRICTS:
            raise TableError(f"overlay: {overlay.district} is not a district")
        for row_id in overlay.replaces:
            if row_id not in regional:
                raise TableError(f"overlay of {overlay.district}: there is no row {row_id} to replace")
            replaced.setdefault(row_id, set()).add(overlay.district)
    rows = [_row(row, ALL_DISTRICTS - replaced.get(row.id, set())) for row in document.rows]
    rows += [_row(row, frozenset({o.district})) for o in document.overlays for row in o.rows]
    rules = tuple(UrgencyRule(_condition(rule.when), rule.urgency) for rule in document.urgency)
    return DecisionTable(document.version, rules, tuple(rows))


def _condition(when: When) -> Condition:
    return Condition({fact: frozenset(values) for fact, values in when.items()})


def _row(row: RowDocument, districts: frozenset[str]) -> TableRow:
    tests = dict(_condition(row.when).tests)
    if districts != ALL_DISTRICTS:
        tests["district"] = tests.get("district", ALL_DISTRICTS) & districts
    return TableRow(
        id=row.id,
        track=row.track,
        condition=Condition(tests),
        desk=row.desk,
        layer=row.layer,
        involvement=row.involvement,
        deadlines={urgency: parse_term(text) for urgency, text in row.deadlines.items()},
        reason=Reason(row.reason.nl, row.reason.en),
    )
