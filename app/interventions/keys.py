"""The data keys that the words of interventions are under: that of a side of a signal, or of a case."""

from app.access.gate import Work
from app.access.matrix import Compartment
from app.cases.queries import read_case
from app.cases.sealing import key_of
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.platform.ids import SignalId
from app.platform.problems import NotFound
from app.signals.keys import KeyRing, open_keys, open_or_make_key


async def key_to_read(work: Work, row: DatabaseRow, ring: KeyRing) -> DataKey | None:
    """Open the data key of what an intervention is done in; None once it was destroyed."""
    if row.case_id is None:
        return (await open_keys(work.connection, SignalId(row.signal_id), ring)).get(Compartment(row.compartment))
    case = await read_case(work, row.case_id)
    return None if case is None else key_of(case, ring)


async def key_to_write(work: Work, row: DatabaseRow, ring: KeyRing) -> DataKey:
    """Open the data key of what an intervention is done in, or make it where a signal has none yet; raises NotFound."""
    if row.case_id is not None:
        case = await read_case(work, row.case_id)
        if case is None:
            raise NotFound
        return key_of(case, ring)
    side, signal_id = Compartment(row.compartment), SignalId(row.signal_id)
    return await open_or_make_key(work.connection, signal_id, side, row.municipality_code, ring)


def opened(key: DataKey | None, content: bytes, place: str) -> str | None:
    """Decrypt words that are bound to a place; None when their key was destroyed."""
    return None if key is None else key.decrypt(content, place=place).decode()
