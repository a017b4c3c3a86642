"""The gate: the only way from a route into the database.

A route declares its action with `Gate(Action.X)`; the gate verifies the token, opens the transaction, sets the actor
context in its first statement, checks the action, does the work and commits, all before the answer is sent.
"""

from collections.abc import Awaitable, Callable
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
from app.platform.problems import Unauthenticated

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Work:
    """A transaction that was entered by an actor: what services get, explicitly, instead of a session."""

    connection: AsyncConnection
    actor: Grants
    now: datetime


@dataclass(frozen=True, slots=True)
class OpenGate:
    """A gate that somebody with a valid token stands before."""

    action: Action
    identity: Identity
    database: Database
    clock: Clock

    async def run(self, work: Callable[[Work], Awaitable[T]]) -> T:
        """Do the work as this actor in one transaction, committed on return.

        Raises Forbidden when the actor may not do the action, and whatever the work raises.
        """

        async def entered(connection: AsyncConnection) -> T:
            now = self.clock.now()
            grants = await enter(connection, self.identity, now)
            grants.require(self.action)
            return await work(Work(connection, grants, now))

        return await self.database.run(entered)


class Gate:
    """The dependency with which a route declares what it does."""

    def __init__(self, action: Action, answers: str = JSON) -> None:
        self.action, self._answers = action, answers

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
        return OpenGate(self.action, identity, state.database, state.clock)
