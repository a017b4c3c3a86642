"""Who is mailed, and who sets what they are mailed of: written from the design, importing nothing of the service."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from tests.wall.model import Row, World
from tests.wall.notification_rules import still_holds


def preferences_of(world: World, actor: UUID) -> Row | None:
    """Return the preferences of an actor."""
    return next((row for row in world.rows("notification_preferences") if row["actor_id"] == actor), None)


def is_mailed(world: World, actor: UUID, kind: str) -> bool:
    """Tell whether an actor is mailed of a kind of notification: with an address, unless it wants none of that kind."""
    row = preferences_of(world, actor)
    return row is not None and row["has_address"] and kind not in row["muted"]


def is_reason(world: World, notification: Row, now: datetime) -> bool:
    """Tell whether a notification is a reason to mail: not read, wanted, and still its actor's, who is a person."""
    actor = notification["actor_id"]
    person = any(row["id"] == actor and row["kind"] == "person" for row in world.rows("actors"))
    if not (person and notification["read_at"] is None and is_mailed(world, actor, notification["kind"])):
        return False
    offered = notification["kind"] != "referral_offered" or any(
        referral["id"] == notification["subject_id"] and stands(world, referral, now)
        for referral in world.rows("referrals")
    )
    return offered and still_holds(world, actor, now, notification)


def stands(world: World, referral: Row, now: datetime) -> bool:
    """Tell whether an offer may still be known: on one side, or with a sharing decision that is in force."""
    return referral["track"] == referral["to_track"] or any(
        decision["id"] == referral["sharing_decision_id"]
        and decision["status"] == "approved"
        and now < decision["valid_until"]
        for decision in world.rows("sharing_decisions")
    )


def code_counts(world: World, actor: UUID, now: datetime) -> bool:
    """Tell whether an actor has a code that still confirms something."""
    row = preferences_of(world, actor)
    return row is not None and row["has_code"] and now < row["code_expires_at"]


def _never(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return False


def _first_of_ones_own(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return row["actor_id"] == actor and preferences_of(world, actor) is None


def _own(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return bool(before["actor_id"] == actor)


def _as_worker(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    return True


MAY_WRITE_OF_MAIL: dict[str, Callable[[World, UUID, datetime, Row, Row], bool]] = {
    "notification_preferences.keep": _first_of_ones_own,
    "notification_preferences.keep_for_another": _first_of_ones_own,
    "notification_preferences.change": _own,
    "notification_preferences.change_all": _never,
    "notification_preferences.mute_danger": _never,
    "notification_preferences.as_owner_refuse": _never,
    "notification_preferences.as_worker_refuse": _as_worker,
    "mails.plant": _never,
    "mail_items.plant": _never,
}
