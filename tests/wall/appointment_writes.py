"""What each actor of a world tries with appointments, past the API."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.wall.attempt import Attempt, by_loan, changed, new
from tests.wall.model import HOUR, Row, World


def on_appointments(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """Approve, withdraw, forge, lend and propose."""
    holder_of = {row["id"]: row["actor_id"] for row in world.rows("appointments")}
    for appointment in world.rows("appointments"):
        for who in (actor, someone):
            approved = {"approved_by": who, "approved_at": world.now}
            attempt = changed("appointments.approve", "appointments", appointment, **approved)
            concerned = appointment["actor_id"], appointment["proposed_by"], holder_of.get(appointment["lent_from"])
            yield by_loan(world, attempt, actor, concerned)
            withdrawn = {"withdrawn_by": who, "withdrawn_at": world.now}
            yield changed("appointments.withdraw", "appointments", appointment, **withdrawn)
        undecided = appointment["approved_at"] is None and appointment["withdrawn_at"] is None
        for kind, forged in _forged_decisions(world, actor, someone):
            name = f"appointments.forge_{kind}" if undecided else "appointments.forge"
            yield changed(name, "appointments", appointment, **forged)
        yield from _loans(world, actor, someone, appointment)
    for actor_id, proposer in ((someone, actor), (actor, someone), (actor, actor), (someone, someone)):
        template = world.rows("appointments")[0]
        yield _proposal(world, "appointments.propose", template, actor_id, proposer, lent_from=None)
    third = world.rows("actors")[-1]["id"]
    yield _proposal(world, "appointments.propose", template, third, someone, lent_from=None)
    for by, at in ((someone, world.now), (someone, None), (None, world.now)):
        decided = {"approved_by": by, "approved_at": at}
        yield _proposal(world, "appointments.propose_decided", template, third, actor, lent_from=None, **decided)
    untrue: tuple[Row, ...] = (
        {"proposed_at": world.now - HOUR},
        {"withdrawn_by": actor},
        {"withdrawn_at": world.now},
        {"last_used_on": world.now.date()},
    )
    for number, other in enumerate(untrue):
        made = _proposal(world, f"forged {number}", template, third, actor, lent_from=None, **other)
        yield replace(made, kind="appointments.propose_forged", near=str(number))


def _forged_decisions(world: World, actor: UUID, someone: UUID) -> Iterator[tuple[str, Row]]:
    """Decide at another time, or fill in the fields of the other decision besides: in another name, or in none."""
    for at in (world.now + timedelta(days=3650), world.now - HOUR, None):
        yield "time", {"withdrawn_by": actor, "withdrawn_at": at}
        yield "time", {"approved_by": actor, "approved_at": at}
        yield "time", {"withdrawn_by": actor, "withdrawn_at": world.now, "approved_by": actor, "approved_at": at}
    last = [row["id"] for row in world.rows("actors") if row["id"] != actor][-1]
    for by, at in ((someone, world.now), (last, world.now), (None, world.now), (someone, None)):
        yield "name", {"withdrawn_by": actor, "withdrawn_at": world.now, "approved_by": by, "approved_at": at}
        yield "name", {"approved_by": actor, "approved_at": world.now, "withdrawn_by": by, "withdrawn_at": at}


def _loans(world: World, actor: UUID, someone: UUID, appointment: Row) -> Iterator[Attempt]:
    """Lend an appointment as it is, for longer than it lasts, from before it began, and as more than it is."""
    begins, hour = appointment["valid_from"], timedelta(hours=1)
    ends = appointment["valid_until"] or begins + timedelta(days=1)
    as_it_is = {"lent_from": appointment["id"], "valid_from": begins, "valid_until": ends}
    lend = "lend" if appointment["lent_from"] is None else "lend_on"
    for deputy in {someone, appointment["proposed_by"]} - {None}:
        yield _proposal(world, f"appointments.{lend}", appointment, deputy, actor, **as_it_is)
    longer, earlier = {**as_it_is, "valid_until": ends + hour}, {**as_it_is, "valid_from": begins - hour}
    yield _proposal(world, "appointments.lend_longer", appointment, someone, actor, **longer)
    yield _proposal(world, "appointments.lend_earlier", appointment, someone, actor, **earlier)
    for field, other in (("district_id", "zeeland"), ("municipality_code", "GM0664"), ("scopes", ["x"])):
        wider = {**as_it_is, field: None if appointment[field] == other else other}
        yield _proposal(world, f"appointments.lend_other_{field}", appointment, someone, actor, **wider)
    more = {**as_it_is, "role": "bestuurlijk_trekker" if appointment["role"] == "avim" else "avim"}
    yield _proposal(world, "appointments.lend_more", appointment, someone, actor, **more)


def _proposal(world: World, kind: str, like: Row, actor_id: UUID, proposer: UUID, **changes: Any) -> Attempt:
    period = {"valid_from": world.now, "valid_until": world.now + timedelta(days=1), "proposed_at": world.now}
    undecided = {"approved_by": None, "approved_at": None, "withdrawn_by": None, "withdrawn_at": None}
    row = {**like, **period, **undecided, **changes, "actor_id": actor_id, "proposed_by": proposer}
    return Attempt(kind, "appointments", {**row, "id": new(kind, like["id"], actor_id, proposer)})
