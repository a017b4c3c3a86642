"""Following one's notifications: what is new is told as it comes, and nothing is kept open in between.

Each look is a short transaction of its own, through the gate: the token, the appointments and the policies are asked
again every time, so that a stream ends with any of them.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from app.access.gate import OpenGate, Work
from app.platform.pagination import Cursors
from app.platform.problems import FieldError, InvalidInput, Problem
from app.platform.streams import BEGINNING, SIGN_OF_LIFE, Streams, event
from app.triage.notifications import queries
from app.triage.notifications.schemas import NotificationView
from app.triage.notifications.service import view_of

POLL = 3.0
"""How many seconds lie between two looks; within this a stream ends whose actor may no longer see it."""
HEARTBEAT = 5
"""After so many looks without anything new a sign of life is sent, before proxies take the stream to be dead."""
OVERLAP = timedelta(minutes=1)
"""How far each look goes back: what is committed after something made later is told all the same."""
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Told:
    """A notification, and the place in the stream after it."""

    view: NotificationView
    place: str


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found, from when on it looked, and whether there may be more."""

    told: list[Told]
    since: datetime
    is_full: bool


@dataclass(slots=True)
class Follower:
    """What was told on one stream, and from when on to look."""

    cursors: Cursors
    since: datetime | None = None
    after: str | None = None
    """The place after which an earlier stream was left; it goes before `since`."""
    _told: dict[UUID, datetime] = field(default_factory=dict)
    """What was told, as far back as is looked."""

    async def look(self, work: Work) -> Look:
        """Find what is new, the first made first. Raises InvalidInput for a place of another stream."""
        scope = f"{work.actor.actor_id}:notifications:stream"
        since = self._open(scope, self.after) if self.after is not None else self.since or work.now
        # A clock that was set back makes notifications that are earlier than those before them.
        bound = min(since, work.now) - OVERLAP
        rows = await queries.read_new(work, bound, list(self._told), MOST_AT_ONCE)
        told = [Told(view_of(row), self.cursors.seal(scope, [row.created_at.isoformat()])) for row in rows]
        return Look(told, bound + OVERLAP, len(rows) == MOST_AT_ONCE)

    def hear(self, look: Look) -> list[Told]:
        """Keep what was found, after its transaction, and return it."""
        moments = {told.view.id: told.view.created_at for told in look.told}
        self.after, self.since = None, max([look.since, *([self.since] if self.since else []), *moments.values()])
        self._told = {
            one: made for one, made in (self._told | moments).items() if made >= min(look.since, self.since) - OVERLAP
        }
        return look.told

    def _open(self, scope: str, place: str) -> datetime:
        try:
            (moment,) = self.cursors.open(scope, place)
        except InvalidInput:
            error = FieldError("invalid_place", "Start again without it.", parameter="Last-Event-ID")
            raise InvalidInput("This is no place in your stream.", errors=[error]) from None
        return datetime.fromisoformat(str(moment))


async def follow(
    reopened: Callable[[], Awaitable[OpenGate]],
    follower: Follower,
    look: Look,
    streams: Streams,
    looks: int,
) -> AsyncIterator[Told | None]:
    """Tell what was found and what comes after it; None is a sign of life.

    It ends after so many looks, when the service stops, and when anything stands in the way of a look: the token that
    expired, the last appointment that ended, a database that is away. Whoever listens asks again and hears which.
    """
    quiet = 0
    while True:
        for told in follower.hear(look):
            yield told
        if not look.is_full:
            quiet = 0 if look.told else quiet + 1
            if quiet >= HEARTBEAT:
                quiet = 0
                yield None
            if looks <= 0 or await streams.rest(POLL):
                return
            looks -= 1
        try:
            gate = await reopened()
            look = await streams.undisturbed(gate.run(follower.look))
        except Problem:
            return


async def written(happening: AsyncIterator[Told | None]) -> AsyncIterator[bytes]:
    """Write what happens as server-sent events, and a sign of life as a comment."""
    yield BEGINNING
    async for told in happening:
        if told is None:
            yield SIGN_OF_LIFE
        else:
            yield event("notification", told.place, told.view.model_dump_json(by_alias=True))
