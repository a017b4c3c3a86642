"""The kinds of notification and what each is about. Which event makes which, for whom, stands in the database.

That table is `access.notification_rules` in `migrations/sql`; a test holds that both know the same kinds.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class NotificationKind(StrEnum):
    """What happened; labels are in the code list `notification-kind`."""

    ACUTE_DANGER = "acute_danger"
    NEW_WORK = "new_work"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    FEEDBACK_OVERDUE = "feedback_overdue"
    DESK_UNSTAFFED = "desk_unstaffed"
    REFERRAL_OFFERED = "referral_offered"
    REFERRAL_RETURNED = "referral_returned"
    REFERRALS_LOOPED = "referrals_looped"
    FEEDBACK_GIVEN = "feedback_given"
    BREAK_GLASS_OPENED = "break_glass_opened"
    SHARING_PROPOSED = "sharing_proposed"
    SHARING_APPROVED = "sharing_approved"
    SHARING_REVOKED = "sharing_revoked"
    SIGNAL_ENRICHED = "signal_enriched"
    OWN_SHARING_APPROVED = "own_sharing_approved"
    OWN_SHARING_REFUSED = "own_sharing_refused"
    OWN_SHARING_REVOKED = "own_sharing_revoked"
    DSP_PROPOSAL_SUBMITTED = "dsp_proposal_submitted"
    DSP_PROPOSAL_OVERDUE = "dsp_proposal_overdue"
    DSP_PROPOSAL_ACCEPTED = "dsp_proposal_accepted"
    DSP_PROPOSAL_RETURNED = "dsp_proposal_returned"
    DSP_PROPOSAL_REFUSED = "dsp_proposal_refused"
    DSP_PROPOSAL_WITHDRAWN = "dsp_proposal_withdrawn"
    CASE_MEMBER_ADDED = "case_member_added"
    CASE_MEMBERSHIP_CHANGED = "case_membership_changed"
    CASE_MEMBERSHIP_ENDED = "case_membership_ended"
    CASE_MEMBERSHIP_ENDING = "case_membership_ending"
    CASE_LEAD_GIVEN = "case_lead_given"
    CASE_LEAD_TAKEN = "case_lead_taken"
    CASE_WITHOUT_LEAD = "case_without_lead"


class SubjectKind(StrEnum):
    """What a notification leads to."""

    TASK = "task"
    ESCALATION = "escalation"
    REFERRAL = "referral"
    SIGNAL = "signal"
    BREAK_GLASS_SESSION = "break_glass_session"
    SHARING_DECISION = "sharing_decision"
    DSP_PROPOSAL = "dsp_proposal"
    CASE = "case"


SUBJECTS: Mapping[NotificationKind, SubjectKind] = MappingProxyType(
    {
        NotificationKind.ACUTE_DANGER: SubjectKind.TASK,
        NotificationKind.NEW_WORK: SubjectKind.TASK,
        NotificationKind.ASSIGNED: SubjectKind.TASK,
        NotificationKind.ESCALATED: SubjectKind.ESCALATION,
        NotificationKind.FEEDBACK_OVERDUE: SubjectKind.ESCALATION,
        NotificationKind.DESK_UNSTAFFED: SubjectKind.ESCALATION,
        NotificationKind.REFERRAL_OFFERED: SubjectKind.REFERRAL,
        NotificationKind.REFERRAL_RETURNED: SubjectKind.REFERRAL,
        NotificationKind.REFERRALS_LOOPED: SubjectKind.ESCALATION,
        NotificationKind.FEEDBACK_GIVEN: SubjectKind.SIGNAL,
        NotificationKind.BREAK_GLASS_OPENED: SubjectKind.BREAK_GLASS_SESSION,
        NotificationKind.SHARING_PROPOSED: SubjectKind.SHARING_DECISION,
        NotificationKind.SHARING_APPROVED: SubjectKind.SHARING_DECISION,
        NotificationKind.SHARING_REVOKED: SubjectKind.SHARING_DECISION,
        NotificationKind.SIGNAL_ENRICHED: SubjectKind.SIGNAL,
        NotificationKind.OWN_SHARING_APPROVED: SubjectKind.SHARING_DECISION,
        NotificationKind.OWN_SHARING_REFUSED: SubjectKind.SHARING_DECISION,
        NotificationKind.OWN_SHARING_REVOKED: SubjectKind.SHARING_DECISION,
        NotificationKind.DSP_PROPOSAL_SUBMITTED: SubjectKind.DSP_PROPOSAL,
        NotificationKind.DSP_PROPOSAL_OVERDUE: SubjectKind.DSP_PROPOSAL,
        NotificationKind.DSP_PROPOSAL_ACCEPTED: SubjectKind.DSP_PROPOSAL,
        NotificationKind.DSP_PROPOSAL_RETURNED: SubjectKind.DSP_PROPOSAL,
        NotificationKind.DSP_PROPOSAL_REFUSED: SubjectKind.DSP_PROPOSAL,
        NotificationKind.DSP_PROPOSAL_WITHDRAWN: SubjectKind.DSP_PROPOSAL,
        NotificationKind.CASE_MEMBER_ADDED: SubjectKind.CASE,
        NotificationKind.CASE_MEMBERSHIP_CHANGED: SubjectKind.CASE,
        NotificationKind.CASE_MEMBERSHIP_ENDED: SubjectKind.CASE,
        NotificationKind.CASE_MEMBERSHIP_ENDING: SubjectKind.CASE,
        NotificationKind.CASE_LEAD_GIVEN: SubjectKind.CASE,
        NotificationKind.CASE_LEAD_TAKEN: SubjectKind.CASE,
        NotificationKind.CASE_WITHOUT_LEAD: SubjectKind.CASE,
    }
)
