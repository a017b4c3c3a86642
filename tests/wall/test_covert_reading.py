"""What planning, statistics, functions and error texts could tell of hidden rows, tried as the login of the API.

Whoever can do this has a hole in the service to put SQL through, or its login. Each test says what was decided.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import event

from app.settings import PROJECT_ROOT
from tests.access.region import populate
from tests.wall.asking import NEVER
from tests.world import CASE_TABLES, Json, World

COORDINATOR = "zorgcoordinator.de-baronie"
TASKS_OF_COORDINATOR = 2
PEEPING = re.compile(
    r"\bEXPLAIN\b|pg_stat|pg_class|reltuples|pg_relation_size|pg_locks|\bLISTEN\s|(?<!\.)\bNOTIFY\s|pg_notify"
    r"|lo_creat|lo_from|WITH HOLD|\bTEMP TABLE|\bTEMPORARY TABLE|\bCOPY\b|SET SESSION",
    re.IGNORECASE,
)
"""What the service never sends, so that none of the channels below can be reached through the API."""
PEEPS = {("app/installation.py", "pg_class")}
"""What does so nevertheless: installing, as the owner, which looks whether the tables are there."""


@pytest.fixture(scope="module")
async def made(shared_world: World) -> dict[str, Json]:
    return await populate(shared_world)


def _sql_in(path: Path) -> Iterator[str]:
    """Give what may be SQL in a file: without comments, and of Python every string that documents nothing."""
    if path.suffix == ".sql":
        yield re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
    if path.suffix == ".py":
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
                yield node.value


def _peeps_in(folder: Path) -> set[tuple[str, str]]:
    return {
        (str(path.relative_to(folder)), match[0])
        for part in ("app", "migrations")
        for path in Path(folder, part).rglob("*")
        for sql in _sql_in(path)
        if (match := PEEPING.search(sql))
    }


def test_the_service_sends_nothing_that_peeps() -> None:
    """Closed: no statement of the API explains, counts by statistics, listens, copies or keeps a cursor."""
    assert _peeps_in(PROJECT_ROOT) == PEEPS


def test_whatever_peeps_is_found_wherever_it_stands(tmp_path: Path) -> None:
    planted = {
        "app/new/queries.py": '"""One."""\n\n# a comment\nCOUNTED = "EXPLAIN SELECT 1"  # why\n',
        "migrations/versions/0099_new.py": 'SQL = f"""\n-- why\nSELECT reltuples {1}"""\n',
        "migrations/sql/0099_new.sql": "-- why\nSELECT 1; -- again\nNOTIFY somebody;\n",
    }
    quiet = {
        "app/quiet.py": '"""Never LISTEN to anybody."""\n\nTOLD = "access.notify()"  # EXPLAIN\n',
        "migrations/sql/0098_quiet.sql": "-- EXPLAIN\nSELECT 1; -- COPY\n",
    }
    for name, text in (planted | quiet).items():
        Path(tmp_path, name).parent.mkdir(parents=True, exist_ok=True)
        Path(tmp_path, name).write_text(text, encoding="utf-8")
    assert {name for name, _ in _peeps_in(tmp_path)} == planted.keys()


async def test_explain_estimates_from_all_rows_and_counts_what_it_leaves_out(
    shared_world: World, made: dict[str, Json]
) -> None:
    """Open, and accepted: EXPLAIN ANALYZE tells how many rows the policies left out. PostgreSQL has no right to refuse
    it by; whoever can send it as this login can as well set the context (decision 7). Plans quote no hidden value."""
    async with shared_world.as_api(COORDINATOR) as connection:
        plan = "\n".join(
            row[0]
            for row in await connection.fetch("EXPLAIN (ANALYZE, TIMING OFF) SELECT * FROM tasks WHERE layer < 9")
        )
    hidden = await shared_world.count("tasks") - TASKS_OF_COORDINATOR
    assert f"Rows Removed by Filter: {hidden}" in plan
    assert "dsp.de_baronie" not in plan


async def test_counters_tell_the_size_of_whole_tables(shared_world: World, made: dict[str, Json]) -> None:
    """Open, and accepted: reltuples, pg_stat_user_tables and sizes count all rows of a table, of both sides and all
    municipalities together. They are for everybody in PostgreSQL; the API reads none of them."""
    async with shared_world.as_superuser() as connection:
        await connection.execute("ANALYZE tasks")
    async with shared_world.as_api(COORDINATOR) as connection:
        assert (
            await connection.fetchval("SELECT reltuples FROM pg_class WHERE relname = 'tasks'") > TASKS_OF_COORDINATOR
        )
        assert await connection.fetchval("SELECT n_tup_ins IS NOT NULL FROM pg_stat_user_tables LIMIT 1")


async def test_no_index_counts_one_side_alone(shared_world: World) -> None:
    """Closed: an index of one side or one municipality would have its own counters; none is limited to such rows."""
    async with shared_world.as_superuser() as connection:
        predicates = await connection.fetch(
            "SELECT pg_get_expr(indpred, indrelid) AS predicate FROM pg_index WHERE indpred IS NOT NULL "
            "AND indrelid::regclass::text = ANY ($1)",
            list(CASE_TABLES),
        )
    assert predicates
    for row in predicates:
        assert not re.search(r"compartment|track|municipality|district|desk", row["predicate"])


@pytest.mark.parametrize("table", CASE_TABLES)
async def test_values_in_statistics_are_hidden(shared_world: World, made: dict[str, Json], table: str) -> None:
    """Closed: pg_stats leaves out tables whose rows are under policies, and the tables beneath it are not readable."""
    async with shared_world.as_superuser() as connection:
        await connection.execute(f"ANALYZE {table}, desks")
    async with shared_world.as_api(COORDINATOR) as connection:
        for view in ("pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"):
            assert await connection.fetchval(f"SELECT count(*) FROM {view} WHERE tablename = $1", table) == 0
        assert await connection.fetchval("SELECT count(*) FROM pg_stats WHERE tablename = 'desks'") > 0


@pytest.mark.parametrize("table", ["pg_statistic", "pg_statistic_ext_data", "pg_authid"])
async def test_what_lies_beneath_statistics_is_refused(shared_world: World, table: str) -> None:
    """Closed: by PostgreSQL itself."""
    async with shared_world.as_api(COORDINATOR) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(f"SELECT count(*) FROM {table}")


@pytest.mark.parametrize(
    "condition",
    ["1 / (length(track) - 8) > 0", "track::int > 0", "substring(desk_id, 1, 1 - length(track) + 3) = ''"],
)
async def test_an_error_is_raised_on_visible_rows_only(
    shared_world: World, made: dict[str, Json], condition: str
) -> None:
    """Closed: a condition that fails on a value is tried on rows after their policy; the words quote visible ones."""
    query = f"SELECT track FROM tasks WHERE {condition}"
    async with shared_world.as_api("zorgcoordinator.hart-van-brabant") as connection:
        assert await connection.fetch(query) == [], "who sees no rows gets no error"
    async with shared_world.as_api(COORDINATOR) as connection:
        assert "security" not in await _words_of(connection, query)


async def _words_of(connection: asyncpg.Connection, query: str) -> str:
    """Return the rows of a query, or what PostgreSQL says of why there are none."""
    try:
        return str(await connection.fetch(query))
    except asyncpg.PostgresError as error:
        return f"{error} {error.detail} {error.hint} {error.context}"


async def test_a_function_that_tells_its_argument_is_not_called_before_the_policy(
    shared_world: World, made: dict[str, Json]
) -> None:
    """Closed: however cheap it says that it is, a function that is not leakproof waits for the policy."""
    async with shared_world.as_superuser() as connection:
        await connection.execute(
            "CREATE OR REPLACE FUNCTION public.tell(text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS "
            "$$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$"
        )
    told: list[str] = []
    async with shared_world.as_api(COORDINATOR) as connection:
        connection.add_log_listener(lambda _, message: told.append(message.message))
        await connection.fetch("SELECT 1 FROM tasks WHERE public.tell(desk_id) AND layer < 9")
        await connection.fetch("SELECT 1 FROM signal_parts p WHERE public.tell(p.compartment)")
    async with shared_world.as_superuser() as connection:
        await connection.execute("DROP FUNCTION public.tell(text)")
    assert set(told) == {"zorgcoordinator.de_baronie", "care"}


async def test_our_functions_are_not_leakproof_and_only_these_act_as_the_owner(shared_world: World) -> None:
    """Closed: each function that acts as the owner is named here, has its search path fixed and is not for everybody.

    A new one makes this fail: look at what it could tell before it is added.
    """
    async with shared_world.as_superuser() as connection:
        rows = await connection.fetch(
            "SELECT proname, prosecdef, proleakproof, coalesce(array_to_string(proconfig, ','), '') AS config, "
            "has_function_privilege('public', oid, 'EXECUTE') AS public, "
            "has_function_privilege('signaalbrug_api', oid, 'EXECUTE') AS ours "
            "FROM pg_proc WHERE pronamespace IN ('access'::regnamespace, 'public'::regnamespace)"
        )
    assert not any(row["proleakproof"] for row in rows)
    definers = {row["proname"]: row["ours"] for row in rows if row["prosecdef"]}
    entering = ("begin", "has_actors_of", "actor_of", "proposed_holder", "districts_of")
    working = ("assign_tasks", "colleagues", "search_tasks", "end_referral", "keep_partner", "keep_intervention_kind")
    opening = (
        "open_break_glass",
        "opened_case",
        "is_last_assessment",
        "open_case",
        "case_candidates",
        "cases_without_lead",
        "take_up_case",
        "may_be_member",
    )
    asked = ("duplicates_of", "routing_fact_counts", "norm_counts", "proposes", "may_review")
    called = (*entering, *working, *opening, *asked)
    kept = ("keep_deadline", "bind_claim", "hold_appointments", "settle_claims", "settle_feedback", "keep_feedback_due")
    guards = ("check_loan", "guard_offered", "mark_loop", "raise_loop", "lapse_items")
    merging = ("guard_merged", "guard_leading", "guard_merging")
    raising = ("raise_repeated", "wait_for_repeated", "hasten_leading", "keep_routed_urgency")
    made = ("announce", "mail_code", "name_holder", "lapse_assessments", "guard_intervention", "mark_shared")
    casework = ("reaches_case", "member_cases", "guard_case", "guard_member", "name_member", "check_case")
    within = ("compare_identities", "desk_until", "notify", *guards, *merging, *kept, *raising, *made, *casework)
    watching = ("empty_desks", "watch_desks", "find_lost_deadlines", "has_people")
    counting = ("effects", "assessments", "interventions", "signals", "features", "timely")
    figures = (*(f"count_{what}" for what in counting), "figures_so_far", "published_sizes", "publish_figures")
    expiring, assessing = ("due_referrals", "expire_referrals"), ("open_assessments", "waiting_assessments")
    stepping = ("due_deadlines", "escalate", *expiring, *assessing)
    of_cases = ("remind_of_proposals", "remind_of_memberships", "watch_cases")
    of_the_worker = (*stepping, *of_cases, *watching, *figures)
    mailing = ("bundle_mails", "take_mails", "settle_mail", "mail_has_reason")
    assert definers == {**dict.fromkeys(called, True), **dict.fromkeys(within + of_the_worker + mailing, False)}
    for row in rows:
        if row["prosecdef"]:
            assert row["config"] == "search_path=pg_catalog, pg_temp"
            assert not row["public"]


async def test_a_view_runs_as_whoever_asks(shared_world: World) -> None:
    """Closed: there are no views; one that runs as its owner would show all rows, and makes this fail."""
    async with shared_world.as_superuser() as connection:
        views = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace "
            "AND NOT coalesce(reloptions @> '{security_invoker=true}', false)"
        )
    assert views == []


@pytest.mark.parametrize("path", ["/signals/{}", "/signals/{}/timeline", "/signals/{}/routing"])
async def test_what_is_hidden_takes_the_same_steps_as_what_never_was(
    shared_world: World, made: dict[str, Json], path: str
) -> None:
    """Closed as far as steps go: the same statements in the same order, so that no answer waits for a query more.

    What remains is that an index finds a hidden row before the policy drops it: microseconds, not measured here.
    """
    engine = shared_world.components.database._engine.sync_engine
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    steps = []
    for signal_id in (made["breda perpetrator"]["id"], made["goes victim"]["id"], NEVER):
        sent.clear()
        answer = await shared_world.call(COORDINATOR, "GET", path.format(signal_id))
        assert answer.status_code == 404
        steps.append(list(sent))
    event.remove(engine, "before_cursor_execute", note)
    assert steps[0] == steps[1] == steps[2]
    assert steps[0]
