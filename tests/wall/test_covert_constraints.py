"""What constraints could tell of rows that are not there for an actor, tried as the login of the API.

Whoever can do this has a hole in the service to put SQL through, or its login. Each test says what was decided.
"""

from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.access.region import populate
from tests.world import NOW, Json, World

BREDA, GOES = "aandachtsfunctionaris.breda", "aandachtsfunctionaris.goes"
COORDINATOR = "zorgcoordinator.de-baronie"
SIGNAL = (
    "INSERT INTO signals (id, reference, municipality_code, district_id, exploitation_forms, acute_danger, "
    "observed_from, received_at) VALUES ($1, $2, $3, 'zeeland', '{sexual}', false, '2026-11-01', access.moment())"
)


class Region:
    """A world with the signals of the region in it."""

    def __init__(self, world: World, made: dict[str, Json]) -> None:
        self.world, self.made = world, made

    def id(self, name: str) -> UUID:
        """Return the id of a signal."""
        return UUID(self.made[name]["id"])

    async def tried(self, persona: str, statement: str, *values: object) -> str:
        """Execute as a persona and undo it; return what happened, without the values that were sent."""
        async with self.world.as_api(persona) as connection:
            transaction = connection.transaction()
            await transaction.start()
            try:
                done: str = await connection.execute(statement, *values)
            except asyncpg.PostgresError as error:
                done = f"{error.sqlstate} {error} {error.detail or ''}"
            await transaction.rollback()
        for value in values:
            done = done.replace(str(value), "(sent)")
        return done


@pytest.fixture(scope="module")
async def region(shared_world: World) -> Region:
    return Region(shared_world, await populate(shared_world))


async def test_a_primary_key_tells_an_id_only_to_who_knows_it(region: Region) -> None:
    """Open, and accepted: an id has 74 random bits, the service alone makes ids, and no body of the API takes one.

    Who guesses an id of another municipality learns that it is taken; who names another municipality, nothing at all.
    """
    taken = await region.tried(GOES, SIGNAL, region.id("breda victim"), "ZWB-2026-000000", "GM0664")
    assert taken.startswith("23505")
    assert "(sent)" not in taken, "under row-level security PostgreSQL leaves values out of its words"
    for signal_id in (region.id("breda victim"), uuid4()):
        other = await region.tried(GOES, SIGNAL, signal_id, "ZWB-2026-000000", "GM0758")
        assert other.startswith("42501")


async def test_a_reference_cannot_be_chosen(region: Region) -> None:
    """Open, and accepted: in SQL a reference that is taken is told. Through the API nobody chooses one: the service
    draws 25 random bits, and draws again when it was taken; the field is unknown in a submission."""
    reference = region.made["breda victim"]["reference"]
    assert (await region.tried(GOES, SIGNAL, uuid4(), reference, "GM0664")).startswith("23505")
    body = {"reference": reference, "id": str(region.id("breda victim"))}
    answer = await region.world.call(GOES, "POST", "/signals", json=body)
    unknown = {error["pointer"] for error in answer.json()["errors"] if error["code"] == "extra_forbidden"}
    assert unknown == {"/reference", "/id"}


KEYED = ("data_keys", "signal_parts", "submissions", "identity_lookups")
"""Tables with one row for each signal (and side)."""
CHILDREN = {
    "data_keys": "INSERT INTO data_keys (signal_id, municipality_code, compartment, wrapped) "
    "VALUES ($1, $2, 'care', '')",
    "signal_parts": "INSERT INTO signal_parts (signal_id, municipality_code, compartment, narrative, indicators, "
    "organised) VALUES ($1, $2, 'care', '', '{}', false)",
    "persons": "INSERT INTO persons (signal_id, municipality_code, compartment, id, involvement, record) "
    "VALUES ($1, $2, 'care', gen_random_uuid(), 'possible_victim', '')",
    "locations": "INSERT INTO locations (signal_id, municipality_code, compartment, id, kind, record) "
    "VALUES ($1, $2, 'care', gen_random_uuid(), 'dwelling', '')",
    "enrichments": "INSERT INTO enrichments (signal_id, municipality_code, compartment, id, kind, content, added_by, "
    "added_at) VALUES ($1, $2, 'care', gen_random_uuid(), 'other', '', access.actor(), now())",
    "identity_lookups": "INSERT INTO identity_lookups (signal_id, municipality_code, actor_id, asked_at) "
    "VALUES ($1, $2, access.actor(), now())",
    "identity_tokens": "INSERT INTO identity_tokens (signal_id, municipality_code, compartment, subject_id, value, "
    "strength, district_id) VALUES ($1, $2, 'care', gen_random_uuid(), '', 'strong', 'zeeland')",
    "search_tokens": "INSERT INTO search_tokens (signal_id, municipality_code, compartment, value) "
    "VALUES ($1, $2, 'care', '')",
    "routing_decisions": "INSERT INTO routing_decisions (signal_id, municipality_code, id, track, table_id, facts, "
    "outcomes, decided_at) SELECT $1, $2, gen_random_uuid(), 'care', id, '{}', '[]', now() FROM routing_tables",
    "events": "INSERT INTO events (signal_id, municipality_code, id, type, occurred_at, actor_id, subject_id, data) "
    "VALUES ($1, $2, gen_random_uuid(), 'signal.received', access.moment(), access.actor(), $1, '{}')",
    "submissions": "INSERT INTO submissions (signal_id, municipality_code, submitted_by, aimed_at, source_kind) "
    "VALUES ($1, $2, access.actor(), 'both', 'school')",
}


@pytest.mark.parametrize("table", CHILDREN)
async def test_nothing_hangs_on_a_signal_of_another_and_its_key_tells_nothing(region: Region, table: str) -> None:
    """Closed: the key names signal and municipality together, so a signal of another municipality is not there, with
    the same words as for one that never was."""
    for municipality, state in (("GM0664", "23503"), ("GM0758", "42501")):
        hidden = await region.tried(GOES, CHILDREN[table], region.id("breda victim"), municipality)
        never = await region.tried(GOES, CHILDREN[table], uuid4(), municipality)
        assert hidden == never
        assert hidden.startswith(state)


@pytest.mark.parametrize("table", KEYED)
async def test_a_key_by_the_signal_tells_nothing_of_the_signals_of_another(region: Region, table: str) -> None:
    """Closed: the municipality is in these keys too, so that a row of another municipality takes nobody's key. That the
    row is there, the first assertion sees to: in its own municipality it does take the key."""
    signal_id = region.id("breda victim")
    assert (await region.tried(BREDA, CHILDREN[table], signal_id, "GM0758")).startswith("23505")
    assert (await region.tried(GOES, CHILDREN[table], signal_id, "GM0664")).startswith("23503")
    desk = await region.tried(COORDINATOR, CHILDREN[table], region.id("breda perpetrator"), "GM0758")
    assert desk == await region.tried(COORDINATOR, CHILDREN[table], uuid4(), "GM0758")
    assert desk.startswith("42501")


async def test_every_key_that_a_signal_alone_would_fill_names_the_municipality(region: Region) -> None:
    """Closed, and for new tables too: no unique key consists of a signal, with or without its side, alone."""
    async with region.world.as_superuser() as connection:
        rows = await connection.fetch(
            "SELECT indrelid::regclass::text AS owner, array_agg(attname::text) AS columns FROM pg_index "
            "JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey) WHERE indisunique "
            "GROUP BY indexrelid, 1"
        )
    by_signal = {row["owner"]: set(row["columns"]) for row in rows if "signal_id" in row["columns"]}
    assert by_signal.keys() >= set(KEYED)
    assert {owner for owner, columns in by_signal.items() if columns <= {"signal_id", "compartment", "track"}} == set()


async def test_every_foreign_key_to_a_signal_is_one_of_these_or_guarded_by_a_task(region: Region) -> None:
    """Closed: besides the keys of `CHILDREN`, rows of a signal are let in only with a task that the actor may read."""
    async with region.world.as_superuser() as connection:
        rows = await connection.fetch(
            "SELECT conrelid::regclass::text AS child, array_length(conkey, 1) AS columns FROM pg_constraint "
            "WHERE contype = 'f' AND confrelid = 'signals'::regclass"
        )
    guarded = {"tasks", "task_notes", "matches", "sharing_decisions", "break_glass_sessions", "feedback", "referrals"}
    guarded |= {"signal_links", "interventions", "effects", "case_signals"}
    of_meetings = {"agenda_items", "meeting_decisions"}  # the second by the first, which needs a task of one's own desk
    assert {row["child"] for row in rows} == CHILDREN.keys() | guarded | of_meetings
    alone = {"task_notes", "matches", "break_glass_sessions", "signal_links", "effects", *of_meetings}
    assert {row["child"] for row in rows if row["columns"] == 1} == alone


async def test_a_note_hangs_on_no_task_of_another(region: Region) -> None:
    """Closed: the policy looks for the task among those of the actor's desks before any key is checked."""
    note = (
        "INSERT INTO task_notes (id, task_id, signal_id, compartment, content, written_by, written_at) "
        "VALUES (gen_random_uuid(), $1, $2, 'security', '', access.actor(), now())"
    )
    async with region.world.as_superuser() as connection:
        row = await connection.fetchrow("SELECT id, signal_id FROM tasks WHERE track = 'security' LIMIT 1")
    assert row is not None
    hidden = await region.tried(COORDINATOR, note, row["id"], row["signal_id"])
    assert hidden == await region.tried(COORDINATOR, note, uuid4(), uuid4())
    assert hidden.startswith("42501")


async def test_an_event_hangs_on_no_signal_task_or_decision_of_another(region: Region) -> None:
    """Closed: an event is let in with what it tells of, which must be the actor's own to see. Of what is hidden it is
    refused in the same words as of what never was."""
    event = (
        "INSERT INTO events (id, type, occurred_at, actor_id, subject_id, signal_id, municipality_code, compartment, "
        "data) VALUES (gen_random_uuid(), $1, access.moment(), access.actor(), $2, $3, $4, $5, '{}')"
    )
    async with region.world.as_superuser() as connection:
        task = await connection.fetchrow("SELECT id, signal_id FROM tasks WHERE track = 'security' LIMIT 1")
        appointment = await connection.fetchval("SELECT id FROM appointments LIMIT 1")
        decision = await connection.fetchval("SELECT id FROM sharing_decisions LIMIT 1")
    assert task is not None
    assert decision is not None
    never = uuid4()
    for persona, kind, subject, *place in (
        (COORDINATOR, "task.released", task["id"], task["signal_id"], "GM0758", "security"),
        (COORDINATOR, "signal.received", task["signal_id"], task["signal_id"], "GM0758", None),
        (COORDINATOR, "appointment.approved", appointment, None, None, None),
        (GOES, "sharing.proposed", decision, None, None, None),
    ):
        for more in ("", " RETURNING id"):
            hidden = await region.tried(persona, event + more, kind, subject, *place)
            unknown = [never if isinstance(value, UUID) else value for value in place]
            assert hidden == await region.tried(persona, event + more, kind, never, *unknown)
            assert hidden.startswith("42501")


async def test_an_upsert_of_a_key_of_the_other_side_is_refused_whether_it_is_there_or_not(region: Region) -> None:
    """Closed: a new row must pass the policy before a conflict is looked for, and nobody may update a key."""
    key = "INSERT INTO data_keys VALUES ($1, 'security', 'GM0758', '') ON CONFLICT "
    steps = ("DO NOTHING", "(signal_id, compartment, municipality_code) DO UPDATE SET wrapped = ''")
    for step in steps:
        there = await region.tried(COORDINATOR, key + step, region.id("breda both"))
        not_there = await region.tried(COORDINATOR, key + step, region.id("breda victim"))
        assert there == not_there == await region.tried(COORDINATOR, key + step, uuid4())
        assert there.startswith("42501")


async def test_an_upsert_of_the_idempotency_key_of_another_is_refused(region: Region) -> None:
    """Closed: the actor is in the primary key, and the policy lets one write one's own only."""
    async with region.world.as_superuser() as connection:
        actor = await connection.fetchval("SELECT id FROM actors WHERE subject = $1", BREDA)
        await connection.execute(
            "INSERT INTO idempotency_keys VALUES ($1, 'signals', 'theirs', '', $1, $2)", actor, NOW
        )
    keep = (
        "INSERT INTO idempotency_keys VALUES ($1, 'signals', $2, '', gen_random_uuid(), now()) ON CONFLICT DO NOTHING"
    )
    theirs = await region.tried(GOES, keep, actor, "theirs")
    assert theirs == await region.tried(GOES, keep, actor, "never")
    assert theirs.startswith("42501")


async def test_returning_gives_back_what_the_actor_may_read_alone(region: Region) -> None:
    """Closed: rows that are changed or returned are those that the policies let the actor change and read."""
    async with region.world.as_api(COORDINATOR) as connection:
        rows = await connection.fetch("UPDATE tasks SET version = version RETURNING track, desk_id")
    assert {tuple(row) for row in rows} == {("care", "zorgcoordinator.de_baronie")}


async def test_there_is_no_sequence_to_count_by(region: Region) -> None:
    """Closed: ids are random; nothing in the database counts up."""
    async with region.world.as_superuser() as connection:
        assert await connection.fetchval("SELECT count(*) FROM pg_class WHERE relkind = 'S'") == 0


async def test_a_loan_tells_an_actor_id_only_to_who_knows_it(region: Region) -> None:
    """Open, and accepted: in SQL a lender learns whether an actor has an id. The API takes no actor ids: it asks
    `access.actor_of`, which answers the same whether somebody was known or not."""
    lend = (
        "INSERT INTO appointments (id, actor_id, role, municipality_code, valid_from, valid_until, lent_from, "
        "proposed_by, proposed_at) SELECT gen_random_uuid(), $1, role, municipality_code, now(), 'infinity', id, "
        "access.actor(), access.moment() FROM appointments WHERE actor_id = access.actor()"
    )
    async with region.world.as_superuser() as connection:
        known = await connection.fetchval("SELECT id FROM actors WHERE subject = 'avim'")
    assert (await region.tried(GOES, lend, known)) == "INSERT 0 1"
    assert (await region.tried(GOES, lend, uuid4())).startswith("23503")
    for subject in ("avim", "somebody-new"):
        asked = "SELECT access.actor_of(gen_random_uuid(), 'https://demo.signaalbrug.invalid', $1, 'x', 'person')"
        assert await region.tried(GOES, asked, subject) == "SELECT 1"
