"""The house rules hold in every source: one place for each dangerous thing, and imports that only go down."""

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.platform.sources import (
    APP,
    MIGRATIONS,
    calls_in,
    imports_any,
    imports_of,
    name_of,
    public_definitions,
    tree_of,
)

DOMAINS = ("access", "reference", "signals", "routing", "triage", "cases", "interventions", "sharing")
LAYERS = ("platform", *DOMAINS)
"""Each package may import those before it, never those after it. Signals come before routing and triage, which know
signals; what signals ask of them is the protocol in `app/signals/dispatch.py`."""

MAY_CONNECT = {
    "app/platform/database.py": {"create_async_engine"},
    "app/platform/embedded.py": {"asyncpg.connect"},  # makes roles and the database, before there is an application
    "app/serve.py": {"asyncpg.connect"},  # looks whether the demo set was loaded, past the policies
}
MAY_READ_THE_CLOCK = {
    "app/platform/clock.py": {"datetime.now"},
    "app/platform/http.py": {"time.perf_counter"},  # how long a request took, not when it was
    "app/cli.py": {"SystemClock().now"},  # commands stand at the outside, where the clock is handed in
    "app/serve.py": {"SystemClock().now"},
}
MAY_MAKE_IDS = {"app/platform/ids.py": {"uuid_utils.compat.uuid7"}}

TRANSACTIONS = {"commit", "rollback", "begin", "begin_nested", "begin_twophase", "transaction", "start"}
NO_TRANSACTION = {"app/platform/embedded.py": {"self._server.start"}}  # a server, not a transaction
CONNECTS = {
    "asyncpg.connect",
    "asyncpg.create_pool",
    "connect",
    "create_async_engine",
    "create_engine",
    "psycopg.connect",
}
CLOCKS = {
    "now",
    "utcnow",
    "today",
    "time",
    "time_ns",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "localtime",
    "gmtime",
}
PURE = (
    "app/access/appointments/states.py",
    "app/cases/picture/safety.py",
    "app/cases/plan/states.py",
    "app/cases/proposals/states.py",
    "app/cases/proposals/terms.py",
    "app/cases/states.py",
    "app/reference/working_time.py",
    "app/routing/check.py",
    "app/routing/derive.py",
    "app/routing/engine.py",
    "app/routing/facts.py",
    "app/routing/space.py",
    "app/routing/table.py",
    "app/routing/terms.py",
    "app/sharing/contacts.py",
    "app/sharing/evidence.py",
    "app/sharing/identity.py",
    "app/sharing/letters.py",
    "app/sharing/names.py",
    "app/sharing/spelling.py",
    "app/sharing/terms.py",
    "app/sharing/traits.py",
    "app/triage/feedback/steps.py",
    "app/triage/feedback/terms.py",
    "app/triage/queues.py",
    "app/triage/escalations/rules.py",
    "app/triage/mail/rules.py",
    "app/triage/notifications/kinds.py",
    "app/triage/referrals/states.py",
    "app/triage/states.py",
)


def where(found: Iterable[tuple[Path, set[str]]]) -> dict[str, set[str]]:
    return {name_of(path): names for path, names in found if names}


def layer(path: Path) -> str:
    return path.relative_to(APP[0].parent).parts[0]


def test_there_are_sources_to_look_at() -> None:
    assert {"app/__init__.py", "app/main.py", "app/platform/database.py"} <= {name_of(path) for path in APP}
    assert {layer(path) for path in APP if path.parent.name in LAYERS} == set(LAYERS)


def test_only_the_database_module_begins_and_commits_transactions() -> None:
    found = where((path, {c for c in calls_in(path) if "." in c and c.split(".")[-1] in TRANSACTIONS}) for path in APP)
    begun = {"driver_of().transaction", "transaction.start", "transaction.commit", "transaction.rollback"}
    assert found == {"app/platform/database.py": begun} | NO_TRANSACTION


def test_only_few_modules_connect_to_a_database() -> None:
    found = where((path, calls_in(path) & CONNECTS) for path in APP)
    own = {"app/composition.py", "app/installation.py"}  # they use the engine of app/platform/database.py
    assert {name: calls for name, calls in found.items() if name not in own} == MAY_CONNECT
    for path in APP:
        if name_of(path) in own:
            assert "app.platform.database.create_engine" in imports_of(path)
            assert calls_in(path) & CONNECTS == {"create_engine"}


def test_only_the_clock_module_reads_the_clock() -> None:
    def reads(path: Path) -> set[str]:
        named = {c for c in calls_in(path) if c.split(".")[-1] in CLOCKS}
        handed = {c for c in named if c.endswith("clock.now")}
        return {c for c in named - handed if "." in c or f"time.{c}" in imports_of(path)}

    assert where((path, reads(path)) for path in APP) == MAY_READ_THE_CLOCK


def test_no_statement_reads_the_clock_of_the_database() -> None:
    for path in [*APP, *MIGRATIONS]:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for function in ("now()", "current_timestamp", "current_date", "clock_timestamp"):
                    assert function not in node.value.lower(), f"{name_of(path)}:{node.lineno}"
    for statements in (MIGRATIONS[0].parent / "sql").glob("*.sql"):
        assert "now()" not in statements.read_text(encoding="utf-8").lower()


def test_only_the_ids_module_makes_ids() -> None:
    packages = ("uuid", "uuid_utils", "uuid6", "ulid")
    found = where((path, imports_any(path, *packages) - {"uuid.UUID"}) for path in APP)
    assert found == MAY_MAKE_IDS


@pytest.mark.parametrize("package", LAYERS)
def test_imports_go_down_the_layers_and_never_up(package: str) -> None:
    above = [f"app.{other}" for other in LAYERS[LAYERS.index(package) + 1 :]]
    outside = [
        "app.main",
        "app.serve",
        "app.cli",
        "app.composition",
        "app.installation",
        "app.demo",
        "app.tables",
        "app.worker",
        "app.mailer",
    ]
    sources = [path for path in APP if layer(path) == package]
    assert sources
    assert where((path, imports_any(path, *above, *outside)) for path in sources) == {}


def test_settings_and_the_root_of_the_package_import_nothing_of_the_service() -> None:
    for path in APP:
        if name_of(path) in {"app/settings.py", "app/__init__.py"}:
            assert imports_any(path, "app") == set()


def test_only_routes_and_the_gate_know_the_web_framework() -> None:
    for path in APP:
        if layer(path) in DOMAINS and path.name != "api.py" and name_of(path) != "app/access/gate.py":
            assert imports_any(path, "fastapi", "starlette", "uvicorn") == set(), name_of(path)


@pytest.mark.parametrize("name", PURE)
def test_rules_know_no_framework_no_database_and_no_files(name: str) -> None:
    (path,) = (path for path in APP if name_of(path) == name)
    assert imports_any(path, "fastapi", "starlette", "sqlalchemy", "asyncpg", "pydantic", "pathlib", "asyncio") == set()


def test_nothing_is_passed_through_context_variables_but_the_request_id_to_the_log() -> None:
    assert where((path, imports_any(path, "contextvars", "threading")) for path in APP) == {}
    found = where((path, imports_any(path, "structlog.contextvars")) for path in APP)
    # A line that is written deep down belongs to a request; nothing that is decided goes by it.
    assert found == {"app/platform/http.py": {"structlog.contextvars.bound_contextvars"}}


def test_migrations_import_nothing_of_the_service() -> None:
    found = where((path, imports_any(path, "app")) for path in MIGRATIONS)
    assert found == {"migrations/env.py": {"app.platform.database.async_url", "app.tables.metadata"}}
    assert len(MIGRATIONS) > 1


@pytest.mark.parametrize("path", APP, ids=name_of)
def test_a_file_is_small_and_tells_what_it_is_for(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    module = tree_of(path)
    assert ast.get_docstring(module)
    assert [name for name, docstring in public_definitions(module.body) if not docstring] == []


def test_nothing_is_written_to_standard_output_but_by_the_command_line() -> None:
    found = where((path, calls_in(path) & {"print", "sys.stdout.write"}) for path in APP)
    assert found.keys() <= {"app/cli.py"}
