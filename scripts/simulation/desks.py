"""What somebody at a desk does in an hour: claims, waits, refers, merges, answers, tells submitters, completes."""

from collections import Counter
from datetime import timedelta
from random import Random

import httpx

from app.access.matrix import Role
from app.platform.clock import local_date
from scripts.simulation.acting import act
from scripts.simulation.casework import work_on_case
from scripts.simulation.feedback import AT_THE_END, ON_THE_WAY, tell
from scripts.simulation.merging import compare
from scripts.simulation.people import Json, Person, UnexpectedAnswerError
from scripts.simulation.referring import answer_offers, refer

PACE = (0.25, 0.45, 0.65, 0.85)
"""With what chance somebody gets to a task in an hour; each person has a pace of their own."""
ACUTE = 0.9
"""With what chance somebody gets to a task with acute danger, at any hour."""
LOOKS = 0.6
"""With what chance somebody looks at the queue in an hour at all."""
ON_CALL_AT_NIGHT = {Role.ZORGCOORDINATOR, Role.AVIM}
HABITS = {
    "_wait": 8,
    "_release": 5,
    "_note": 5,
    "_assign": 5,
    "_tell": 10,
    "_refer": 12,
    "_compare": 10,
    "_act": 8,
    "_case": 6,
    "_complete": 22,
    "": 9,
}
"""What somebody does with a task of their own, and how often of a hundred times; nothing, when there is no time."""
TELLS = 0.7
"""With what chance somebody lets the submitter know how it ended, at once."""
WAITS_FOR = ("partner_answer", "submitter_answer", "contact_with_person", "meeting", "investigation")
NOTES = (
    "Gebeld met de gemeente; morgen volgt een gesprek.",
    "De wijkagent kent het adres en gaat deze week langs.",
    "Overlegd met de behandelaar; er is voorlopig een veilige plek.",
)
LOST_RACE = {httpx.codes.CONFLICT, httpx.codes.NOT_FOUND}
"""How a step is answered that somebody else at the desk was just ahead of."""


class Desk:
    """Works off the queues of one person, as chance has it."""

    def __init__(self, person: Person, drawn: Random) -> None:
        self.person, self.drawn = person, drawn
        self.pace = drawn.choice(PACE)
        self.is_on_call = person.role in ON_CALL_AT_NIGHT
        self.done: Counter[str] = Counter()

    async def hour(self, *, open_now: bool) -> int:
        """Look at every task of one's desks once; at night at what cannot wait. Return how many steps were taken."""
        if not (open_now or self.is_on_call) or self.drawn.random() > LOOKS:
            return 0
        path = "/tasks" if open_now else "/tasks?urgency=acute"
        tasks = [task async for task in self.person.pages(path)]
        steps = await answer_offers(self.person, self.drawn) if open_now else 0
        for task in tasks:
            chance = ACUTE if task["urgency"] == "acute" else self.pace
            if self.drawn.random() < chance:
                steps += await self._look_at(task)
        return steps

    async def _look_at(self, task: Json) -> bool:
        claim = task["claim"]
        if claim is None:
            return await self._tried("PUT", task, "claim")
        if not claim["byYou"]:
            return False
        (habit,) = self.drawn.choices(list(HABITS), list(HABITS.values()))
        return await getattr(self, habit)(task) if habit else False

    async def _release(self, task: Json) -> bool:
        return await self._tried("DELETE", task, "claim")

    async def _wait(self, task: Json) -> bool:
        until = local_date(self.person.played.clock.now()) + timedelta(days=self.drawn.randint(1, 5))
        return await self._tried(
            "PUT", task, "wait", {"reason": self.drawn.choice(WAITS_FOR), "until": until.isoformat()}
        )

    async def _note(self, task: Json) -> bool:
        return await self._tried("POST", task, "notes", {"text": self.drawn.choice(NOTES)})

    async def _assign(self, task: Json) -> bool:
        colleagues = (await self.person.do("GET", f"/colleagues?desk={task['desk']}"))["items"]
        somebody = self.drawn.choice(colleagues)["id"] if colleagues else None
        await self.person.do("POST", "/task-assignments", json={"tasks": [task["id"]], "assignee": somebody})
        return True

    async def _tell(self, task: Json) -> bool:
        await tell(self.person, task, ON_THE_WAY, self.drawn)
        return True

    async def _refer(self, task: Json) -> bool:
        return await refer(self.person, task, self.drawn)

    async def _compare(self, task: Json) -> bool:
        self.done.update(made := await compare(self.person, task, self.drawn))
        return bool(made)

    async def _act(self, task: Json) -> bool:
        self.done.update(made := await act(self.person, task, self.drawn))
        return bool(made)

    async def _case(self, task: Json) -> bool:
        self.done.update(made := await work_on_case(self.person, task, self.drawn))
        return bool(made)

    async def _complete(self, task: Json) -> bool:
        detail = await self.person.do("GET", f"/tasks/{task['id']}")
        if not detail["possibleOutcomes"]:
            return False
        ending: Json = {"outcome": self.drawn.choice(detail["possibleOutcomes"])}
        if self.drawn.random() < 0.5:
            ending["note"] = self.drawn.choice(NOTES)
        is_done = await self._tried("POST", task, "outcome", ending)
        if is_done and self.drawn.random() < TELLS:
            await tell(self.person, task, AT_THE_END, self.drawn)
        return is_done

    async def _tried(self, method: str, task: Json, what: str, json: Json | None = None) -> bool:
        """Take a step; return whether it was in time. Raises UnexpectedAnswerError for anything but a lost race."""
        answer = await self.person.ask(method, f"/tasks/{task['id']}/{what}", json=json)
        if answer.is_success:
            return True
        if answer.status_code in LOST_RACE:
            return False
        raise UnexpectedAnswerError(f"{self.person.subject} {method} {what}: {answer.status_code} {answer.text}")
