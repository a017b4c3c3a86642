"""PostgreSQL and the API show every actor exactly what a second, naive implementation of the rules says."""

import ast
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.access.matrix import Role
from app.reference.load import DATA
from app.sharing.decisions.kinds import ItemKind
from tests.access.permitted import routes_of
from tests.wall import api, postgres
from tests.wall.case_rules import NEVER_OF_CASES
from tests.wall.compare import Report, compare_reading, compare_writing, expectations
from tests.wall.draw import Size
from tests.wall.effects import compare_effects
from tests.wall.holding import ACTIONS, held
from tests.wall.intervention_rules import NEVER_OF_INTERVENTIONS
from tests.wall.load import load
from tests.wall.model import World
from tests.wall.picture_rules import NEVER_OF_PICTURES
from tests.wall.plan_rules import NEVER_OF_PLANS
from tests.wall.proposal_rules import NEVER_OF_PROPOSALS
from tests.wall.reading import MAY_READ, OPEN_TABLES
from tests.wall.shared import BASES, KINDS
from tests.wall.worlds import generate
from tests.wall.write_rules import BEYOND_GRANTS, BLIND, MAY_WRITE, WRITTEN
from tests.world import World as Service

HERE = Path(__file__).parent
NAIVE = (
    "rules.py",
    "holding.py",
    "write_rules.py",
    "appointment_rules.py",
    "attempt.py",
    "writes.py",
    "appointment_writes.py",
    "event_rules.py",
    "meetings.py",
    "meeting_rules.py",
    "meeting_writes.py",
    "event_writes.py",
    "task_writes.py",
    "task_rules.py",
    "reading.py",
    "small_rules.py",
    "crossing_rules.py",
    "alone.py",
    "worlds.py",
    "model.py",
    "draw.py",
    "people.py",
    "signals.py",
    "corners.py",
    "crossings.py",
    "desk_work.py",
    "desk_people.py",
    "escalations.py",
    "feedback.py",
    "feedback_writes.py",
    "lending.py",
    "lending_rules.py",
    "rare_proposals.py",
    "rarities.py",
    "referrals.py",
    "referral_writes.py",
    "referral_rules.py",
    "notifications.py",
    "notification_rules.py",
    "notification_writes.py",
    "crossings_told.py",
    "sole_reasons.py",
    "telling.py",
    "unled.py",
    "beside.py",
    "adding_up.py",
    "answering.py",
    "giving_rules.py",
    "proposals_told.py",
    "cases_told.py",
    "belonging.py",
    "links.py",
    "interventions.py",
    "intervention_rules.py",
    "intervention_writes.py",
    "link_rules.py",
    "link_writes.py",
    "cases.py",
    "figures.py",
    "glass.py",
    "monitoring.py",
    "lights.py",
    "case_rules.py",
    "case_writes.py",
    "pictures.py",
    "picture_rules.py",
    "picture_writes.py",
    "plans.py",
    "plan_rules.py",
    "plan_writes.py",
    "shared.py",
    "proposals.py",
    "proposal_rules.py",
    "proposal_writes.py",
    "putting_right.py",
    "putting_right_writes.py",
    "mails.py",
    "mail_rules.py",
    "mail_writes.py",
)
READ = generate(2026), generate(3), generate(11)
TRIED = generate(0, Size(signals=8, extra_actors=4))
ASKED = generate(7, Size(signals=5, extra_actors=2, impossible=False, rare=False))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


def test_the_rules_import_nothing_of_the_service() -> None:
    for name in NAIVE:
        ours = {module for module in _imports(HERE / name) if module.split(".")[0] in {"app", "tests"}}
        allowed = {f"tests.wall.{Path(naive).stem}" for naive in NAIVE}
        assert ours <= allowed, name


async def test_every_table_takes_part(shared_world: Service) -> None:
    async with shared_world.as_superuser() as connection:
        rows = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p', 'v', 'm', 'f')"
        )
    assert {row["relname"] for row in rows} == MAY_READ.keys() | OPEN_TABLES.keys()
    for world in (*READ, TRIED, ASKED):
        assert {table for table in MAY_READ if world.rows(table)} == MAY_READ.keys()


def test_every_kind_of_item_is_shared_and_on_every_legal_basis() -> None:
    assert KINDS.keys() == set(ItemKind)
    with (DATA / "legal-bases.csv").open(encoding="utf-8", newline="") as file:
        listed = [(row["code"], row["shares_from"]) for row in csv.DictReader(file)]
    for side, bases in BASES.items():
        assert set(bases) == {code for code, sides in listed if sides in {"both", side}}
    for world in (*READ, TRIED):
        assert {row["kind"] for row in world.rows("shared_items")} == KINDS.keys()
        assert {row["legal_basis"] for row in world.rows("sharing_decisions")} == {code for code, _ in listed}


async def test_every_policy_for_writing_is_tried(shared_world: Service) -> None:
    async with shared_world.as_superuser() as connection:
        rows = await connection.fetch(
            "SELECT tablename FROM pg_policies WHERE cmd <> 'SELECT' AND 'signaalbrug_app' = ANY (roles)"
        )
    assert {row["tablename"] for row in rows} <= {kind.split(".")[0] for kind in MAY_WRITE}


def test_every_role_has_actors_in_the_worlds() -> None:
    assert ACTIONS.keys() == set(Role)
    for world in (*READ, TRIED, ASKED):
        appointed = Counter(
            appointment["role"] for actor in world.rows("actors") for appointment in held(world, actor["id"], world.now)
        )
        assert appointed.keys() == set(Role)
        assert any(not held(world, actor["id"], world.now) for actor in world.rows("actors"))


def test_every_route_that_shows_something_takes_part(shared_world: Service) -> None:
    shown = {route for route in routes_of(shared_world.app) if route.startswith("GET ")}
    assert shown <= api.SHOWS.keys() | api.OPEN_ROUTES.keys(), "add the new route to SHOWS in tests/wall/api.py"
    assert api.SHOWS.keys() <= shown


@pytest.mark.parametrize("generated", READ, ids=lambda world: f"seed {world.seed}")
async def test_postgresql_shows_every_row_to_whom_the_rules_say(world: Service, generated: World) -> None:
    report = Report(generated)
    async with world.as_superuser() as connection:
        await load(generated, world)
        for expected in expectations(generated, tried=0):
            await compare_reading(connection, expected, report)
    assert report.deviations == []
    assert sum(count for door, count in report.decisions.items() if door.startswith("postgresql ")) > 400_000


async def test_postgresql_lets_through_the_writes_that_the_rules_allow(world: Service) -> None:
    report = Report(TRIED)
    async with world.as_superuser() as connection:
        await load(TRIED, world)
        expected = list(expectations(TRIED))
        await postgres.prepare(connection, [attempt for one in expected for attempt, _ in one.tried])
        for one in expected:
            await compare_writing(connection, one, report)
        tried = {door.removeprefix("write ") for door in report.decisions}
        await compare_effects(connection, expected, report)
    assert report.deviations == []
    assert tried == MAY_WRITE.keys() - BEYOND_GRANTS
    allowed = {attempt.kind for one in expected for attempt, result in one.tried if result == WRITTEN}
    never = {
        "tasks.claim_for_another",
        "tasks.lapse",
        "task_notes.forge",
        "task_notes.cross",
        "task_notes.misplace",
        "feedback.forge",
        "feedback.misplace",
        "feedback.mark_forged",
        *BEYOND_GRANTS,
        *BLIND,
    }
    never |= {
        "referrals.offer_forged",
        "tasks.as_owner_complete",
        "tasks.as_owner_receive_claimed",
        "tasks.as_owner_assess_claimed",
        "tasks.as_owner_receive_routed",
        "appointments.propose_decided",
        "appointments.propose_forged",
        "events.forge",
        "events.astray",
        "events.misplace",
        "events.misrefer",
        *(kind for kind in MAY_WRITE if kind.startswith("appointments.forge")),
        "shared_items.name_later",
        *(kind for kind in MAY_WRITE if ".lend_" in kind),
        "sharing_decisions.propose_forged",
        "shared_items.name_for_another",
        "break_glass_sessions.as_owner_for_another",
    }
    never |= {"break_glass_sessions.as_owner_earlier", "saved_views.save_for_another"}
    never |= {"task_searches.as_owner_earlier", "task_searches.as_owner_for_another"}
    never |= {"escalations.raise", "deadlines.keep", "notifications.plant", "notifications.mark_forged"}
    never |= {"notification_preferences.keep_for_another", "notification_preferences.mute_danger", "mails.plant"}
    never |= {"notification_preferences.as_owner_refuse", "mail_items.plant"}
    never |= {"monitor_entries.forge", "signals.submit_at_another_time"}
    never |= {"tasks.act_at_once", "tasks.act_elsewhere", "agenda_items.as_owner_decide"}
    never |= {
        f"{table}.{kind}"
        for table in ("agenda_items", "meeting_decisions", "meeting_minutes")
        for kind in ("forge", "cross", "misplace")
    }
    never |= NEVER_OF_CASES | NEVER_OF_PICTURES | NEVER_OF_PROPOSALS | NEVER_OF_PLANS | NEVER_OF_INTERVENTIONS
    never |= {"signal_links.make_forged", "signal_links.end_forged", "referrals.offer_leading"}
    assert allowed >= MAY_WRITE.keys() - never - {"sharing_decisions.reopen"}


@pytest.mark.long
async def test_the_api_shows_what_the_rules_say(world: Service) -> None:
    report = Report(ASKED)
    await load(ASKED, world)
    await api.compare_api(world, ASKED, report, routes_of(world.app), api.one_of_each(ASKED))
    assert report.deviations == []
    assert sum(report.decisions.values()) > 3_000
