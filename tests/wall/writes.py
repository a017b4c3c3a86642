"""What each actor of a world tries to write, past the API: the rows that policies guard, honest and forged."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from tests.wall.appointment_writes import on_appointments
from tests.wall.attempt import Attempt, by_loan, changed, new
from tests.wall.case_writes import blind_cases, on_cases
from tests.wall.event_writes import told_by_functions, told_of
from tests.wall.feedback_writes import on_feedback
from tests.wall.intervention_writes import on_interventions
from tests.wall.link_writes import on_links
from tests.wall.mail_writes import on_mail
from tests.wall.meeting_writes import blind, on_meetings
from tests.wall.model import DISTRICTS, HOUR, MUNICIPALITIES, SIDES, Row, World
from tests.wall.monitoring import on_monitor
from tests.wall.notification_writes import on_notifications
from tests.wall.picture_writes import on_pictures
from tests.wall.plan_writes import on_plans
from tests.wall.proposal_writes import on_proposals
from tests.wall.putting_right_writes import on_changes
from tests.wall.referral_writes import on_referrals
from tests.wall.task_writes import SEALED, on_tasks

SOURCES = ("referral_id", "agenda_item_id", "intervention_id")
"""Where a task can come from but from the routing."""


def attempts(world: World, actor: UUID) -> Iterator[Attempt]:
    """List everything that an actor tries."""
    someone = next(row["id"] for row in world.rows("actors") if row["id"] != actor)
    yield from on_tasks(world, actor, someone)
    for signal in world.rows("signals"):
        yield from _on_signal(world, actor, someone, signal)
    yield from _submissions(world, actor)
    yield from _on_sharing(world, actor, someone)
    yield from _on_sessions(world, actor, someone)
    yield from _on_escalations(world, actor, someone)
    yield from on_feedback(world, actor, someone)
    yield from on_referrals(world, actor, someone)
    yield from on_notifications(world, actor, someone)
    yield from on_links(world, actor, someone)
    yield from on_interventions(world, actor, someone)
    yield from on_changes(world, actor, someone)
    yield from on_mail(world, actor, someone)
    yield from on_monitor(world, actor, someone)
    yield from on_appointments(world, actor, someone)
    yield from _on_settings(world, actor, someone)
    yield from on_meetings(world, actor, someone)
    yield from on_cases(world, actor, someone)
    yield from on_pictures(world, actor, someone)
    yield from on_plans(world, actor, someone)
    yield from on_proposals(world, actor, someone)
    yield from _on_everything(world, actor)
    yield from told_of(world, actor, someone)
    yield from told_by_functions(world, actor)
    client = next(row for row in world.rows("actors") if row["kind"] == "client")
    for known in (*world.rows("actors")[:8], client, {**world.rows("actors")[0], "subject": "new"}):
        for kind in ("person", "client"):
            yield Attempt("actors.name", "actors", {**known, "id": new(known["id"], kind), "kind": kind})
    for who in (actor, someone):
        key = {"actor_id": who, "operation": "x", "key": "new-key", "fingerprint": SEALED, "resource_id": actor}
        yield Attempt("idempotency_keys.keep", "idempotency_keys", {**key, "created_at": world.now})


def _on_everything(world: World, actor: UUID) -> Iterator[Attempt]:
    """Change a whole table at once, reading no column of it, so that only the policies of changing hold it back."""
    released = {"status": "open", "claimed_by": None, "claimed_at": None, "outcome": None, "completed_at": None}
    everything: tuple[tuple[str, str, Row], ...] = (
        ("tasks", "release", released),
        ("sharing_decisions", "revoke", {"status": "revoked", "revoked_by": actor, "revoked_at": world.now}),
        ("saved_views", "rename", {"sort": "dueAt"}),
        ("feedback", "mark", {"read_by": actor, "read_at": world.now}),
        ("notifications", "mark", {"read_at": world.now}),
        ("signal_links", "end", {"ended_by": actor, "ended_by_name": "x", "ended_at": world.now}),
        ("interventions", "step", {"version": 2}),
        ("case_goals", "change", {"version": 9}),
        ("notification_preferences", "change", {"codes_made": 1}),
        ("break_glass_sessions", "review", {"verdict": "justified", "reviewed_by": actor, "reviewed_at": world.now}),
        (
            "escalations",
            "acknowledge",
            {"acknowledged_by": actor, "acknowledged_by_name": "x", "acknowledged_at": world.now},
        ),
        ("appointments", "withdraw", {"withdrawn_by": actor, "withdrawn_at": world.now}),
        *blind(world, actor),
        *blind_cases(world, actor),
    )
    for table, verb, changes in everything:
        yield Attempt(f"{table}.{verb}_all", table, {"id": actor, **changes}, {}, tuple(changes))


def _on_signal(world: World, actor: UUID, someone: UUID, signal: Row) -> Iterator[Attempt]:
    of_signal = {"signal_id": signal["id"], "municipality_code": signal["municipality_code"]}
    for side in SIDES:
        common = {**of_signal, "compartment": side}
        for who in (actor, someone):
            row = {"id": new(signal["id"], side, who), **common, "kind": "other", "content": SEALED}
            added = {"added_by": who, "added_at": world.now}
            yield Attempt("enrichments.add", "enrichments", {**row, **added})
        if not any(key["signal_id"] == signal["id"] and key["compartment"] == side for key in world.rows("data_keys")):
            yield Attempt("data_keys.make", "data_keys", {**common, "wrapped": SEALED})
            part = {"narrative": SEALED, "indicators": [], "organised": False}
            yield Attempt("signal_parts.submit", "signal_parts", {**common, **part})
        record = {"id": new(signal["id"], side), **common, "record": SEALED}
        yield Attempt("persons.submit", "persons", {**record, "involvement": "mixed_profile"})
        yield Attempt("locations.submit", "locations", {**record, "kind": "dwelling"})
        token = {
            "subject_id": record["id"],
            "value": SEALED,
            "strength": "strong",
            "district_id": signal["district_id"],
        }
        yield Attempt("identity_tokens.keep", "identity_tokens", {**common, **token})
        yield Attempt("search_tokens.keep", "search_tokens", {**common, "value": SEALED})
        for who, status in ((actor, "proposed"), (someone, "proposed"), (actor, "approved")):
            kind = "propose" if (who, status) == (actor, "proposed") else "propose_forged"
            proposal = _decision(world, signal, side, who, status)
            yield Attempt(f"sharing_decisions.{kind}", "sharing_decisions", proposal)
        for case in _some_cases(world, signal):
            proposal = _decision(world, signal, side, actor, "proposed")
            proposal |= {"id": new(proposal["id"], case["id"]), "case_reference": case["reference"]}
            near = f"of a case on {case['compartment']}"
            yield Attempt("sharing_decisions.propose", "sharing_decisions", proposal, near=near)
    if not any(row["signal_id"] == signal["id"] for row in world.rows("identity_lookups")):
        for who, compared in ((actor, None), (someone, None), (actor, world.now)):
            lookup = {**of_signal, "actor_id": who, "asked_at": world.now, "compared_at": compared}
            yield Attempt("identity_lookups.ask", "identity_lookups", lookup)
    for kind, who, ago in (
        ("as_owner", actor, 0),
        ("as_owner_for_another", someone, 0),
        ("as_owner_earlier", actor, 1),
    ):
        opened = world.now - ago * HOUR
        session = {"id": new(signal["id"], kind), "actor_id": who, "actor_name": "x", "signal_id": signal["id"]}
        sealed = {"reason": SEALED, "wrapped_key": SEALED, "opened_at": opened, "ends_at": opened + HOUR}
        envelope = {name: signal[name] for name in ("reference", "municipality_code", "district_id")}
        yield Attempt(f"break_glass_sessions.{kind}", "break_glass_sessions", {**session, **sealed, **envelope})
    yield Attempt("break_glass_sessions.open", "break_glass_sessions", {"id": new(signal["id"], actor), **signal})


def _some_cases(world: World, signal: Row) -> list[Row]:
    cases = world.rows("cases")
    return [cases[(signal["id"].int + number) % len(cases)] for number in range(0, len(cases), 5)]


def _decision(world: World, signal: Row, side: str, who: UUID, status: str) -> Row:
    desk = f"zorgtafel.{DISTRICTS[0]}"
    words = {"purpose": "protect_victim", "legal_basis": "avg_6_1_a", "words": SEALED, "wrapped_key": SEALED}
    approver = next(row["id"] for row in world.rows("actors") if row["id"] != who)
    return {
        "id": new(signal["id"], side, who, status),
        "signal_id": signal["id"],
        **{name: signal[name] for name in ("municipality_code", "district_id", "reference", "exploitation_forms")},
        **words,
        "compartment": side,
        "receiving_desk_id": desk,
        "case_reference": None,
        "receiving_case_reference": None,
        "valid_until": world.now + HOUR,
        "status": status,
        "proposed_by": who,
        "proposed_by_name": "x",
        "proposed_at": world.now,
        "approved_by": approver if status == "approved" else None,
    }


def _submissions(world: World, actor: UUID) -> Iterator[Attempt]:
    """A signal in each municipality, and what is still missing of those there are."""
    someone = next(row["id"] for row in world.rows("actors") if row["id"] != actor)
    for code, district in MUNICIPALITIES.items():
        envelope = {"id": new(code), "reference": f"ZWB-NEW-{code}", "municipality_code": code}
        seen = {"acute_danger": False, "observed_from": "2026-11-02", "observed_until": None}
        rest = {"district_id": district, "exploitation_forms": ["labour"], "received_at": world.now}
        yield Attempt("signals.submit", "signals", {**envelope, **seen, **rest})
        earlier = {"id": new(code, "earlier"), "received_at": world.now - HOUR}
        yield Attempt("signals.submit_at_another_time", "signals", {**envelope, **seen, **rest, **earlier})
    submitted = {row["signal_id"] for row in world.rows("submissions")}
    for signal in world.rows("signals"):
        if signal["id"] in submitted:
            continue
        for who in (actor, someone):
            source = {"aimed_at": "both", "source_kind": "school", "submitted_by": who}
            of_signal = {"signal_id": signal["id"], "municipality_code": signal["municipality_code"]}
            yield Attempt("submissions.submit", "submissions", {**of_signal, **source})
    for decision in world.rows("routing_decisions"):
        yield Attempt("routing_decisions.decide", "routing_decisions", {**decision, "id": new(decision["id"])})
    for task in world.rows("tasks"):
        came_from = next((name for name in SOURCES if task[name] is not None), "")
        asked_for = task["assessed_for"] and task["assessed_for"] + timedelta(days=1)  # each is asked for once
        row = {**task, "id": new(task["id"]), "assessed_for": asked_for}
        yield Attempt("tasks.open", "tasks", row, near=came_from)


def _on_sharing(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    for decision in world.rows("sharing_decisions"):
        table = "sharing_decisions"
        for who in (actor, someone):
            approved = {"status": "approved", "approved_by": who, "approved_at": world.now}
            yield changed("sharing_decisions.approve", table, decision, **approved)
            revoked = {"status": "revoked", "revoked_by": who, "revoked_at": world.now}
            yield changed("sharing_decisions.revoke", table, decision, **revoked)
        reopened = {"status": "proposed", "approved_by": actor, "revoked_by": actor}
        yield changed("sharing_decisions.reopen", table, decision, **reopened)
        for side in SIDES:
            item = {"id": new(decision["id"], side), "decision_id": decision["id"], "compartment": side}
            content = {"kind": "narrative", "item_id": decision["signal_id"], "content": SEALED}
            name = "name" if decision["status"] == "proposed" else "name_later"
            if decision["proposed_by"] != actor:
                name = "name_for_another"
            yield Attempt(f"shared_items.{name}", "shared_items", {**item, **content})


def _on_sessions(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    for session in world.rows("break_glass_sessions"):
        for who in (actor, someone):
            verdict = {"verdict": "justified", "reviewed_by": who, "reviewed_at": world.now}
            attempt = changed("break_glass_sessions.review", "break_glass_sessions", session, **verdict)
            yield by_loan(world, attempt, actor, [session["actor_id"]])
    for case in world.rows("cases"):
        named = {name: case[name] for name in ("reference", "district_id")}
        row = {"id": new(case["id"], actor, "glass"), **named}
        yield Attempt("break_glass_sessions.open_case", "break_glass_sessions", row, near=f"{case['compartment']} case")
        made = {"case_id": case["id"], "actor_id": actor, "actor_name": "x", "reason": SEALED, "wrapped_key": SEALED}
        at = {"opened_at": world.now, "ends_at": world.now + HOUR}
        yield Attempt("break_glass_sessions.as_owner", "break_glass_sessions", {**row, **made, **at}, near="a case")


def _on_settings(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    """Save, change and remove views, and search."""
    made = {"name": SEALED, "wrapped_key": SEALED, "filters": {}, "created_at": world.now, "changed_at": world.now}
    for kind, who in (("save", actor), ("save_for_another", someone)):
        view = {"id": new("view", who, actor), "actor_id": who, **made, "sort": "urgency"}
        yield Attempt(f"saved_views.{kind}", "saved_views", view)
    for view in world.rows("saved_views"):
        yield changed("saved_views.rename", "saved_views", view, sort="dueAt", version=2)
        yield changed("saved_views.remove", "saved_views", view)
    search = {"id": new("search", actor), "kind": "person"}
    yield Attempt("task_searches.make", "task_searches", {**search, "value": SEALED})
    for kind, who, at in (
        ("as_owner", actor, world.now),
        ("as_owner_for_another", someone, world.now),
        ("as_owner_earlier", actor, world.now - HOUR),
    ):
        yield Attempt(f"task_searches.{kind}", "task_searches", {**search, "actor_id": who, "asked_at": at})


def _on_escalations(world: World, actor: UUID, someone: UUID) -> Iterator[Attempt]:
    for row in world.rows("escalations"):
        for who, at in ((actor, world.now), (someone, world.now), (actor, world.now + HOUR)):
            known = {"acknowledged_by": who, "acknowledged_by_name": "x", "acknowledged_at": at}
            yield changed("escalations.acknowledge", "escalations", row, **known)
    for row in world.rows("escalations")[::7]:
        yield Attempt("escalations.raise", "escalations", {**row, "id": new(row["id"]), "step": row["step"] and 9})
    for task in world.rows("tasks")[::7]:
        deadline = {"task_id": task["id"], "about": "work", "step": 1, "at": world.now}
        yield Attempt("deadlines.keep", "deadlines", deadline)
