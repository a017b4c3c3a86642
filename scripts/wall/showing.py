"""Where it shows soonest that a function lost a condition: what the worker does, who is told, or one table alone."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

import asyncpg

from tests.wall.assessing import compare_assessing
from tests.wall.candidates import compare_candidates
from tests.wall.compare import Expectation, Report, compare_statistics
from tests.wall.effects import compare_alike, compare_lookups
from tests.wall.handing_over import compare_handing_over
from tests.wall.lapsing import compare_lapsing
from tests.wall.mailing import compare_mailing
from tests.wall.naming import compare_naming
from tests.wall.notifying import compare_notifying
from tests.wall.postgres import entered
from tests.wall.reminding import compare_reminding
from tests.wall.searching import compare_searching
from tests.wall.watching import compare_watching

Look = Callable[[asyncpg.Connection, Expectation, Report], Awaitable[object]]


def as_each(look: Look) -> Look:
    """Let an actor enter before it is looked."""

    async def entering(connection: asyncpg.Connection, one: Expectation, report: Report) -> None:
        async with entered(connection, one.issuer, one.subject, report.world.now):
            await look(connection, one, report)

    return entering


BY_THE_WORKER: Mapping[str, Sequence[Look]] = {
    **dict.fromkeys(("notify", "people_of"), (compare_notifying,)),
    **dict.fromkeys(("askers_of", "sees_answer", "hears_of_case"), (compare_notifying, compare_mailing)),
    "is_led": (compare_watching, compare_notifying),
    "watch_cases": (compare_watching,),
    "remind_of_memberships": (compare_watching,),
    "remind_of_proposals": (compare_reminding,),
    **dict.fromkeys(("due_assessments", "open_assessments"), (compare_assessing,)),
    **dict.fromkeys(
        ("notifications_mail", "announce", "bundle_mails", "take_mails", "settle_mail", "mail_has_reason"),
        (compare_mailing,),
    ),
}
"""What is looked at once, whoever does it."""
BY_EACH: Mapping[str, Sequence[Look]] = {
    **dict.fromkeys(("counted_for_norms", "norm_counts", "routing_fact_counts"), (as_each(compare_statistics),)),
    "actor_of": (compare_naming,),
    "raise_repeated": (compare_lookups,),
    "lapse_assessments": (compare_lapsing,),
    "check_recorded": (compare_lapsing,),
    **dict.fromkeys(("end_referral", "lapse_items"), (compare_handing_over,)),
    "case_candidates": (compare_candidates,),
    "duplicates_of": (compare_alike,),
    "search_tasks": (compare_searching,),
}
"""What is looked at as each actor."""
IN_TABLE: Mapping[str, str] = {"may_be_member": "notifications", "is_last_assessment": "safety_assessments"}
"""The table that a function shows rows of."""


async def look_where_shown(
    connection: asyncpg.Connection, name: str, among: Sequence[Expectation], report: Report
) -> None:
    """Compare what a function does soonest; what it does else is not looked at."""
    looks = [(look, one) for look in BY_THE_WORKER.get(name, ()) for one in among[:1]]
    looks += [(look, one) for look in BY_EACH.get(name, ()) for one in among]
    for look, one in looks:
        await look(connection, one, report)


def has_shown(name: str) -> bool:
    """Tell whether it is known where a function shows."""
    return name in BY_THE_WORKER or name in BY_EACH or name in IN_TABLE
