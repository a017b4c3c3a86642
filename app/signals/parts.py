"""The two parts of a signal: sealed into rows when they come in, opened again for who may see them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access.matrix import Compartment
from app.platform.crypto import DataKey
from app.platform.database import Base, Row
from app.platform.ids import SignalId, new_id
from app.platform.schemas import ApiModel
from app.signals.keys import KeyRing, open_keys, owner_of
from app.signals.models import Enrichment, LocationRecord, Part, PersonRecord, SealedKey
from app.signals.part_views import CarePartView, SecurityPartView
from app.signals.records import CarePerson, Location, SecurityPerson
from app.signals.schemas import CarePart, EnrichmentView, SecurityPart
from app.signals.vocabulary import EnrichmentKind

SealedRows = Mapping[type[Base], list[Row]]
"""The rows of one part, ready to be inserted; persons and locations in the order they were sent in."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a signal holds, as far as the caller may read it."""

    care: CarePartView | None
    security: SecurityPartView | None
    enrichments: list[EnrichmentView]


def place_of_narrative(signal_id: SignalId, compartment: Compartment) -> str:
    """Name the place that a narrative is bound to."""
    return f"signal_parts.narrative:{signal_id}:{compartment}"


def seal_part(
    signal_id: SignalId,
    municipality_code: str,
    compartment: Compartment,
    part: CarePart | SecurityPart,
    ring: KeyRing,
) -> SealedRows:
    """Encrypt a part under a new data key; return the rows to insert."""
    key, wrapped = ring[compartment].new_data_key(owner=owner_of(signal_id, compartment))
    common = {"signal_id": signal_id, "compartment": compartment, "municipality_code": municipality_code}
    persons: list[Row] = []
    for person in part.persons:
        person_id = new_id()
        record = key.encrypt(_dump(person), place=f"persons.record:{person_id}")
        persons.append({"id": person_id, **common, "involvement": person.involvement, "record": record})
    locations: list[Row] = []
    for location in part.locations:
        location_id = new_id()
        record = key.encrypt(_dump(location), place=f"locations.record:{location_id}")
        locations.append({"id": location_id, **common, "kind": location.kind, "record": record})
    place = place_of_narrative(signal_id, compartment)
    row = {
        **common,
        "narrative": key.encrypt(part.narrative.encode(), place=place),
        "indicators": part.indicators,
        "sector": part.sector,
        "organised": isinstance(part, SecurityPart) and part.organised,
    }
    return {
        SealedKey: [{**common, "wrapped": wrapped}],
        Part: [row],
        PersonRecord: persons,
        LocationRecord: locations,
    }


def view_of_sealed(part: CarePart | SecurityPart, rows: SealedRows) -> dict[str, object]:
    """Show a part that was just sealed into rows, without reading it back."""
    return {
        **part.model_dump(),
        "persons": _with_ids(part.persons, rows[PersonRecord]),
        "locations": _with_ids(part.locations, rows[LocationRecord]),
    }


async def read_ids(connection: AsyncConnection, signal_id: SignalId, side: Compartment) -> SealedRows:
    """Return the ids of what was sealed of a part, in the order it was sent in, and nothing of its content."""
    return {
        model: [
            {"id": row.id}
            for row in await connection.execute(
                select(model.id).where(model.signal_id == signal_id, model.compartment == side).order_by(model.id)
            )
        ]
        for model in (PersonRecord, LocationRecord)
    }


def _with_ids(records: Sequence[ApiModel], rows: Sequence[Row]) -> list[dict[str, object]]:
    return [{**record.model_dump(), "id": row["id"]} for record, row in zip(records, rows, strict=True)]


async def open_contents(
    connection: AsyncConnection, signal_id: SignalId, ring: KeyRing, sides: Collection[Compartment]
) -> Contents:
    """Decrypt what a signal holds on the sides that the caller may read; row-level security decides it again."""
    opened = await open_keys(connection, signal_id, ring)
    keys = {side: key for side, key in opened.items() if side in sides}
    parts = {
        Compartment(row.compartment): row
        for row in await connection.execute(
            select(*Part.__table__.columns).where(Part.signal_id == signal_id, Part.compartment.in_(keys))
        )
    }
    persons = await _records(connection, PersonRecord, signal_id, keys)
    locations = await _records(connection, LocationRecord, signal_id, keys)
    care: CarePartView | None = None
    security: SecurityPartView | None = None
    for side, row in parts.items():
        shown = {
            "narrative": keys[side].decrypt(row.narrative, place=place_of_narrative(signal_id, side)).decode(),
            "persons": persons.get(side, []),
            "locations": locations.get(side, []),
            "indicators": row.indicators,
            "sector": row.sector,
        }
        if side is Compartment.CARE:
            care = CarePartView.model_validate(shown)
        else:
            security = SecurityPartView.model_validate({**shown, "organised": row.organised})
    return Contents(care, security, await read_enrichments(connection, signal_id, keys))


async def read_enrichments(
    connection: AsyncConnection, signal_id: SignalId, keys: Mapping[Compartment, DataKey]
) -> list[EnrichmentView]:
    """Decrypt the enrichments of a signal that the caller may read, oldest first."""
    rows = await connection.execute(
        select(Enrichment.id, Enrichment.compartment, Enrichment.kind, Enrichment.content, Enrichment.added_at)
        .where(Enrichment.signal_id == signal_id, Enrichment.compartment.in_(keys))
        .order_by(Enrichment.added_at, Enrichment.id)
    )
    return [
        EnrichmentView(
            id=row.id,
            compartment=Compartment(row.compartment),
            kind=EnrichmentKind(row.kind),
            text=keys[Compartment(row.compartment)]
            .decrypt(row.content, place=f"enrichments.content:{row.id}")
            .decode(),
            added_at=row.added_at,
        )
        for row in rows
    ]


async def _records(
    connection: AsyncConnection,
    model: type[PersonRecord] | type[LocationRecord],
    signal_id: SignalId,
    keys: Mapping[Compartment, DataKey],
) -> dict[Compartment, list[dict[str, object]]]:
    """Decrypt the records of one table, by side, in the order they were sent in."""
    rows = await connection.execute(
        select(model.id, model.compartment, model.record)
        .where(model.signal_id == signal_id, model.compartment.in_(keys))
        .order_by(model.id)
    )
    listed: dict[Compartment, list[dict[str, object]]] = {}
    for row in rows:
        side = Compartment(row.compartment)
        plain = keys[side].decrypt(row.record, place=f"{model.__tablename__}.record:{row.id}")
        listed.setdefault(side, []).append({**orjson.loads(plain), "id": row.id})
    return listed


def _dump(record: CarePerson | SecurityPerson | Location) -> bytes:
    return record.model_dump_json(by_alias=True, exclude_none=True).encode()
