"""Which vocabulary of the service each code list has labels for."""

from enum import StrEnum

from app.access.appointments.states import AppointmentStatus
from app.access.matrix import Compartment, Reach, Role
from app.cases.picture.safety import RiskLevel, SafeContact, SafePlace, Shelter
from app.cases.plan.states import GoalKind, GoalStatus, GoalStep
from app.cases.proposals.states import ProposalDecision, ProposalReason, ProposalStatus, ProposalStep
from app.cases.states import CaseOutcome, CaseReason, CaseStatus, StatusStep
from app.interventions import vocabulary as interventions
from app.interventions.states import InterventionStatus, InterventionStep
from app.monitor.figures.definitions import Answer
from app.monitor.programme.lights import GivenLight, Light
from app.monitor.programme.norms import Norm
from app.monitor.programme.schemas import EntryKind
from app.reference.intervention_kinds.schemas import InterventionDomain
from app.reference.partners.schemas import PartnerKind
from app.signals import vocabulary
from app.triage.assignments.schemas import AssignmentResult
from app.triage.escalations.rules import EscalationKind
from app.triage.feedback.steps import FeedbackStep
from app.triage.links.states import DuplicateReason, LinkKind, LinkStatus, UrgencyReason
from app.triage.meetings.states import DecisionKind, ItemStatus, MeetingStatus
from app.triage.notifications.kinds import NotificationKind, SubjectKind
from app.triage.referrals.states import ReferralDirection, ReferralReason, ReferralStatus, ReturnReason
from app.triage.states import DeskInvolvement, NoteKind, TaskOutcome, TaskStatus, WaitingReason

CODE_LISTS: dict[str, type[StrEnum]] = {
    "aimed-at": vocabulary.AimedAt,
    "exploitation-form": vocabulary.ExploitationForm,
    "source-kind": vocabulary.SourceKind,
    "person-involvement": vocabulary.Involvement,
    "role": Role,
    "compartment": Compartment,
    "reach": Reach,
    "appointment-status": AppointmentStatus,
    "task-involvement": DeskInvolvement,
    "gender": vocabulary.Gender,
    "location-kind": vocabulary.LocationKind,
    "sector": vocabulary.Sector,
    "enrichment-kind": vocabulary.EnrichmentKind,
    "urgency": vocabulary.Urgency,
    "signal-status": vocabulary.SignalStatus,
    "task-status": TaskStatus,
    "task-outcome": TaskOutcome,
    "waiting-reason": WaitingReason,
    "note-kind": NoteKind,
    "assignment-result": AssignmentResult,
    "feedback-step": FeedbackStep,
    "escalation-kind": EscalationKind,
    "notification-kind": NotificationKind,
    "notification-subject": SubjectKind,
    "referral-status": ReferralStatus,
    "referral-reason": ReferralReason,
    "return-reason": ReturnReason,
    "referral-direction": ReferralDirection,
    "partner-kind": PartnerKind,
    "meeting-status": MeetingStatus,
    "agenda-item-status": ItemStatus,
    "meeting-decision": DecisionKind,
    "case-status": CaseStatus,
    "case-step": StatusStep,
    "case-status-reason": CaseReason,
    "case-outcome": CaseOutcome,
    "risk-level": RiskLevel,
    "safe-place": SafePlace,
    "safe-contact": SafeContact,
    "shelter": Shelter,
    "goal-kind": GoalKind,
    "goal-status": GoalStatus,
    "goal-step": GoalStep,
    "dsp-proposal-status": ProposalStatus,
    "dsp-proposal-step": ProposalStep,
    "dsp-proposal-decision": ProposalDecision,
    "dsp-proposal-reason": ProposalReason,
    "link-kind": LinkKind,
    "link-status": LinkStatus,
    "duplicate-reason": DuplicateReason,
    "urgency-reason": UrgencyReason,
    "intervention-domain": InterventionDomain,
    "intervention-field": interventions.InterventionField,
    "intervention-status": InterventionStatus,
    "intervention-step": InterventionStep,
    "intervention-target": interventions.InterventionTarget,
    "organisation": interventions.Organisation,
    "stop-reason": interventions.StopReason,
    "cost-band": interventions.CostBand,
    "effect-scale": interventions.EffectScale,
    "effect-outcome": interventions.EffectOutcome,
    "effect-source": interventions.EffectSource,
    "confidence": interventions.Confidence,
    "monitor-entry-kind": EntryKind,
    "light": Light,
    "given-light": GivenLight,
    "norm": Norm,
    "figure-answer": Answer,
}
