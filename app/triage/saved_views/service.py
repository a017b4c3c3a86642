"""Saving views: the settings of one actor, which that actor alone sees, changes and deletes."""

from uuid import UUID

from sqlalchemy import delete, func, select, update

from app.access.gate import Work
from app.platform.crypto import DataKey, WrappingKeys
from app.platform.database import DatabaseRow, insert_all
from app.platform.idempotency import Attempt, earlier_result
from app.platform.ids import new_id
from app.platform.problems import Conflict, NotFound, PreconditionFailed
from app.triage.models import SavedView
from app.triage.saved_views.schemas import SavedFilters, SavedViewList, SavedViewSubmission, SavedViewView

MOST_VIEWS = 100


def owner_of(view_id: UUID) -> str:
    """Name what the data key of a view belongs to."""
    return f"saved_views:{view_id}"


def place_of_name(view_id: UUID) -> str:
    """Name the place that the name of a view is bound to."""
    return f"saved_views.name:{view_id}"


def etag_of(row: DatabaseRow) -> str:
    """Return the entity tag of a view as it stands."""
    return f'"{row.version}"'


async def list_views(work: Work, keys: WrappingKeys) -> SavedViewList:
    """List the views of the caller, the last made first."""
    query = select(*SavedView.__table__.columns).where(SavedView.actor_id == work.actor.actor_id)
    rows = await work.connection.execute(query.order_by(SavedView.id.desc()))
    return SavedViewList(items=[_view(row, keys) for row in rows])


async def read(work: Work, view_id: UUID, keys: WrappingKeys) -> tuple[SavedViewView, str]:
    """Return a view of the caller with its entity tag; raises NotFound."""
    row = await _find(work, view_id)
    return _view(row, keys), etag_of(row)


async def create(
    work: Work, submission: SavedViewSubmission, attempt: Attempt, keys: WrappingKeys
) -> tuple[SavedViewView, str]:
    """Save a view.

    Raises Conflict when the caller has as many as anybody may have, or the idempotency key was used for another one;
    and NotFound when what the key made was deleted since.
    """
    view_id = new_id()
    earlier = await earlier_result(
        work.connection,
        attempt,
        actor_id=work.actor.actor_id,
        operation="saved-views",
        resource_id=view_id,
        now=work.now,
    )
    if earlier is not None:
        return await read(work, earlier, keys)
    count = select(func.count()).select_from(SavedView).where(SavedView.actor_id == work.actor.actor_id)
    if (await work.connection.execute(count)).scalar_one() >= MOST_VIEWS:
        raise Conflict(f"You have {MOST_VIEWS} views; delete one first.")
    key, wrapped = keys.new_data_key(owner=owner_of(view_id))
    row = {
        "id": view_id,
        "actor_id": work.actor.actor_id,
        "wrapped_key": wrapped,
        "created_at": work.now,
        "changed_at": work.now,
        **_contents(view_id, submission, key),
    }
    await insert_all(work.connection, {SavedView: [row]})
    return await read(work, view_id, keys)


async def replace(
    work: Work, view_id: UUID, submission: SavedViewSubmission, keys: WrappingKeys, if_match: str | None
) -> tuple[SavedViewView, str]:
    """Put another choice or name in the place of a view; raises NotFound and PreconditionFailed."""
    row = await _find(work, view_id, locked=True)
    _require_unchanged(row, if_match)
    key = keys.open_data_key(row.wrapped_key, owner=owner_of(view_id))
    contents = _contents(view_id, submission, key)
    await work.connection.execute(
        update(SavedView)
        .where(SavedView.id == view_id)
        .values(changed_at=work.now, version=row.version + 1, **contents)
    )
    return await read(work, view_id, keys)


async def remove(work: Work, view_id: UUID, if_match: str | None) -> None:
    """Delete a view of the caller; raises NotFound and PreconditionFailed."""
    _require_unchanged(await _find(work, view_id, locked=True), if_match)
    await work.connection.execute(delete(SavedView).where(SavedView.id == view_id))


async def _find(work: Work, view_id: UUID, *, locked: bool = False) -> DatabaseRow:
    own = (SavedView.id == view_id, SavedView.actor_id == work.actor.actor_id)
    query = select(*SavedView.__table__.columns).where(*own)
    row = (await work.connection.execute(query.with_for_update() if locked else query)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _require_unchanged(row: DatabaseRow, if_match: str | None) -> None:
    if if_match not in (None, "*", etag_of(row)):
        raise PreconditionFailed("The view was changed since you read it; read it again and decide anew.")


def _contents(view_id: UUID, submission: SavedViewSubmission, key: DataKey) -> dict[str, object]:
    return {
        "name": key.encrypt(submission.name.encode(), place=place_of_name(view_id)),
        "filters": submission.filters.model_dump(mode="json", by_alias=True, exclude_none=True),
        "sort": str(submission.sort),
    }


def _view(row: DatabaseRow, keys: WrappingKeys) -> SavedViewView:
    key = keys.open_data_key(row.wrapped_key, owner=owner_of(row.id))
    return SavedViewView(
        id=row.id,
        name=key.decrypt(row.name, place=place_of_name(row.id)).decode(),
        filters=SavedFilters.model_validate(row.filters, by_alias=True),
        sort=row.sort,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )
