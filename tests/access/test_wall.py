"""The wall in PostgreSQL: rows fetched as the API's own login, with and without an actor."""

import asyncpg
import pytest

from tests.access.region import CARE, KNOWN, SECURITY, SUBMITTERS, populate
from tests.world import CASE_TABLES, NOW, Json, World

OPEN_TABLES = {
    "alembic_version",
    "districts",
    "municipalities",
    "district_memberships",
    "desks",
    "partners",
    "intervention_kinds",
    "code_list_values",
    "routing_tables",
    "role_rights",
    "role_actions",
    "urgency_rules",
}
"""Facts about the region and the rules: nothing of any case."""

OWN_TABLES = {"actors", "appointments"}
"""Nothing of any case: for the beheerders, and of each actor the own rows."""

UNREADABLE = {"identity_tokens", "identity_lookups", "search_tokens", "deadlines", "mails", "mail_items"}
"""Written by triggers and submissions, read by functions alone."""

SIDED = {
    "data_keys": "compartment",
    "signal_parts": "compartment",
    "persons": "compartment",
    "locations": "compartment",
    "enrichments": "compartment",
    "routing_decisions": "track",
}
"""Tables whose rows belong to a side, with the column that tells which."""

WALLED = set(CASE_TABLES)


class Populated:
    """A world with the signals of the region in it, and the names of the signals by their ids."""

    def __init__(self, world: World, made: dict[str, Json]) -> None:
        self.world, self.made = world, made
        self.names = {answer["id"]: name for name, answer in made.items()}

    async def rows(self, persona: str | None, query: str) -> list[asyncpg.Record]:
        """Fetch as the API's login, entered as a persona."""
        async with self.world.as_api(persona) as connection:
            rows: list[asyncpg.Record] = await connection.fetch(query)
            return rows

    async def sides(self, persona: str, table: str, column: str) -> set[tuple[str, str]]:
        """Return which sides of which signals the rows of a table are of."""
        rows = await self.rows(persona, f"SELECT signal_id, {column} FROM {table}")
        return {(self.names[str(row[0])], row[1]) for row in rows}


@pytest.fixture(scope="module")
async def region(shared_world: World) -> Populated:
    return Populated(shared_world, await populate(shared_world))


async def test_every_table_is_walled_open_or_hidden(region: Populated) -> None:
    async with region.world.as_superuser() as connection:
        rows = await connection.fetch(
            "SELECT relname, relrowsecurity AND relforcerowsecurity AS forced, "
            "pg_get_userbyid(relowner) AS owner, "
            "has_table_privilege('signaalbrug_api', oid, 'SELECT') AS readable, "
            "has_table_privilege('signaalbrug_api', oid, 'DELETE, TRUNCATE, REFERENCES, TRIGGER') AS too_much "
            "FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')"
        )
    assert {row["relname"] for row in rows} == OPEN_TABLES | OWN_TABLES | WALLED
    assert {row["relname"] for row in rows if row["forced"]} == OWN_TABLES | WALLED
    assert {row["relname"] for row in rows if not row["readable"]} == UNREADABLE
    assert {row["owner"] for row in rows} == {"signaalbrug_owner"}
    # Views are the settings of their owner, who may delete them; nothing of a case is ever deleted.
    assert {row["relname"] for row in rows if row["too_much"]} == {"saved_views"}


async def test_a_table_with_a_side_or_a_signal_is_walled(region: Populated) -> None:
    async with region.world.as_superuser() as connection:
        rows = await connection.fetch(
            "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND column_name IN ('compartment', 'track', 'signal_id') AND table_name <> 'role_rights'"
        )
    assert {row["table_name"] for row in rows} <= WALLED


@pytest.mark.parametrize("table", sorted(UNREADABLE))
async def test_what_only_functions_of_the_database_read_is_read_by_nobody(region: Populated, table: str) -> None:
    assert await region.world.count(table) > 0
    for persona in (None, "beheerder", "zorgcoordinator.de-baronie", "aandachtsfunctionaris.breda"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await region.rows(persona, f"SELECT * FROM {table}")


LATER = {
    *("idempotency_keys", "escalations", "referrals", "signal_links", "interventions", "effects"),
    "intervention_changes",
    *("meetings", "agenda_items", "meeting_decisions", "meeting_minutes"),
    *("cases", "case_members", "case_signals", "case_notes", "case_status_changes"),
    *("case_persons", "case_locations", "safety_assessments", "published_figures", "monitor_entries"),
    *("dsp_proposals", "dsp_proposal_versions", "dsp_proposal_steps"),
    *("case_goals", "case_goal_changes"),
}
"""What nothing is in as yet here; the worlds of the proofs of the wall fill these too."""


@pytest.mark.parametrize("table", sorted(WALLED - UNREADABLE))
async def test_without_an_actor_there_are_no_rows(region: Populated, table: str) -> None:
    assert await region.world.count(table) > 0 or table in LATER
    assert await region.rows(None, f"SELECT * FROM {table}") == []
    assert await region.rows("nobody-known", f"SELECT * FROM {table}") == []


@pytest.mark.parametrize("persona", KNOWN)
async def test_a_persona_fetches_the_sides_it_needs_to_know_and_no_others(region: Populated, persona: str) -> None:
    known = KNOWN[persona]
    async with region.world.as_superuser() as connection:
        for table, column in SIDED.items():
            rows = await connection.fetch(f"SELECT signal_id, {column} FROM {table}")
            there = {(region.names[str(row[0])], row[1]) for row in rows}
            assert there, table
            assert await region.sides(persona, table, column) == known & there, table


@pytest.mark.parametrize("persona", KNOWN)
async def test_a_persona_fetches_the_envelopes_of_what_it_knows(region: Populated, persona: str) -> None:
    rows = await region.rows(persona, "SELECT id FROM signals")
    assert {region.names[str(row["id"])] for row in rows} == {name for name, _ in KNOWN[persona]}


@pytest.mark.parametrize("persona", KNOWN)
async def test_whom_a_signal_is_aimed_at_is_for_its_submitters(region: Populated, persona: str) -> None:
    rows = await region.rows(persona, "SELECT signal_id FROM submissions")
    expected = {name for name, _ in KNOWN[persona]} if persona in SUBMITTERS else set()
    assert {region.names[str(row["signal_id"])] for row in rows} == expected


@pytest.mark.parametrize("persona", KNOWN)
async def test_a_desk_fetches_its_own_tasks(region: Populated, persona: str) -> None:
    rows = await region.rows(persona, "SELECT signal_id, track, desk_id FROM tasks")
    assert {(region.names[str(row["signal_id"])], row["track"]) for row in rows} == KNOWN[persona]
    if persona not in SUBMITTERS and rows:
        me = await region.world.get(persona, "/me")
        assert {row["desk_id"] for row in rows} == set(me["desks"])


@pytest.mark.parametrize("persona", KNOWN)
async def test_events_of_the_other_side_are_not_there(region: Populated, persona: str) -> None:
    rows = await region.rows(persona, "SELECT signal_id, compartment FROM events")
    sides = {(region.names[str(row["signal_id"])], row["compartment"]) for row in rows}
    envelopes = {(name, None) for name, _ in KNOWN[persona]}
    assert sides == KNOWN[persona] | envelopes


@pytest.mark.parametrize(
    ("persona", "sides"),
    [
        ("zorgcoordinator.de-baronie", {CARE}),
        ("dsp.de-baronie", {SECURITY}),
        ("avim", set()),
        ("aandachtsfunctionaris.breda", set()),
        ("zorgcoordinator.zeeland", set()),
        ("auditor", set()),
    ],
)
async def test_notes_are_for_the_desk_that_wrote_them(region: Populated, persona: str, sides: set[str]) -> None:
    rows = await region.rows(persona, "SELECT compartment FROM task_notes")
    assert {row["compartment"] for row in rows} == sides


@pytest.mark.parametrize("persona", KNOWN)
async def test_the_api_lists_and_opens_what_postgresql_shows(region: Populated, persona: str) -> None:
    known = KNOWN[persona]
    listing = await region.world.call(persona, "GET", "/signals?limit=100")
    if listing.status_code == 403:
        assert not known
        return
    assert {region.names[item["id"]] for item in listing.json()["items"]} == {name for name, _ in known}
    for name, answer in region.made.items():
        sides = {side for known_name, side in known if known_name == name}
        for path in ("", "/routing", "/timeline"):
            read = await region.world.call(persona, "GET", f"/signals/{answer['id']}{path}")
            assert read.status_code == (200 if sides else 404), (name, path)
        if sides:
            view = await region.world.get(persona, f"/signals/{answer['id']}")
            shown = {side for side in (CARE, SECURITY) if view[side] is not None}
            assert shown == {side for known_name, side in known if known_name == name}
            assert {outcome["track"] for outcome in view["routing"]["outcomes"]} == sides
            assert (view["aimedAt"] is not None) == (persona in SUBMITTERS)


async def test_the_context_ends_with_its_transaction(region: Populated) -> None:
    connection = await asyncpg.connect(region.world.api_url)
    async with connection.transaction():
        await connection.fetchval(
            "SELECT access.begin('https://demo.signaalbrug.invalid', 'aandachtsfunctionaris.breda', $1)", NOW
        )
        assert await connection.fetchval("SELECT count(*) FROM signals") == 4
    assert await connection.fetchval("SELECT count(*) FROM signals") == 0
    await connection.close()
