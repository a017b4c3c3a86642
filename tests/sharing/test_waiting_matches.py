"""Who compares much waits, and nobody else does; what waits is compared an hour later, and no match is lost."""

import asyncio
from datetime import timedelta

from tests.bodies import victim_signal
from tests.halting import until_waiting
from tests.sharing.matching import GOES, SOMEBODY, SUBMITTER, ZORGCOORDINATOR, care, security, told
from tests.world import World


async def compared_much(world: World, number: int = 120, subject: str = "system.breda") -> None:
    """As if somebody had submitted as much as is compared within an hour, or less; nothing of it is alike."""
    code, district = ("GM0664", "zeeland") if subject == GOES else ("GM0758", "de_baronie")
    async with world.as_superuser() as connection:
        await connection.execute("ALTER TABLE signals DISABLE TRIGGER signals_check_desk")
        signals = await connection.fetch(
            "INSERT INTO signals SELECT gen_random_uuid(), gen_random_uuid()::text, $2, $3, '{sexual}', false, "
            "'2026-11-01', NULL, $1 FROM generate_series(1, $4::int) RETURNING id",
            world.clock.now(),
            code,
            district,
            number,
        )
        await connection.execute("ALTER TABLE signals ENABLE TRIGGER signals_check_desk")
        await connection.execute("ALTER TABLE identity_lookups DISABLE TRIGGER identity_lookups_compare")
        await connection.execute(
            "INSERT INTO identity_lookups SELECT s.id, s.municipality_code, a.id, $1, $1 FROM signals s, actors a "
            "WHERE s.id = ANY ($2) AND a.subject = $3",
            world.clock.now(),
            [row["id"] for row in signals],
            subject,
        )
        await connection.execute("ALTER TABLE identity_lookups ENABLE TRIGGER identity_lookups_compare")


async def somebody_else_submits(world: World) -> None:
    part = care({"phone": "06 41 23 57 90"}, municipalityCode="GM0855")
    await world.submit("aandachtsfunctionaris.tilburg", part)


async def test_who_compares_much_waits_and_no_comparison_is_lost(world: World) -> None:
    people = [{**SOMEBODY, "birthDate": f"1999-03-{10 + n}"} for n in range(3)]
    for person in people:
        await world.submit(SUBMITTER, care(person))
    await compared_much(world)
    for person in people:
        await world.submit("system.breda", security(person))
    assert await told(world, ZORGCOORDINATOR) == []
    world.clock.advance(timedelta(minutes=61))
    await world.submit("aandachtsfunctionaris.tilburg", victim_signal(municipalityCode="GM0855"))
    assert await told(world, ZORGCOORDINATOR) == []
    for n in range(3):
        await somebody_else_submits(world)
        assert len(await told(world, ZORGCOORDINATOR)) == n + 1


async def test_that_somebody_compares_much_holds_nobody_else_up(world: World) -> None:
    await world.submit(SUBMITTER, care(SOMEBODY))
    await compared_much(world)
    await world.submit(SUBMITTER, security(SOMEBODY))
    assert len(await told(world, ZORGCOORDINATOR)) == 1


async def test_what_waits_is_compared_an_hour_later_and_not_before(world: World) -> None:
    await world.submit(SUBMITTER, care(SOMEBODY))
    await compared_much(world)
    world.clock.advance(timedelta(minutes=30))
    await world.submit("system.breda", security(SOMEBODY))
    world.clock.advance(timedelta(minutes=31))
    await somebody_else_submits(world)
    assert await told(world, ZORGCOORDINATOR) == []
    world.clock.advance(timedelta(minutes=29))
    await somebody_else_submits(world)
    assert len(await told(world, ZORGCOORDINATOR)) == 1


async def test_who_goes_on_comparing_much_keeps_nobody_else_waiting(world: World) -> None:
    """Of whom has no room the oldest waits; the next is compared all the same."""
    await world.submit(SUBMITTER, care(SOMEBODY))
    await compared_much(world, subject=GOES)
    for day in (1, 2):
        elsewhere = security({**SOMEBODY, "birthDate": f"1964-11-0{day}"}, municipalityCode="GM0664")
        await world.submit(GOES, elsewhere)
    world.clock.advance(timedelta(minutes=1))
    await compared_much(world)
    await world.submit("system.breda", security(SOMEBODY))
    assert await told(world, ZORGCOORDINATOR) == []
    world.clock.advance(timedelta(minutes=61))
    await compared_much(world, subject=GOES)
    await somebody_else_submits(world)
    assert len(await told(world, ZORGCOORDINATOR)) == 1
    assert await waiting(world) == [GOES, GOES]
    world.clock.advance(timedelta(minutes=61))
    for left in (1, 0):
        await somebody_else_submits(world)
        assert await waiting(world) == [GOES] * left


async def waiting(world: World) -> list[str]:
    """List of whom signals wait to be compared."""
    query = "SELECT a.subject FROM identity_lookups l JOIN actors a ON a.id = l.actor_id WHERE l.compared_at IS NULL"
    async with world.as_superuser() as connection:
        return [row["subject"] for row in await connection.fetch(query)]


async def test_of_what_comes_in_at_once_no_more_is_compared_than_there_is_room_for(world: World) -> None:
    people = [{**SOMEBODY, "birthDate": f"1999-03-{10 + n}"} for n in range(5)]
    for person in people:
        await world.submit(SUBMITTER, care(person))
    await compared_much(world, 118)
    async with world.as_superuser() as connection, connection.transaction():
        await connection.execute("SELECT FROM actors WHERE subject = 'system.breda' FOR NO KEY UPDATE")
        submitting = [asyncio.create_task(world.submit("system.breda", security(person))) for person in people]
        await until_waiting(world, len(people))
    await asyncio.gather(*submitting)
    assert len(await told(world, ZORGCOORDINATOR)) == 2


async def test_what_waits_counts_what_was_just_compared_of_the_same_actor(world: World) -> None:
    people = [{**SOMEBODY, "birthDate": f"1999-03-{10 + n}"} for n in range(2)]
    for person in people:
        await world.submit(SUBMITTER, care(person))
    await compared_much(world)
    await world.submit("system.breda", security(people[0]))
    world.clock.advance(timedelta(minutes=61))
    await compared_much(world, 119)
    await world.submit("system.breda", security(people[1]))
    assert len(await told(world, ZORGCOORDINATOR)) == 1
    await somebody_else_submits(world)
    assert len(await told(world, ZORGCOORDINATOR)) == 1


async def test_what_another_compares_at_this_moment_is_passed_by(world: World) -> None:
    """Who comes in has an answer at once, whatever is held; what was passed by waits on."""
    await world.submit(SUBMITTER, care(SOMEBODY))
    await compared_much(world)
    await world.submit("system.breda", security(SOMEBODY))
    world.clock.advance(timedelta(minutes=61))
    async with world.as_superuser() as connection, connection.transaction():
        await connection.execute("SELECT FROM actors WHERE subject = 'system.breda' FOR NO KEY UPDATE")
        await somebody_else_submits(world)
        assert await told(world, ZORGCOORDINATOR) == []
    async with world.as_superuser() as connection, connection.transaction():
        await connection.execute("SELECT FROM identity_lookups WHERE compared_at IS NULL FOR UPDATE")
        await somebody_else_submits(world)
        assert await told(world, ZORGCOORDINATOR) == []
    await somebody_else_submits(world)
    assert len(await told(world, ZORGCOORDINATOR)) == 1
