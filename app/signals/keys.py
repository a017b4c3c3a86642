"""The data keys of a signal: one for each side, wrapped by the key of that compartment."""

from collections.abc import Collection, Mapping

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access.matrix import Compartment
from app.platform.crypto import DataKey, WrappingKeys
from app.platform.ids import SignalId
from app.signals.models import SealedKey

KeyRing = Mapping[Compartment, WrappingKeys]
"""The wrapping keys of each compartment."""


def owner_of(signal_id: SignalId, compartment: Compartment) -> str:
    """Name what a data key belongs to; a wrapped key cannot be used for anything else."""
    return f"data_keys:{signal_id}:{compartment}"


async def open_keys(connection: AsyncConnection, signal_id: SignalId, ring: KeyRing) -> dict[Compartment, DataKey]:
    """Open the data keys of a signal that the caller may see."""
    rows = await connection.execute(
        select(SealedKey.compartment, SealedKey.wrapped).where(SealedKey.signal_id == signal_id)
    )
    opened = {}
    for row in rows:
        side = Compartment(row.compartment)
        opened[side] = ring[side].open_data_key(row.wrapped, owner=owner_of(signal_id, side))
    return opened


async def open_keys_of_side(
    connection: AsyncConnection, places: Collection[tuple[SignalId, Compartment]], ring: KeyRing
) -> dict[tuple[SignalId, Compartment], DataKey]:
    """Open the data keys of sides of signals that the caller may see, many at once."""
    rows = await connection.execute(
        select(SealedKey.signal_id, SealedKey.compartment, SealedKey.wrapped).where(
            tuple_(SealedKey.signal_id, SealedKey.compartment).in_(sorted(places))
        )
    )
    opened = {}
    for row in rows:
        signal_id, side = SignalId(row.signal_id), Compartment(row.compartment)
        opened[signal_id, side] = ring[side].open_data_key(row.wrapped, owner=owner_of(signal_id, side))
    return opened


async def open_or_make_key(
    connection: AsyncConnection, signal_id: SignalId, side: Compartment, municipality_code: str, ring: KeyRing
) -> DataKey:
    """Open the data key of one side of a signal, or make it when nothing was written on that side before."""
    _, wrapped = ring[side].new_data_key(owner=owner_of(signal_id, side))
    await connection.execute(
        insert(SealedKey)
        .values(signal_id=signal_id, compartment=side, municipality_code=municipality_code, wrapped=wrapped)
        .on_conflict_do_nothing()
    )
    return (await open_keys(connection, signal_id, ring))[side]
