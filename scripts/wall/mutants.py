"""Lists the mutants: each access rule removed or weakened, as SQL for a database that is thrown away."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import asyncpg

from app.access.matrix import MATRIX, Action, Compartment, Reach
from scripts.wall.expressions import conditions, flat, weakened
from scripts.wall.showing import IN_TABLE
from tests.wall.reading import MAY_READ

FUNCTIONS = (
    "begin",
    "check_loan",
    "check_decision",
    "acts_for",
    "may_approve",
    "may_review",
    "actor_of",
    "proposed_holder",
    "open_break_glass",
    "opened_case",
    "is_last_assessment",
    "districts_of",
    "desk_until",
    "bind_claim",
    "assign_tasks",
    "colleagues",
    "search_tasks",
    "keep_partner",
    "keep_intervention_kind",
    "open_assessments",
    "due_assessments",
    "lapse_assessments",
    "guard_intervention",
    "check_recorded",
    "guard_offered",
    "end_referral",
    "works_at",
    "lapse_items",
    "people_of",
    "notify",
    "askers_of",
    "sees_answer",
    "remind_of_proposals",
    "is_led",
    "hears_of_case",
    "may_be_member",
    "remind_of_memberships",
    "watch_cases",
    "duplicates_of",
    "guard_merged",
    "guard_leading",
    "guard_merging",
    "raise_repeated",
    "announce",
    "bundle_mails",
    "take_mails",
    "settle_mail",
    "mail_has_reason",
    "reaches_case",
    "member_cases",
    "open_case",
    "guard_case",
    "guard_member",
    "case_candidates",
    "cases_without_lead",
    "take_up_case",
    "keeps_monitor_of",
    "routing_fact_counts",
    "norm_counts",
    "counted_for_norms",
    "guard_dsp_proposal",
    "proposes",
    "tells_of_task",
    "tells_of_appointment",
    "tells_of_sharing",
    "tells_of_break_glass",
    "tells_of_escalation",
    "tells_of_feedback",
    "tells_of_referral",
    "tells_of_action",
    "tells_of_meeting",
    "tells_of_link",
    "tells_of_intervention",
    "tells_of_case",
    "tells_of_dsp_proposal",
)
"""The functions of the schema `access` that decide who may do what; for matching there are `matching` mutants."""

TOLD_BY: Mapping[str, frozenset[str]] = {
    **{name: frozenset({"appointments"}) for name in ("check_loan", "check_decision", "may_approve")},
    "acts_for": frozenset({"appointments", "break_glass_sessions"}),
    **{name: frozenset({"tasks"}) for name in ("assign_tasks", "bind_claim", "guard_offered", "lapse_items")},
    **{name: frozenset({"cases", "case_members"}) for name in ("open_case", "guard_case", "guard_member")},
    **{name: frozenset({"case_members"}) for name in ("cases_without_lead", "take_up_case")},
    **{name: frozenset({"signal_links", "tasks", "referrals"}) for name in ("guard_merged", "guard_leading")},
    "guard_merging": frozenset({"signal_links"}),
    "open_break_glass": frozenset({"break_glass_sessions"}),
    "keep_partner": frozenset({"partners"}),
    "keeps_monitor_of": frozenset({"monitor_entries"}),
    "keep_intervention_kind": frozenset({"intervention_kinds"}),
    **{name: frozenset({"interventions"}) for name in ("lapse_assessments", "guard_intervention", "check_recorded")},
    "end_referral": frozenset({"referrals"}),
    **{name: frozenset({"dsp_proposals"}) for name in ("guard_dsp_proposal", "proposes")},
}
"""The tables whose writes tell soonest that a function lost a condition."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change that takes something away from the wall."""

    kind: str
    name: str
    sql: str
    tables: frozenset[str] | None = None
    """The tables whose writes can tell, or none in particular."""
    shows: str | None = None
    """The table of which it may show more or less, which is looked at first."""
    role: str | None = None
    """For an action: the role that has lost or won it."""

    @property
    def function(self) -> str:
        """The name of the function that is changed, of a mutant of one."""
        return self.name.partition(":")[0]


async def policies(connection: asyncpg.Connection) -> Iterator[Mutant]:
    """List the mutants of every policy: dropped, always true, and without each of its terms."""
    rows = await connection.fetch(
        "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies WHERE schemaname = 'public' "
        "ORDER BY tablename, policyname"
    )
    return (mutant for row in rows for mutant in _of_policy(row))


def _of_policy(row: asyncpg.Record) -> Iterator[Mutant]:
    table, policy = row["tablename"], row["policyname"]
    concerned = None if row["cmd"] == "SELECT" else frozenset({table})
    shows = None if row["cmd"] in {"INSERT", "UPDATE"} else table

    def mutant(what: str, sql: str) -> Mutant:
        return Mutant("policies", f"{policy}: {what}", sql, concerned, shows)

    yield mutant("dropped", f"DROP POLICY {policy} ON {table}")
    for clause, column in (("USING", "qual"), ("WITH CHECK", "with_check")):
        expression = row[column]
        if expression is None or expression == "true":
            continue
        yield mutant(f"{clause} true", f"ALTER POLICY {policy} ON {table} {clause} (true)")
        for what, variant in weakened(flat(expression)):
            yield mutant(f"{clause} {what}", f"ALTER POLICY {policy} ON {table} {clause} ({variant})")


def tables() -> Iterator[Mutant]:
    """List the tables without row-level security, and without holding their owner to it."""
    for table in MAY_READ:
        for what in ("DISABLE", "NO FORCE"):
            sql = f"ALTER TABLE {table} {what} ROW LEVEL SECURITY"
            yield Mutant("tables", f"{table}: {what.lower()} row-level security", sql)


async def functions(connection: asyncpg.Connection) -> Iterator[Mutant]:
    """List the functions that decide, without each term of each of their conditions."""
    rows = await connection.fetch(
        "SELECT proname, pg_get_functiondef(oid) AS source FROM pg_proc "
        "WHERE pronamespace = 'access'::regnamespace AND proname = ANY ($1) ORDER BY proname",
        list(FUNCTIONS),
    )
    return (mutant for row in rows for mutant in of_function("functions", row["proname"], flat(row["source"])))


def of_function(kind: str, name: str, source: str) -> Iterator[Mutant]:
    """List a function, written on one line, without each term of each of its conditions."""
    named: Counter[str] = Counter()
    for start, end, nothing in conditions(source):
        condition = source[start:end]
        variants = [(f"without {condition}", nothing), *weakened(condition)]
        for left_out, variant in variants:
            named[left_out] += 1
            what = left_out if named[left_out] == 1 else f"{left_out} ({named[left_out]})"
            told = frozenset({"events"}) if name.startswith("tells_of_") else TOLD_BY.get(name)
            changed = f"{source[:start]} {variant} {source[end:]}"
            yield Mutant(kind, f"{name}: {what}", changed, told, IN_TABLE.get(name))


def rights() -> Iterator[Mutant]:
    """List the matrix without each of its reaches, with each that it lacks, and with each desk moved."""
    for role, row in MATRIX.items():
        for side, cell in ((Compartment.CARE, row.care), (Compartment.SECURITY, row.security)):
            where = f"WHERE role = '{role}' AND compartment = '{side}'"
            for reach in Reach:
                name = f"{role} {side} {reach}"
                desk = f"'{row.desk}'" if row.desk else "NULL"
                if reach not in cell:
                    added = f"INSERT INTO role_rights VALUES ('{role}', '{side}', '{reach}', {desk})"
                    yield Mutant("rights added", f"{name}: added", added)
                    continue
                yield Mutant(
                    "rights removed", f"{name}: removed", f"DELETE FROM role_rights {where} AND reach = '{reach}'"
                )
                if reach in {Reach.DESK, Reach.LABOUR_DESK}:
                    moved = f"UPDATE role_rights SET desk_kind = 'elsewhere' {where} AND reach = '{reach}'"
                    yield Mutant("rights removed", f"{name}: at another desk", moved)


def actions() -> Iterator[Mutant]:
    """List the matrix without each action of each role, and with each that it lacks."""
    for role, row in MATRIX.items():
        for action in Action:
            if action in row.actions:
                removed = f"DELETE FROM role_actions WHERE role = '{role}' AND action = '{action}'"
                yield Mutant("actions removed", f"{role} {action}: removed", removed, role=role)
            else:
                added = f"INSERT INTO role_actions VALUES ('{role}', '{action}')"
                yield Mutant("actions added", f"{role} {action}: added", added, role=role)
