"""Who may propose, lend, approve, withdraw and name, written from the design and naively."""

from datetime import datetime
from uuid import UUID

from tests.wall.holding import actions
from tests.wall.lending_rules import stands_behind_appointment
from tests.wall.model import Row, World


def propose_appointment(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    honest = row["proposed_by"] == actor and row["actor_id"] != actor
    honest = honest and is_new(row, now)
    return honest and "appointments:all:manage" in actions(world, actor, now)


def is_new(row: Row, now: datetime) -> bool:
    """Tell whether it is proposed at this moment, and nothing was decided on it, nor was it ever used."""
    nothing = ("approved_by", "approved_at", "withdrawn_by", "withdrawn_at", "last_used_on")
    return row["proposed_at"] == now and not any(row.get(name) for name in nothing)


def lend_as_a_person(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    lends = actions(world, actor, now) & {"appointments:own:lend", "appointments:all:manage"}
    return bool(lends) and lend(world, actor, now, row, before)


def lend(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    (original,) = (a for a in world.rows("appointments") if a["id"] == row["lent_from"])
    same = all(row[name] == original[name] for name in ("role", "municipality_code", "district_id", "scopes"))
    honest = row["proposed_by"] == actor and row["actor_id"] not in {actor, original["actor_id"]} and is_new(row, now)
    by_whom = original["actor_id"] == actor or "appointments:all:manage" in actions(world, actor, now)
    starts, ends = original["valid_from"] <= row["valid_from"], original["valid_until"]
    within = starts and (ends is None or row["valid_until"] <= ends)
    standing = original["lent_from"] is None and original["withdrawn_at"] is None
    return same and honest and by_whom and within and standing


def manages(world: World, actor: UUID, now: datetime, appointment: Row) -> bool:
    return appointment["withdrawn_at"] is None and "appointments:all:manage" in actions(world, actor, now)


def approve(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Once, by another and not on a loan of theirs; the same approval again, at that very moment, changes nothing."""
    honest = row["approved_by"] == actor and actor not in {row["actor_id"], row["proposed_by"]}
    once = row["approved_at"] == now and before["approved_at"] is None
    once = once and not stands_behind_appointment(world, actor, now, row) and is_of_its_kind(world, row)
    again = (row["approved_by"], row["approved_at"]) == (before["approved_by"], before["approved_at"])
    return honest and (once or again) and manages(world, actor, now, before)


def is_of_its_kind(world: World, row: Row) -> bool:
    """Tell whether a machine client holds what is for machine clients, or a person what is not."""
    (holder,) = (actor for actor in world.rows("actors") if actor["id"] == row["actor_id"])
    return bool((row["role"] == "system") == (holder["kind"] == "client"))


def withdraw(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    honest = row["withdrawn_by"] == actor and row["withdrawn_at"] == now
    return honest and manages(world, actor, now, before)


def forge(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """Never, but where what is forged happens to be so already: then nothing but an honest decision is left of it."""
    approved = (row["approved_by"], row["approved_at"]) == (before["approved_by"], before["approved_at"])
    withdrawn = (row["withdrawn_by"], row["withdrawn_at"]) == (before["withdrawn_by"], before["withdrawn_at"])
    if approved and withdrawn:
        return row["approved_by"] == actor and manages(world, actor, now, before)
    return (approved and withdraw(world, actor, now, row, before)) or (
        withdrawn and approve(world, actor, now, row, before)
    )


def never_was(world: World, holder: UUID) -> bool:
    """Tell whether nobody was ever given anything under this name."""
    given = (row for row in world.rows("appointments") if row["approved_at"] is not None)
    return all(row["actor_id"] != holder for row in given)


def name_actor(world: World, actor: UUID, now: datetime, row: Row, before: Row) -> bool:
    """A beheerder may name anybody, of the kind that they are, if they ever were anything here; who lends, a person."""
    may = actions(world, actor, now)
    known = [a for a in world.rows("actors") if (a["issuer"], a["subject"]) == (row["issuer"], row["subject"])]
    if known:
        if "appointments:all:manage" in may:
            return bool(known[0]["kind"] == row["kind"]) or never_was(world, known[0]["id"])
        return "appointments:own:lend" in may and row["kind"] == "person"
    return "appointments:all:manage" in may or ("appointments:own:lend" in may and row["kind"] == "person")
