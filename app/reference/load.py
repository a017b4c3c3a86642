"""Loads the reference data that the service comes with, where it is not there yet.

What an administrator changed stays: a row that exists is left alone. Sources: `app/reference/data/`, taken from the
regional programme 2021-2024 and the public lists named in `docs/reference-data.md`.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.platform.database import Base, Row
from app.reference.models import (
    CodeListValue,
    Desk,
    District,
    DistrictMembership,
    InterventionKind,
    Municipality,
    Partner,
)

DATA = Path(__file__).parent / "data"
PROGRAMME_START = date(2021, 1, 1)

ATTRIBUTED_LISTS = {
    "desk-kind": ("desk-kinds.csv", "code", "label"),
    "indicator": ("indicators.csv", "code", "label"),
    "legal-basis": ("legal-bases.csv", "code", "label"),
    "strategic-goal": ("strategic-goals.csv", "id", "title"),
    "pillar": ("pillars.csv", "id", "title"),
    "programme-action": ("programme-actions.csv", "id", "title"),
}
"""Code lists with a file of their own: the columns of the code and of the labels; all others are attributes."""


END_MEMBERSHIP = text(
    "UPDATE district_memberships SET valid_until = :valid_until WHERE valid_until IS NULL "
    "AND (municipality_code, valid_from) = (:municipality_code, :valid_from)"
)
"""A membership that ended since it was loaded ends here too, or its municipality would be in two districts."""


async def load_reference_data(connection: AsyncConnection) -> None:
    """Insert every row of the reference data that is missing, and end what ended, as the owner of the tables."""
    loads: list[tuple[type[Base], list[Row]]] = [
        (District, [dict(row) for row in _read("districts.csv")]),
        (Municipality, [{"code": row["code"], "name": row["name"]} for row in _read("municipalities.csv")]),
        (DistrictMembership, list(_memberships())),
        (Desk, list(_desks())),
        (CodeListValue, list(_code_list_values())),
        (Partner, [{**row, "id": UUID(row["id"])} for row in _read("partners.csv")]),
        (InterventionKind, list(_intervention_kinds())),
    ]
    for model, rows in loads:
        await connection.execute(insert(model).on_conflict_do_nothing(), rows)
    if ended := [row for row in _memberships() if row["valid_until"] is not None]:
        await connection.execute(END_MEMBERSHIP, ended)


def _read(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _memberships() -> Iterator[Row]:
    for row in _read("municipalities.csv"):
        yield {
            "municipality_code": row["code"],
            "valid_from": date.fromisoformat(row["valid_from"]),
            "valid_until": date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
            "district_id": row["district"],
            "source": row["source"],
        }


def _desks() -> Iterator[Row]:
    """Every desk of the layered model in every area of its scope."""
    areas: dict[str, list[tuple[str, str, dict[str, str]]]] = {
        "region": [("", "", {})],
        "district": [(f".{r['id']}", f" {r['name']}", {"district_id": r["id"]}) for r in _read("districts.csv")],
        "municipality": [
            (f".{r['code']}", f" {r['name']}", {"municipality_code": r["code"]}) for r in _read("municipalities.csv")
        ],
    }
    for kind in _read("desk-kinds.csv"):
        for suffix, area_name, area in areas[kind["scope"]]:
            yield {
                "id": kind["code"] + suffix,
                "kind": kind["code"],
                "name": kind["label_nl"] + area_name,
                "district_id": area.get("district_id"),
                "municipality_code": area.get("municipality_code"),
            }


def _intervention_kinds() -> Iterator[Row]:
    for row in _read("intervention-kinds.csv"):
        numbers = {name: int(row[name]) for name in ("pillar", "strategic_goal")}
        weeks = [int(week) for week in row["assessed_after_weeks"].split()]
        yield {**row, **numbers, "id": UUID(row["id"]), "assessed_after_weeks": weeks}


def _code_list_values() -> Iterator[Row]:
    positions: dict[str, int] = {}

    def value(list_name: str, row: dict[str, str], code: str, label: str) -> Row:
        positions[list_name] = positions.get(list_name, 0) + 1
        used = {"list", code, f"{label}_nl", f"{label}_en"}
        return {
            "list_name": list_name,
            "code": row[code],
            "position": positions[list_name],
            "label_nl": row[f"{label}_nl"],
            "label_en": row[f"{label}_en"],
            "attributes": {name: text for name, text in row.items() if name not in used and text},
            "valid_from": PROGRAMME_START,
            "valid_until": None,
        }

    for row in _read("code-lists.csv"):
        yield value(row["list"], row, "code", "label")
    for list_name, (file, code, label) in ATTRIBUTED_LISTS.items():
        for row in _read(file):
            yield value(list_name, row, code, label)
