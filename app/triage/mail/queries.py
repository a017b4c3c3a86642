"""The SQL for mail: the caller's own preferences, and the functions of the database that the worker calls."""

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from app.access.gate import Work
from app.platform.crypto import WrappingKeys
from app.platform.database import DatabaseRow
from app.platform.ids import new_id
from app.triage.mail.models import NotificationPreference
from app.triage.mail.sealing import owner_of

BUNDLE = text("SELECT access.bundle_mails(:now, :gap, :longest, :kept)")
TAKE = text("SELECT * FROM access.take_mails(:now, :lease, :longest, :limit)")
SETTLE = text("SELECT access.settle_mail(:mail, :outcome, :now, :later)")


async def read_own(work: Work, *, locked: bool = False) -> DatabaseRow | None:
    """Return the preferences of the caller, or None where nothing was ever set."""
    query = select(*NotificationPreference.__table__.columns).where(
        NotificationPreference.actor_id == work.actor.actor_id
    )
    return (await work.connection.execute(query.with_for_update() if locked else query)).one_or_none()


async def lock_or_make(work: Work, keys: WrappingKeys) -> DatabaseRow:
    """Return the preferences of the caller, made where there are none yet, and held until the transaction ends."""
    preference_id = new_id()
    _, wrapped = keys.new_data_key(owner=owner_of(preference_id))
    made = {"id": preference_id, "actor_id": work.actor.actor_id, "wrapped_key": wrapped}
    await work.connection.execute(
        insert(NotificationPreference).values(**made, muted=[], changed_at=work.now).on_conflict_do_nothing()
    )
    row = await read_own(work, locked=True)
    assert row is not None  # noqa: S101 - it was there, or was made
    return row


async def change(work: Work, row: DatabaseRow, values: dict[str, object]) -> None:
    """Change the preferences that were read and locked."""
    await work.connection.execute(
        update(NotificationPreference)
        .where(NotificationPreference.id == row.id)
        .values(**values, changed_at=work.now, version=row.version + 1)
    )
