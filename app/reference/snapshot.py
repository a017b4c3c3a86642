"""The reference data in memory: small, read on every submission, changed a few times a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.platform.clock import Clock
from app.platform.database import Database
from app.reference.models import CodeListValue, Desk, District, DistrictMembership, Municipality

FRESH_FOR = timedelta(seconds=60)
"""A change by an administrator is seen by every process within this time."""


@dataclass(frozen=True, slots=True)
class Membership:
    """That a municipality belongs to a district from a date until (not including) a date."""

    district_id: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class DeskRecord:
    """A desk with its kind, area and name."""

    id: str
    kind: str
    municipality_code: str | None
    district_id: str | None
    name: str
    closed_at: datetime | None = None

    def is_open_at(self, moment: datetime) -> bool:
        """Tell whether the desk takes work at a moment."""
        return self.closed_at is None or moment < self.closed_at


@dataclass(frozen=True, slots=True)
class CodeValue:
    """A code with its labels and attributes."""

    code: str
    label_nl: str
    label_en: str
    attributes: Mapping[str, str]
    valid_from: date
    valid_until: date | None

    def valid_on(self, day: date) -> bool:
        """Tell whether the code may be used on this day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class ReferenceSnapshot:
    """All reference data as of one moment."""

    districts: Mapping[str, str]
    municipalities: Mapping[str, str]
    memberships: Mapping[str, tuple[Membership, ...]]
    desks: Mapping[str, DeskRecord]
    code_lists: Mapping[str, Mapping[str, CodeValue]]

    def district_of(self, municipality_code: str, day: date) -> str | None:
        """Return the district of a municipality on a day, or None when it has none.

        Of two memberships on a day the one that began last counts: whoever moved left, also where nobody wrote that.
        """
        valid = [
            membership
            for membership in self.memberships.get(municipality_code, ())
            if membership.valid_from <= day and (membership.valid_until is None or day < membership.valid_until)
        ]
        return max(valid, key=lambda membership: membership.valid_from).district_id if valid else None

    def desk_for(self, kind: str, *, municipality_code: str, district_id: str) -> DeskRecord | None:
        """Return the desk of this kind that serves a municipality in a district, or None."""
        for desk_id in (kind, f"{kind}.{district_id}", f"{kind}.{municipality_code}"):
            if desk := self.desks.get(desk_id):
                return desk
        return None


async def read_snapshot(connection: AsyncConnection) -> ReferenceSnapshot:
    """Read all reference data."""
    memberships: dict[str, list[Membership]] = {}
    began = select(*DistrictMembership.__table__.columns).order_by(DistrictMembership.valid_from)
    for m in await connection.execute(began):
        memberships.setdefault(m.municipality_code, []).append(Membership(m.district_id, m.valid_from, m.valid_until))
    lists: dict[str, dict[str, CodeValue]] = {}
    values = select(*CodeListValue.__table__.columns).order_by(CodeListValue.list_name, CodeListValue.position)
    for v in await connection.execute(values):
        lists.setdefault(v.list_name, {})[v.code] = CodeValue(
            v.code, v.label_nl, v.label_en, v.attributes, v.valid_from, v.valid_until
        )
    desks = await connection.execute(select(*Desk.__table__.columns).order_by(Desk.kind, Desk.id))
    return ReferenceSnapshot(
        districts={d.id: d.name for d in await connection.execute(select(District.id, District.name))},
        municipalities={
            m.code: m.name
            for m in await connection.execute(select(Municipality.code, Municipality.name).order_by(Municipality.name))
        },
        memberships={code: tuple(listed) for code, listed in memberships.items()},
        desks={d.id: DeskRecord(d.id, d.kind, d.municipality_code, d.district_id, d.name, d.closed_at) for d in desks},
        code_lists=lists,
    )


class ReferenceData:
    """Keeps a snapshot, and renews it when it is more than a minute old."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._snapshot: ReferenceSnapshot | None = None
        self._read_at: datetime | None = None

    async def current(self) -> ReferenceSnapshot:
        """Return a snapshot of at most a minute old."""
        now = self._clock.now()
        if self._snapshot is None or self._read_at is None or abs(now - self._read_at) > FRESH_FOR:
            self._snapshot = await self._database.run(read_snapshot)
            self._read_at = now
        return self._snapshot
