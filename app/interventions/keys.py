"""The data keys that the words of interventions are under: that of a side of a signal, or of a case."""

from app.access.gate import Work
from app.access.matrix import Compartment
from app.cases.queries import read_case
from app.cases.sealing import key_of
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.platform.ids import SignalId
from app.platform.problems import Conflict
from app.signals.keys import KeyRing, open_keys


async def key_to_read(work: Work, row: DatabaseRow, ring: KeyRing) -> DataKey | None:
    """Open the data key of what an intervention is done in; None once it was destroyed."""
    if row.case_id is None:
        return (await open_keys(work.connection, SignalId(row.signal_id), ring)).get(Compartment(row.compartment))
    case = await read_case(work, row.case_id)
    return None if case is None else key_of(case, ring)


async def key_to_write(work: Work, row: DatabaseRow, ring: KeyRing) -> DataKey:
    """Open the data key of what an intervention is done in, to write more of it; raises Conflict once it was destroyed.

    A new key would open nothing of what is said already, and each later reading would stumble over that.
    """
    key = await key_to_read(work, row, ring)
    if key is None:
        raise Conflict("What was said here was erased for good, and nothing can be added to it.")
    return key


def opened(key: DataKey | None, content: bytes, place: str) -> str | None:
    """Decrypt words that are bound to a place; None when their key was destroyed."""
    return None if key is None else key.decrypt(content, place=place).decode()
