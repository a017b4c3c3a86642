"""The states of a DSP proposal, what is done in each, and why the DSP decides so, as tables."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

MOST_PROPOSALS = 20
"""How many proposals one case has at most, withdrawn ones included."""
MOST_VERSIONS = 50
"""How many versions one proposal has at most."""


class ProposalStatus(StrEnum):
    """Where a proposal stands."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ProposalStep(StrEnum):
    """What is done with a proposal."""

    WRITE = "write"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    AMEND = "amend"
    REFUSE = "refuse"


class ProposalDecision(StrEnum):
    """What the DSP decides; `amend` gives it back to be written again."""

    ACCEPT = "accept"
    AMEND = "amend"
    REFUSE = "refuse"


class ProposalReason(StrEnum):
    """Why the DSP decides so."""

    FEASIBLE = "feasible"
    PRIORITY = "priority"
    ANALYSIS_INCOMPLETE = "analysis_incomplete"
    INTERVENTIONS_UNCLEAR = "interventions_unclear"
    PARTNER_MISSING = "partner_missing"
    NO_CAPACITY = "no_capacity"
    NOT_PROPORTIONATE = "not_proportionate"
    OTHER_APPROACH = "other_approach"
    OTHER = "other"


TRANSITIONS: Mapping[ProposalStatus, Mapping[ProposalStep, ProposalStatus]] = MappingProxyType(
    {
        ProposalStatus.DRAFTED: {
            ProposalStep.WRITE: ProposalStatus.DRAFTED,
            ProposalStep.SUBMIT: ProposalStatus.SUBMITTED,
            ProposalStep.WITHDRAW: ProposalStatus.WITHDRAWN,
        },
        ProposalStatus.SUBMITTED: {
            ProposalStep.ACCEPT: ProposalStatus.ACCEPTED,
            ProposalStep.AMEND: ProposalStatus.RETURNED,
            ProposalStep.REFUSE: ProposalStatus.REFUSED,
            ProposalStep.WITHDRAW: ProposalStatus.WITHDRAWN,
        },
        ProposalStatus.RETURNED: {
            ProposalStep.WRITE: ProposalStatus.DRAFTED,
            ProposalStep.WITHDRAW: ProposalStatus.WITHDRAWN,
        },
        ProposalStatus.ACCEPTED: {},
        ProposalStatus.REFUSED: {},
        ProposalStatus.WITHDRAWN: {},
    }
)

REASONS: Mapping[ProposalDecision, frozenset[ProposalReason]] = MappingProxyType(
    {
        ProposalDecision.ACCEPT: frozenset({ProposalReason.FEASIBLE, ProposalReason.PRIORITY, ProposalReason.OTHER}),
        ProposalDecision.AMEND: frozenset(
            {
                ProposalReason.ANALYSIS_INCOMPLETE,
                ProposalReason.INTERVENTIONS_UNCLEAR,
                ProposalReason.PARTNER_MISSING,
                ProposalReason.OTHER,
            }
        ),
        ProposalDecision.REFUSE: frozenset(
            {
                ProposalReason.NO_CAPACITY,
                ProposalReason.NOT_PROPORTIONATE,
                ProposalReason.OTHER_APPROACH,
                ProposalReason.OTHER,
            }
        ),
    }
)
"""Which reasons each decision can have."""

EVENT_OF_STATUS: Mapping[ProposalStatus, str] = MappingProxyType(
    {status: f"dsp_proposal.{status}" for status in ProposalStatus}
)
"""The event of a step is called after the status that it leads to, as the policy of those events has it."""
