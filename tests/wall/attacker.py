"""Somebody who tries ids: on every route that takes one, ids of what is not theirs to know, drawn by lot."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar
from uuid import UUID

from tests.wall.asking import NEVER
from tests.wall.attacks import ATTACKS
from tests.wall.holding import desk_of, held
from tests.wall.model import ISSUER, Row, World
from tests.wall.replay import Answer, Request, ask
from tests.world import Json
from tests.world import World as Service

T = TypeVar("T")
TABLES = (
    "signals",
    "tasks",
    "sharing_decisions",
    "break_glass_sessions",
    "appointments",
    "persons",
    "events",
    "actors",
    "saved_views",
    "feedback",
    "referrals",
    "meetings",
    "agenda_items",
    "signal_links",
    "interventions",
    "cases",
    "case_members",
    "case_persons",
    "dsp_proposals",
    "case_goals",
)
MANY, UNTRIED = 8, 40
"""So many ids of one kind are drawn for one actor on one route, of all that are hidden from it: at most 40 that nobody
has tried on that route yet, so that in the end all of them are; and others, when those are fewer than eight."""


def spellings(one: UUID) -> list[str]:
    """Spell an id in the ways that are read as one."""
    return [str(one).upper(), one.hex, f"{{{one}}}", f"urn:uuid:{one}"]


@dataclass(slots=True)
class Attacker:
    """An actor of a world, with its token."""

    service: Service
    world: World
    actor: Row
    token: str
    tried: int = 0

    async def answer(self, route: str, place: str, body: Json | None = None, tag: str | None = None) -> Answer:
        """Ask for one place on a route, perhaps if that still has an entity tag."""
        self.tried += 1
        headers = {"If-Match": tag} if tag is not None else {}
        request = Request(route, route.split(" ")[1].replace("{id}", place), body, headers)
        (answer,) = await ask(self.service, self.token, request)
        return answer

    def lots(self, route: str) -> Random:
        """Return what draws for this actor on a route: the same each time."""
        return Random(f"{self.world.seed} {self.actor['id']} {route}")  # noqa: S311 - attacks are no secrets

    async def try_all(self, route: str, tried: set[UUID]) -> set[UUID]:
        """Try ids that are not the actor's to know, however spelt; each is answered as one that never was.

        Returns all that is hidden from this actor, if it may use the route; of that, what is tried is put into `tried`.
        """
        attack, lots = ATTACKS[route], self.lots(route)
        never = await self.answer(route, str(NEVER), attack.body)
        rows = self.world.rows(attack.table)
        hidden = [row["id"] for row in rows if not attack.knows(self.world, self.actor, row)]
        if never.status == 403:
            for one in drawn(lots, hidden, 1):
                assert await self.answer(route, str(one), attack.body) == never, (route, one)
            return set()
        assert never.status == 404, (route, never)
        chosen = drawn(lots, [one for one in hidden if one not in tried], UNTRIED)
        chosen += drawn(lots, [one for one in hidden if one not in chosen], max(0, MANY - len(chosen)))
        tried.update(chosen)
        right = {row["id"] for row in rows}
        others = [lots.choice(self.world.rows(table))["id"] for table in TABLES if table != attack.table]
        places = [UUID(int=0), *chosen, *(one for one in others if one not in right)]
        spelt = [place for one in chosen[:1] for place in spellings(one)]
        for place in (*map(str, places), *spelt):
            assert await self.answer(route, place, attack.body) == never, (route, place)
        if route.startswith("GET"):
            for one in drawn(lots, sorted(right.difference(hidden)), 1):
                own = await self.answer(route, str(one))
                for place in spellings(one):
                    assert await self.answer(route, place) == own
        return set(hidden)


def drawn(lots: Random, some: Sequence[T], many: int) -> list[T]:
    """Draw so many of some, or all when there are fewer."""
    return lots.sample(some, min(many, len(some)))


def everybody(service: Service, world: World) -> list[Attacker]:
    """List all actors whose tokens the service takes."""
    actors = [actor for actor in world.rows("actors") if actor["issuer"] == ISSUER]
    return [Attacker(service, world, actor, service.token(actor["subject"])) for actor in actors]


def attackers_of(service: Service, world: World) -> list[Attacker]:
    """List one actor for everything that can be held: each role in each area, some at once, and nothing at all."""
    holding = {
        frozenset(map(desk_of, held(world, one.actor["id"], world.now))): one
        for one in reversed(everybody(service, world))
    }
    return list(holding.values())
