"""What the functions of the worker mail to whom, past every policy, compared with what the design says."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID, uuid4

import asyncpg

from app.platform.embedded import WORKER_LOGIN
from tests.wall.compare import Expectation, Report
from tests.wall.mail_rules import code_counts, is_mailed, is_reason
from tests.wall.mails import GAP, KEPT, LONGEST
from tests.wall.model import HOUR, Row, World

LEASE = HOUR / 6
MAILS = """
SELECT actor_id, kind, state, attempts, at, (SELECT count(*) FROM mail_items i WHERE i.mail_id = m.id) FROM mails m
"""
REFUSED = "SELECT actor_id, refused_at, version FROM notification_preferences"
BUNDLE = "SELECT access.bundle_mails($1, $2, $3, $4)"
TAKE = "SELECT id, preference_id FROM access.take_mails($1, $2, $3, 100000)"
SETTLE = "SELECT access.settle_mail($1, $2, $3, $4)"
UNWANTED = ["new_work", "assigned", "feedback_given"]
EACH = 4
"""How many mails in each state come to each end, of either sort of people."""
LOOSE = "SELECT actor_id, kind FROM mail_items WHERE mail_id IS NULL"
NOTIFY = """
INSERT INTO notifications (id, event_id, actor_id, kind, subject_id, audience, created_at)
VALUES ($1, $1, $2, $3, $1, 'chain', $4)
"""
ALONE = """
WITH others AS (DELETE FROM mail_items WHERE mail_id IS DISTINCT FROM $1) DELETE FROM mails WHERE id <> $1
"""
ITEM = "SELECT actor_id, kind FROM mail_items WHERE notification_id = $1"


class Mail(NamedTuple):
    """A mail as it stands: what there is of it, and how many notifications are in it."""

    actor: UUID
    kind: str
    state: str
    attempts: int
    at: datetime
    items: int


class Ledger:
    """The mails of a world with what is in them, bundled and taken in plain Python."""

    def __init__(self, world: World) -> None:
        self.world, self.now = world, world.now
        self.mails: dict[UUID, Row] = {row["id"]: dict(row) for row in world.rows("mails")}
        self.items = [dict(row) for row in world.rows("mail_items")]

    def alone(self, mail: UUID) -> "Ledger":
        """Leave one mail with what is in it."""
        self.mails = {mail: self.mails[mail]}
        self.items = [item for item in self.items if item["mail_id"] == mail]
        return self

    def inside(self, mail: Row) -> list[Row]:
        """List what is in a mail."""
        return [item for item in self.items if item["mail_id"] == mail["id"]]

    def has_reason(self, mail: Row) -> bool:
        """Tell whether a mail still has a reason."""
        if mail["kind"] == "code":
            return code_counts(self.world, mail["actor_id"], self.now)
        within = {item["notification_id"] for item in self.inside(mail)}
        listed = (row for row in self.world.rows("notifications") if row["id"] in within)
        return any(is_reason(self.world, row, self.now) for row in listed)

    def due(self) -> list[Row]:
        """List the mails that are sent now: due, at a time that came or that never comes, and with a reason."""
        return [mail for mail in self.mails.values() if self.is_due(mail) and self.has_reason(mail)]

    def is_due(self, mail: Row) -> bool:
        """Tell whether the time of a mail has come."""
        return bool(mail["state"] == "due" and (mail["at"] <= self.now or mail["at"] > self.now + LONGEST))

    def take(self) -> list[Row]:
        """Take what is sent now."""
        taken = self.due()
        for mail in taken:
            mail |= {"attempts": mail["attempts"] + 1, "at": self.now + LEASE}
        return taken

    def bundle(self) -> None:
        """Put what is loose into mails, and let lapse what has no reason."""
        for item in [item for item in self.items if item["mail_id"] is None]:
            self._place(item)
        for mail in self.mails.values():
            if mail["state"] == "due" and not self.has_reason(mail):
                mail["state"] = "lapsed"
        self.items = [i for i in self.items if i["mail_id"] is None or self.mails[i["mail_id"]]["state"] == "due"]
        for mail in list(self.mails.values()):
            if mail["state"] != "due" and mail["made_at"] < self.now - KEPT:
                del self.mails[mail["id"]]

    def _place(self, item: Row) -> None:
        kind = item["kind"]
        same = [m for m in self.mails.values() if (m["actor_id"], m["kind"]) == (item["actor_id"], kind)]
        untried = [mail for mail in same if mail["state"] == "due" and mail["attempts"] == 0]
        if untried:
            item["mail_id"] = untried[0]["id"]
        elif not any(m["state"] == "due" or (kind == "work" and self._just_sent(m)) for m in same):
            made = {"id": uuid4(), "actor_id": item["actor_id"], "kind": kind, "state": "due", "attempts": 0}
            self.mails[made["id"]] = {**made, "made_at": self.now, "at": self.now, "sent_at": None}
            item["mail_id"] = made["id"]

    def _just_sent(self, mail: Row) -> bool:
        return bool(mail["state"] == "sent" and self.now - GAP < mail["sent_at"] <= self.now)

    def stand(self) -> Counter[Mail]:
        """Count the mails as they stand."""
        return Counter(
            Mail(m["actor_id"], m["kind"], m["state"], m["attempts"], m["at"], len(self.inside(m)))
            for m in self.mails.values()
        )

    def loose(self) -> Counter[tuple[UUID, str]]:
        """Count what is in no mail."""
        return Counter((item["actor_id"], item["kind"]) for item in self.items if item["mail_id"] is None)


@asynccontextmanager
async def undone(connection: asyncpg.Connection) -> AsyncIterator[Callable[..., Awaitable[list[asyncpg.Record]]]]:
    """Give a way to call a function as the worker, and undo everything after."""
    transaction = connection.transaction()
    await transaction.start()

    async def call(statement: str, *values: object) -> list[asyncpg.Record]:
        await connection.execute(f"SET LOCAL SESSION AUTHORIZATION {WORKER_LOGIN}")
        rows: list[asyncpg.Record] = await connection.fetch(statement, *values)
        await connection.execute("SET LOCAL SESSION AUTHORIZATION DEFAULT")
        return rows

    try:
        yield call
    finally:
        await transaction.rollback()


async def compare_mailing(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Let the worker bundle, take and settle the mails of a world, and notify, and compare what comes of it."""
    for world in (report.world, muted_by_all(report.world)):
        await _compare_bundling(connection, one, report, world)
    await _compare_waking(connection, one, report)
    await _compare_taking(connection, one, report)
    await _compare_settling(connection, one, report)
    await _compare_announcing(connection, one, report)


async def _stand(connection: asyncpg.Connection) -> Counter[Mail]:
    return Counter(Mail(*row) for row in await connection.fetch(MAILS))


@lru_cache
def muted_by_all(world: World) -> World:
    """Give a world in which everybody has come to want no mail of anything that may be muted."""
    preferences = [{**row, "muted": UNWANTED} for row in world.rows("notification_preferences")]
    return World(world.seed, world.now, {**world.tables, "notification_preferences": preferences})


async def _compare_bundling(connection: asyncpg.Connection, one: Expectation, report: Report, world: World) -> None:
    ledger = Ledger(world)
    ledger.bundle()
    async with undone(connection) as call:
        if world is not report.world:
            await connection.execute("UPDATE notification_preferences SET muted = $1", UNWANTED)
        ((due,),) = await call(BUNDLE, ledger.now, GAP, LONGEST, KEPT)
        report.compare(one.actor, "bundling", "due", any(map(ledger.is_due, ledger.mails.values())), due)
        stand, loose = await _stand(connection), await connection.fetch(LOOSE)
    for mail in sorted({*ledger.stand(), *stand}):
        report.compare(one.actor, "bundling", str(mail), ledger.stand()[mail], stand[mail])
    report.compare(one.actor, "bundling", "loose", ledger.loose(), Counter(tuple(row) for row in loose))


async def _compare_waking(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Ask of some mails, as if each were the only one and of several times, whether there is something to send."""
    now, ledger = report.world.now, Ledger(report.world)
    alive = [row["id"] for row in ledger.mails.values() if row["state"] == "due" and ledger.has_reason(row)]
    over = [row["id"] for row in ledger.mails.values() if row["state"] != "due"]
    for mail in (*alive[:EACH], *over[:EACH]):
        for at in (now - HOUR, now, now + HOUR, now + LONGEST, now + LONGEST + HOUR):
            ledger = Ledger(report.world).alone(mail)
            ledger.mails[mail]["at"] = at
            ledger.bundle()
            async with undone(connection) as call:
                await connection.execute(ALONE, mail)
                await connection.execute("UPDATE mails SET at = $1", at)
                ((due,),) = await call(BUNDLE, now, GAP, LONGEST, KEPT)
            report.compare(one.actor, "waking", f"{mail} {at}", any(map(ledger.is_due, ledger.mails.values())), due)


async def _compare_taking(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    """Take what is due, also when all is of a time to come or of one that never comes: each for its actor."""
    now = report.world.now
    wanted = {row["actor_id"]: row["id"] for row in report.world.rows("notification_preferences")}
    for at in (None, now + HOUR, now + LONGEST, now + LONGEST + HOUR):
        ledger = Ledger(report.world)
        for mail in ledger.mails.values():
            mail["at"] = at or mail["at"]
        taken = ledger.take()
        async with undone(connection) as call:
            await connection.execute("UPDATE mails SET at = coalesce($1, at)", at)
            rows = await call(TAKE, ledger.now, LEASE, LONGEST)
            again = await call(TAKE, ledger.now, LEASE, LONGEST)
            stand = await _stand(connection)
        expected = Counter((mail["id"], wanted[mail["actor_id"]]) for mail in taken)
        found = Counter((row["id"], row["preference_id"]) for row in rows)
        report.compare(one.actor, "taking", f"{at}", expected, found)
        report.compare(one.actor, "taking", f"{at} again", 0, len(again))
        report.compare(one.actor, "taking", f"{at} stand", ledger.stand(), stand)


def _some_mails(world: World, state: str) -> list[Row]:
    """Choose mails in a state: of people whose address was refused before, and of others."""
    refused = {row["actor_id"] for row in world.rows("notification_preferences") if row["refused_at"] is not None}
    mails = [row for row in world.rows("mails") if row["state"] == state]
    return [
        *[mail for mail in mails if mail["actor_id"] in refused][:EACH],
        *[mail for mail in mails if mail["actor_id"] not in refused][:EACH],
    ]


async def _compare_settling(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    world = report.world
    for outcome, state in (("sent", "sent"), ("refused", "refused"), ("later", "due")):
        for before in ("due", "lapsed"):
            for mail in _some_mails(world, before):
                ledger = Ledger(world)
                wanted = world.rows("notification_preferences")
                refused = {row["actor_id"]: (row["refused_at"], row["version"]) for row in wanted}
                if before == "due":
                    ledger.mails[mail["id"]] |= {"state": state, "at": world.now + HOUR}
                    if outcome != "later":
                        ledger.items = [item for item in ledger.items if item["mail_id"] != mail["id"]]
                        if mail["actor_id"] in refused:
                            before_that, version = refused[mail["actor_id"]]
                            changed = outcome == "refused" or before_that is not None
                            at = world.now if outcome == "refused" else None
                            refused[mail["actor_id"]] = (at, version + changed)
                async with undone(connection) as call:
                    await call(SETTLE, mail["id"], outcome, world.now, world.now + HOUR)
                    stand = await _stand(connection)
                    kept = {actor: (at, version) for actor, at, version in await connection.fetch(REFUSED)}
                report.compare(one.actor, "settling", f"{mail['id']} {outcome}", ledger.stand(), stand)
                report.compare(one.actor, "settling", f"{mail['id']} {outcome} refused", refused, kept)


async def _compare_announcing(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
    world = report.world
    async with undone(connection):
        for actor in [row["id"] for row in world.rows("actors")]:
            for kind in ("acute_danger", "break_glass_opened", "new_work", "assigned"):
                notification = uuid4()
                await connection.execute(NOTIFY, notification, actor, kind, world.now)
                found = [tuple(row) for row in await connection.fetch(ITEM, notification)]
                of = "acute" if kind in {"acute_danger", "break_glass_opened"} else "work"
                expected = [(actor, of)] if is_mailed(world, actor, kind) else []
                report.compare(one.actor, "announcing", f"{actor} {kind}", expected, found)
