"""What anybody may try in triage, for the test that tries everything in any order: each returns what was answered."""

from datetime import timedelta
from random import Random
from uuid import UUID

import httpx

from app.platform.clock import local_date
from app.triage.meetings.states import DecisionKind
from app.triage.referrals.states import ReferralReason, ReturnReason
from app.triage.states import TaskOutcome
from tests.bodies import signal_aimed_at_both, victim_signal
from tests.triage.desk import COLLEAGUE, SUBMITTER
from tests.world import World

PERSONAS = (
    SUBMITTER,
    COLLEAGUE,
    "zorgcoordinator.de-baronie",
    "zorgcoordinator.zeeland",
    "zorgtafel.de-baronie",
    "avim",
    "projectleider-ondermijning.de-baronie",
    "dsp.de-baronie",
    "beheerder",
)
WHOEVER = "whoever works there"
"""Somebody of the desk where the thing is, so that steps succeed as well as fail."""
AT = {persona.replace("-", "_"): persona for persona in PERSONAS[2:-1]}
"""Who works at each desk."""
DESKS = (*AT, "nowhere")
FIRST = {"tasks": "status <> 'done'", "referrals": "status = 'offered'", "signal_links": "ended_at IS NULL"}
"""What of each kind is acted on first."""
NEVER = "00000000-0000-7000-8000-000000000000"
TABLES = {persona: desk for desk, persona in AT.items() if desk.startswith(("zorgtafel", "dsp"))}


class Acting:
    """Acts as somebody on something, both by number, so that a failing sequence can be told and made shorter."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def _one(self, table: str, number: int) -> str:
        """Return the id of one thing of a kind, or one that is not there: what allows a step comes first."""
        async with self.world.as_superuser() as connection:
            rows = await connection.fetch(f"SELECT id FROM {table} ORDER BY {FIRST.get(table, 'id IS NULL')} DESC, id")
        return str(rows[number % len(rows)]["id"]) if rows else NEVER

    async def _who(self, persona: str, column: str, table: str, one: str) -> str:
        """Return the persona who acts; `column` has the desk."""
        if persona != WHOEVER:
            return persona
        async with self.world.as_superuser() as connection:
            desk = await connection.fetchval(f"SELECT {column} FROM {table} WHERE id = $1", UUID(one))
        return AT.get(desk, PERSONAS[0])

    async def submit(self, *, both: bool, acute: bool) -> httpx.Response:
        """Submit a signal."""
        body = signal_aimed_at_both(acuteDanger=acute) if both else victim_signal(acuteDanger=acute)
        return await self.world.call(SUBMITTER, "POST", "/signals", json=body)

    async def on_task(self, persona: str, number: int, method: str, what: str, body: object = None) -> httpx.Response:
        """Take a step on some task."""
        task = await self._one("tasks", number)
        persona = await self._who(persona, "desk_id", "tasks", task)
        return await self.world.call(persona, method, f"/tasks/{task}/{what}", json=body)

    async def wait(self, persona: str, number: int) -> httpx.Response:
        """Set a task aside for three days."""
        until = (local_date(self.world.clock.now()) + timedelta(days=3)).isoformat()
        return await self.on_task(persona, number, "PUT", "wait", {"reason": "meeting", "until": until})

    async def complete(self, persona: str, number: int, outcome: TaskOutcome) -> httpx.Response:
        """End a task."""
        return await self.on_task(persona, number, "POST", "outcome", {"outcome": outcome})

    async def assign(self, persona: str, number: int, receiver: str) -> httpx.Response:
        """Give a task to somebody, who may be at another desk."""
        async with self.world.as_superuser() as connection:
            actor = await connection.fetchval("SELECT id FROM actors WHERE subject = $1", receiver)
        task = await self._one("tasks", number)
        persona = await self._who(persona, "desk_id", "tasks", task)
        body = {"tasks": [task], "assignee": actor and str(actor)}
        return await self.world.call(persona, "POST", "/task-assignments", json=body)

    async def refer(self, persona: str, number: int, desk: str | None) -> httpx.Response:
        """Offer a task to a desk, or to a partner outside."""
        to = {"desk": desk} if desk is not None else {"partner": await self._one("partners", number)}
        return await self.on_task(persona, number, "POST", "referrals", {"reason": ReferralReason.OTHER, **to})

    async def answer(self, persona: str, number: int, *, accepts: bool, closes: bool) -> httpx.Response:
        """Answer an offer."""
        referral = await self._one("referrals", number)
        body: dict[str, object] = {"answer": "return", "reason": ReturnReason.NOT_OURS}
        if accepts:
            async with self.world.as_superuser() as connection:
                is_to_partner = await connection.fetchval(
                    "SELECT to_partner_id IS NOT NULL FROM referrals WHERE id = $1", UUID(referral)
                )
            body = {"answer": "accept"} | ({"closesTask": closes} if is_to_partner else {})
        persona = await self._who(persona, "coalesce(to_desk_id, from_desk_id)", "referrals", referral)
        return await self.world.call(persona, "POST", f"/referrals/{referral}/response", json=body)

    async def withdraw(self, persona: str, number: int) -> httpx.Response:
        """Take an offer back."""
        referral = await self._one("referrals", number)
        persona = await self._who(persona, "from_desk_id", "referrals", referral)
        return await self.world.call(persona, "POST", f"/referrals/{referral}/withdrawal")

    async def merge(self, persona: str, number: int) -> httpx.Response:
        """Let the work of a task go on in another of its desk, or in any where there is none."""
        task = await self._one("tasks", number)
        async with self.world.as_superuser() as connection:
            other = await connection.fetchval(
                "SELECT o.id FROM tasks t JOIN tasks o ON o.desk_id = t.desk_id AND o.track = t.track AND o.id <> t.id "
                "WHERE t.id = $1 ORDER BY o.status = 'done', o.id LIMIT 1",
                UUID(task),
            )
        body = {"into": str(other or NEVER), "reason": "Het gaat om hetzelfde."}
        persona = await self._who(persona, "desk_id", "tasks", task)
        return await self.world.call(persona, "POST", f"/tasks/{task}/merge", json=body)

    async def undo(self, persona: str, number: int) -> httpx.Response:
        """Take a merge back."""
        link = await self._one("signal_links", number)
        persona = await self._who(
            persona, "(SELECT desk_id FROM tasks WHERE tasks.id = signal_links.task_id)", "signal_links", link
        )
        return await self.world.call(persona, "POST", f"/links/{link}/undo")

    async def discuss(self, persona: str, number: int, drawn: Random) -> list[httpx.Response]:
        """Put a task on the agenda of today, decide, and agree on an action point; any of it may be refused."""
        today = local_date(self.world.clock.now())
        call = self.world.call
        planned = await call(persona, "POST", "/meetings", json={"desk": TABLES[persona], "date": today.isoformat()})
        answers, meeting = [planned], await self._one("meetings", -1)
        async with self.world.as_superuser() as connection:
            at_table = await connection.fetchval("SELECT id FROM tasks WHERE desk_id = $1 LIMIT 1", TABLES[persona])
        task = {"taskId": str(at_table or await self._one("tasks", number))}
        answers.append(await call(persona, "POST", f"/meetings/{meeting}/agenda-items", json=task))
        item = await self._one("agenda_items", -1)
        decision = {"kind": drawn.choice(list(DecisionKind)), "text": "Zo is besloten."}
        answers.append(await call(persona, "POST", f"/agenda-items/{item}/decisions", json=decision))
        async with self.world.as_superuser() as connection:
            owner = await connection.fetchval("SELECT id FROM actors WHERE subject = $1", persona)
        due = (today + timedelta(days=2)).isoformat()
        action = {"text": "Bel de opvang.", "owner": str(owner), "due": due}
        return [*answers, await call(persona, "POST", f"/agenda-items/{item}/action-points", json=action)]
