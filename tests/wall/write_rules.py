"""Who may write what, written from the design as naively as the rules of reading, and importing nothing of the service.

It tells what PostgreSQL must let through: the last line of defence, behind the API, which refuses more (a task that is
done, a sharing decision that was approved before). `GAPS` is for where that line is known to be further back than it
should be.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from tests.wall.appointment_rules import (
    approve,
    forge,
    lend_as_a_person,
    manages,
    name_actor,
    propose_appointment,
    withdraw,
)
from tests.wall.attempt import Attempt
from tests.wall.case_rules import MAY_WRITE_OF_CASES, is_there, may_change_member, own_membership, works_in
from tests.wall.crossing_rules import (
    break_glass,
    decide_sharing,
    decides,
    name_item,
    open_session,
    propose_sharing,
    review,
    reviews,
)
from tests.wall.event_rules import EVENTS, may_append, tells_as_worker, tells_of_settling
from tests.wall.holding import held
from tests.wall.intervention_rules import MAY_WRITE_OF_INTERVENTIONS, may_step
from tests.wall.link_rules import end_link, make_link, undoes
from tests.wall.mail_rules import MAY_WRITE_OF_MAIL
from tests.wall.meeting_rules import MAY_WRITE_OF_MEETINGS, is_listed, may_change_item, may_close
from tests.wall.model import Row, World
from tests.wall.monitoring import MAY_WRITE_OF_MONITOR
from tests.wall.notification_rules import make_notification
from tests.wall.picture_rules import MAY_WRITE_OF_PICTURES
from tests.wall.plan_rules import MAY_WRITE_OF_PLANS, may_change_goal
from tests.wall.proposal_rules import MAY_WRITE_OF_PROPOSALS, may_change_proposal, waits
from tests.wall.referral_rules import complete, complete_as_owner, end_referral, keep_partner, offer, receive
from tests.wall.rules import may_read_notifications
from tests.wall.small_rules import (
    acknowledge,
    ask,
    enrich,
    is_own,
    keep_search,
    looks_after,
    make_search,
    mark_notification,
    never,
    never_change,
    open_any_task,
    own,
    submit,
    submit_as_oneself,
    submit_now,
)
from tests.wall.task_rules import (
    assign,
    give_as_owner,
    give_feedback,
    hears,
    make_key,
    mark_feedback,
    move,
    owner_touches,
    settle_as_owner,
    triage,
    works_off,
    write_note,
)

Rule = Callable[[World, UUID, datetime, Row, Row], bool]

MAY_WRITE: dict[str, Rule] = {
    "tasks.complete": complete,
    "tasks.hand_over": complete,
    "tasks.as_owner_complete": complete_as_owner,
    "tasks.as_owner_hand_over": complete_as_owner,
    "tasks.as_owner_receive": receive,
    "tasks.as_owner_assess": receive,
    "tasks.as_owner_assess_claimed": receive,
    "tasks.as_owner_receive_claimed": receive,
    "tasks.as_owner_receive_routed": receive,
    "tasks.merge": complete,
    "signal_links.make": make_link,
    "signal_links.merge": make_link,
    "signal_links.make_forged": make_link,
    "signal_links.end": end_link,
    "signal_links.end_forged": end_link,
    "signal_links.end_all": never,
    "referrals.offer": offer,
    "referrals.offer_leading": offer,
    "referrals.offer_forged": offer,
    "referrals.offer_across": offer,
    "referrals.end": end_referral,
    "partners.keep": keep_partner,
    "tasks.wait": triage,
    "tasks.assign": assign,
    **MAY_WRITE_OF_MEETINGS,
    **MAY_WRITE_OF_INTERVENTIONS,
    "interventions.step_all": never,
    **MAY_WRITE_OF_CASES,
    **MAY_WRITE_OF_PICTURES,
    **MAY_WRITE_OF_PLANS,
    **MAY_WRITE_OF_PROPOSALS,
    "cases.change_all": never,
    "case_goals.change_all": never,
    "case_members.extend_all": never,
    "meetings.close_all": never,
    "agenda_items.take_off_all": never,
    "saved_views.save": own,
    "saved_views.save_for_another": own,
    "saved_views.rename": own,
    "saved_views.remove": own,
    "saved_views.rename_all": never,
    "search_tokens.keep": submit,
    "task_searches.make": make_search,
    "task_searches.as_owner": keep_search,
    "task_searches.as_owner_for_another": keep_search,
    "task_searches.as_owner_earlier": keep_search,
    "actors.name": name_actor,
    "signals.submit": submit_now,
    "signals.submit_at_another_time": submit_now,
    "submissions.submit": submit_as_oneself,
    "data_keys.make": make_key,
    "signal_parts.submit": submit,
    "persons.submit": submit,
    "locations.submit": submit,
    "routing_decisions.decide": submit,
    "tasks.open": open_any_task,
    "tasks.claim": triage,
    "tasks.lapse": never,
    "tasks.claim_for_another": triage,
    "tasks.release": triage,
    "tasks.release_all": never,
    "sharing_decisions.revoke_all": never,
    "break_glass_sessions.review_all": never,
    "appointments.withdraw_all": never,
    "break_glass_sessions.as_owner": open_session,
    "break_glass_sessions.as_owner_for_another": open_session,
    "break_glass_sessions.as_owner_earlier": open_session,
    "shared_items.name_later": name_item,
    "shared_items.name_for_another": name_item,
    "appointments.propose_decided": propose_appointment,
    "appointments.propose_forged": propose_appointment,
    "tasks.move": move,
    "tasks.shift": move,
    "tasks.as_owner_free": settle_as_owner,
    "tasks.as_owner_give": give_as_owner,
    "task_notes.write": write_note,
    "task_notes.forge": write_note,
    "task_notes.cross": write_note,
    "task_notes.misplace": write_note,
    "feedback.give": give_feedback,
    "feedback.forge": give_feedback,
    "feedback.misplace": give_feedback,
    "feedback.mark": mark_feedback,
    "feedback.mark_forged": mark_feedback,
    "feedback.mark_all": never,
    "tasks.as_owner_settle": settle_as_owner,
    "enrichments.add": enrich,
    **dict.fromkeys(EVENTS, may_append),
    "events.as_owner": tells_of_settling,
    "events.as_worker": tells_as_worker,
    "idempotency_keys.keep": own,
    "identity_tokens.keep": submit,
    "identity_lookups.ask": ask,
    "sharing_decisions.propose": propose_sharing,
    "sharing_decisions.propose_forged": propose_sharing,
    "sharing_decisions.approve": decide_sharing,
    "sharing_decisions.revoke": decide_sharing,
    "sharing_decisions.reopen": decide_sharing,
    "shared_items.name": name_item,
    "break_glass_sessions.open": break_glass,
    "break_glass_sessions.open_case": break_glass,
    "break_glass_sessions.review": review,
    "escalations.acknowledge": acknowledge,
    "escalations.acknowledge_all": never,
    "escalations.raise": never,
    "deadlines.keep": never,
    "notifications.mark": mark_notification,
    "notifications.mark_forged": mark_notification,
    "notifications.mark_all": never,
    "notifications.plant": never,
    "notifications.as_owner": make_notification,
    **MAY_WRITE_OF_MAIL,
    **MAY_WRITE_OF_MONITOR,
    "appointments.propose": propose_appointment,
    "appointments.lend": lend_as_a_person,
    "appointments.lend_on": lend_as_a_person,
    "appointments.lend_longer": lend_as_a_person,
    "appointments.lend_earlier": lend_as_a_person,
    "appointments.lend_more": never,
    "appointments.lend_other_district_id": never,
    "appointments.lend_other_municipality_code": never,
    "appointments.lend_other_scopes": never,
    "appointments.approve": approve,
    "appointments.forge": forge,
    "appointments.forge_time": forge,
    "appointments.forge_name": forge,
    "appointments.withdraw": withdraw,
}


GAPS: dict[str, tuple[str, Rule]] = {}
"""What PostgreSQL lets through though it should not, and the API does not ask for: why, and when. None is known."""


ANSWERED = {
    "break_glass_sessions.open",
    "actors.name",
    "tasks.assign",
    "task_searches.make",
    "referrals.end",
    "partners.keep",
    "intervention_kinds.keep",
    *("cases.open", "case_members.take_up", "break_glass_sessions.open_case"),
}
"""What only a function of the database does, which answers nothing to who may not."""
BEYOND_GRANTS = {"tasks.move", "tasks.shift"}
"""What the grants on columns refuse to everybody; tried only where they were widened, to see that policies hold too."""

DELETES = {"saved_views.remove"}
"""What takes a row away: of one table, which holds its owners' settings."""

AS_WORKER = {name for name in MAY_WRITE if ".as_worker" in name}
"""What a function does as the owner of the tables for the login of the worker."""
AS_OWNER = {name for name in MAY_WRITE if ".as_owner" in name}
"""What a function does as the owner of the tables, whom forced row-level security holds too."""
TOUCHED = (
    *("settle", "free", "give", "complete", "hand_over", "receive", "receive_claimed", "receive_routed"),
    *("assess", "assess_claimed"),
)
UNASKED = {
    **dict.fromkeys((f"tasks.as_owner_{name}" for name in TOUCHED), owner_touches),
    "agenda_items.as_owner_lapse": is_listed,
    "agenda_items.as_owner_decide": is_listed,
    **dict.fromkeys(("case_members.as_owner_put_away", "case_members.as_owner_put_away_forged"), own_membership),
    "notifications.as_owner": never_change,
    **dict.fromkeys(AS_WORKER, never_change),
    **dict.fromkeys({name.replace("as_worker", "as_owner") for name in AS_WORKER}, never_change),
    "case_members.as_owner_remind": own_membership,
    "case_members.as_worker_remove": is_there,
    "dsp_proposals.as_worker_decide": waits,
}
"""What functions do as the owner whoever sets them going, and what they may change; they check the actor."""
BLIND = {name for name in MAY_WRITE if name.endswith("_all")}
"""Changes of a whole table, of which as many rows are written as the actor may change."""

WRITTEN, NOT_THERE, REFUSED = "written", "not there", "refused"

MAY_CHANGE: dict[str, Callable[[World, UUID, datetime, Row], bool]] = {
    "tasks": works_off,
    "sharing_decisions": decides,
    "break_glass_sessions": reviews,
    "escalations": looks_after,
    "appointments": manages,
    "saved_views": is_own,
    "feedback": hears,
    "meetings": may_close,
    "agenda_items": may_change_item,
    "notifications": may_read_notifications,
    "signal_links": undoes,
    "interventions": may_step,
    "notification_preferences": is_own,
    "cases": works_in,
    "case_members": may_change_member,
    "case_goals": may_change_goal,
    "dsp_proposals": may_change_proposal,
}
"""Who may change a row at all. To anybody else it is not there, also when they may read it: no error tells of it."""


def outcome(world: World, actor: UUID, now: datetime, attempt: Attempt) -> str:
    """Tell what comes of a write; without an appointment that counts, nobody writes anything."""
    before = attempt.before or attempt.row
    if attempt.kind not in UNASKED and not held(world, actor, now):
        return NOT_THERE if attempt.before is not None or attempt.kind in ANSWERED else REFUSED
    if attempt.kind in BLIND:
        count = sum(MAY_CHANGE[attempt.table](world, actor, now, row) for row in world.rows(attempt.table))
        return {0: NOT_THERE, 1: WRITTEN}.get(count, str(count))
    rules = [MAY_WRITE[attempt.kind]] + ([GAPS[attempt.kind][1]] if attempt.kind in GAPS else [])
    if any(rule(world, actor, now, attempt.row, before) for rule in rules):
        return WRITTEN
    if attempt.before is None:
        return NOT_THERE if attempt.kind in ANSWERED else REFUSED
    may_change = UNASKED.get(attempt.kind) or MAY_CHANGE[attempt.table]
    return REFUSED if may_change(world, actor, now, before) else NOT_THERE
