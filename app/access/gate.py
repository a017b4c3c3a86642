"""The gate: the only way from a route into the database.

A route declares its action with `Gate(Action.X)`; the gate verifies the token, opens the transaction, sets the actor
context in its first statement, checks the action, does the work and commits, all before the answer is sent.

What only reads, with `Gate(Action.X, read_only=True)`, is read in a transaction that cannot write, on a replica where
there is one. It is entered on the main database first, in a transaction of its own: what was withdrawn is withdrawn
there at once, and that an appointment was used is kept there.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access.grants import Grants, enter
from app.access.matrix import Action
from app.access.tokens import Identity, TokenVerifier
from app.platform.clock import Clock
from app.platform.database import Database
from app.platform.http import JSON, require_accepted
from app.platform.parameters import refuse_stray_query
from app.platform.problems import Forbidden, Unauthenticated

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Work:
    """A transaction that was entered by an actor: what services get, explicitly, instead of a session."""

    connection: AsyncConnection
    actor: Grants
    now: datetime


class BehindError(Exception):
    """A replica does not hold yet what the main database holds of an actor."""


@dataclass(frozen=True, slots=True)
class OpenGate:
    """A gate that somebody with a valid token stands before."""

    action: Action
    identity: Identity
    database: Database
    clock: Clock
    read_only: bool = False
    replica: Database | None = None
    """Where to read what only reads, where there is such a database."""

    async def run(self, work: Callable[[Work], Awaitable[T]]) -> T:
        """Do the work as this actor in one transaction, committed on return.

        Raises Forbidden when the actor may not do the action, Unavailable also when what only reads would write, and
        whatever the work raises.
        """
        if not self.read_only:
            return await self.database.run(self._entered(work))
        held = await self.database.run(self._entered(_actor_of))
        if self.replica is not None:
            with suppress(BehindError):
                return await self.replica.run(self._entered(work, held), read_only=True)
        return await self.database.run(self._entered(work), read_only=True)

    def _entered(
        self, work: Callable[[Work], Awaitable[T]], held: Grants | None = None
    ) -> Callable[[AsyncConnection], Awaitable[T]]:
        """Enter before the work; raises BehindError where what is `held` is not held in that database."""

        async def entered(connection: AsyncConnection) -> T:
            now = self.clock.now()
            try:
                grants = await enter(connection, self.identity, now)
            except Forbidden as error:
                if held is not None:
                    raise BehindError from error
                raise
            if held is not None and grants.held != held.held:
                raise BehindError
            grants.require(self.action)
            return await work(Work(connection, grants, now))

        return entered


async def _actor_of(work: Work) -> Grants:
    return work.actor


class Gate:
    """The dependency with which a route declares what it does."""

    def __init__(self, action: Action, answers: str = JSON, *, read_only: bool = False) -> None:
        self.action, self._answers, self._read_only = action, answers, read_only

    async def __call__(self, request: Request) -> OpenGate:
        """Verify the bearer token; raises NotAcceptable, Unauthenticated and InvalidInput."""
        require_accepted(request, self._answers)
        state = request.app.state
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated
        verifier: TokenVerifier = state.verifier
        identity = await verifier.verify(token.strip())
        refuse_stray_query(request)
        return OpenGate(self.action, identity, state.database, state.clock, self._read_only, state.replica)
