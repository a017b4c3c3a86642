"""Where a role is named outside the matrix, each time with a reason."""

import ast
import re
from pathlib import Path

from app.access.matrix import Role
from app.settings import PROJECT_ROOT
from tests.world import World

NAMED = re.compile(rf"'({'|'.join(Role)})'")
LADDER = "late work goes up to this role, and what went up is shown to it (`app/triage/escalations/rules.py`)"
DISTRICT = (
    "what is of a district is of whoever coordinates that one: who oversees it may be the auditor of all, and somebody "
    "who is both would reach further than either"
)
IN_POSTGRESQL = {
    "escalate": LADDER,
    "notification_rules": LADDER,
    "notify": LADDER,
    "people_of": LADDER,
    "keeps_monitor_of": DISTRICT,
    "published_figures_read": DISTRICT,
    "may_approve": "a client holds this role and no other, and nobody else holds it",
    "escalations_read": LADDER,
    "escalations_acknowledge": LADDER,
    "notifications_read": LADDER,
    "notifications_mark": LADDER,
}
"""The functions and policies that name a role; what it may do otherwise stands in `role_rights` and `role_actions`."""
IN_PYTHON = {
    "app/demo.py": "makes clients for the personas",
    "app/triage/escalations/queries.py": LADDER,
    "app/triage/notifications/queries.py": LADDER,
}
RULES = """
SELECT proname AS name, pg_get_functiondef(oid) AS text FROM pg_proc WHERE pronamespace = 'access'::regnamespace
UNION ALL
SELECT policyname, concat(qual, ' ', with_check) FROM pg_policies WHERE schemaname = 'public'
"""


async def test_postgresql_names_a_role_only_where_there_is_a_reason(shared_world: World) -> None:
    async with shared_world.as_superuser() as connection:
        rows = await connection.fetch(RULES)
    assert {row["name"] for row in rows if NAMED.search(row["text"])} == IN_POSTGRESQL.keys()


def test_no_package_but_access_decides_by_a_role() -> None:
    found = set()
    for path in sorted(Path(PROJECT_ROOT, "app").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.Name) and node.id == "Role" for node in ast.walk(tree)):
            found.add(str(path.relative_to(PROJECT_ROOT)))
    assert {name for name in found if not name.startswith("app/access/")} == IN_PYTHON.keys()
