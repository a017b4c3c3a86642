"""The permission matrix in words, for whoever decides on it: what each reach and action means, and what may cross.

`docs/access.md` is made of these tables and of the matrix.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.access.matrix import Action, Reach, Scope

SCOPES: Mapping[Scope, str] = MappingProxyType(
    {
        Scope.MUNICIPALITY: "one municipality",
        Scope.DISTRICT: "one district",
        Scope.REGION: "the whole region",
    }
)
"""The area that an appointment to a role is for."""

REACHES: Mapping[Reach, str] = MappingProxyType(
    {
        Reach.OWN_SUBMISSIONS: "What was submitted for the own municipality, on both sides, with its process.",
        Reach.DESK: "Signals with a task on the own desk: the side of that task.",
        Reach.LABOUR_DESK: "As a desk, and signals of labour exploitation only.",
        Reach.MEMBER: "Cases of this side in the area of which one is a member.",
        Reach.MATCHES: "That a person or place on the own desk is known on the other side, and whom to call there.",
        Reach.PROCESS: "Timeliness and escalations in the district, and who broke glass; no content.",
        Reach.STATISTICS: "Figures in which small cells are suppressed.",
        Reach.LOG: "The processing log, and who broke glass; no content.",
        Reach.SHARING: "Sharing decisions on what is on this side, of signals on the own desk.",
        Reach.BREAK_GLASS: "One signal of the own area, or who and what a case is about, for an hour, on the record.",
    }
)
"""How far a role sees into a compartment."""

ACTIONS: Mapping[Action, str] = MappingProxyType(
    {
        Action.READ_OWN_ACTOR: "See who one is and what one may do",
        Action.READ_REFERENCE_DATA: "Read districts, municipalities, desks and code lists",
        Action.SUBMIT_SIGNAL: "Submit signals for the own municipality",
        Action.ENRICH_SIGNAL: "Add to signals of the own municipality",
        Action.READ_SIGNAL: "Read signals that one needs to know",
        Action.READ_TASK: "Read, count and search the queues of the own desks, and save views of them",
        Action.TRIAGE_TASK: (
            "Claim, assign, set aside, release, merge and complete tasks of the own desks, link their signals, "
            "write notes and give feedback"
        ),
        Action.MARK_FEEDBACK: "Say that feedback to the own municipality was read",
        Action.READ_REFERRAL: "Read what the own desks referred, and what was referred to them",
        Action.OFFER_REFERRAL: "Refer tasks of the own desks, and withdraw that",
        Action.ANSWER_REFERRAL: "Accept or return what is referred to the own desks, and tell what partners answered",
        Action.READ_PARTNERS: "Read the list of partners outside",
        Action.MANAGE_PARTNERS: "Keep the list of partners outside",
        Action.MANAGE_INTERVENTION_KINDS: "Keep the kinds of intervention",
        Action.READ_INTERVENTION: "Read interventions in one's cases and on what one's desks know, and their effect",
        Action.LOG_INTERVENTION: "Log interventions by a task of one's desk, take steps there or in cases, assess",
        Action.READ_ROUTING_TABLE: "Read the routing tables",
        Action.SIMULATE_ROUTING: "Simulate the routing of an imagined signal",
        Action.SIMULATE_ROUTING_HISTORY: "Compare a draft table over past months",
        Action.LEND_APPOINTMENT: "Propose a deputy for an own appointment, for a period",
        Action.MANAGE_APPOINTMENTS: "Propose, approve and withdraw appointments and machine clients",
        Action.READ_SHARING_DECISION: "Read sharing decisions that concern the own desks and cases",
        Action.PROPOSE_SHARING: "Propose to share items of signals on the own desk",
        Action.DECIDE_SHARING: "Approve what another proposed to share, and revoke it",
        Action.READ_MATCH: "Read the matches of signals on the own desk",
        Action.OPEN_BREAK_GLASS: "Break glass for a signal or a case of the own area, and read that case",
        Action.READ_BREAK_GLASS: "Read own break-glass sessions, or those one oversees",
        Action.REVIEW_BREAK_GLASS: "Give a verdict on break-glass sessions that one oversees",
        Action.READ_MEETING: "Read the agendas, decisions and minutes of meetings of the own desks",
        Action.HOLD_MEETING: "Plan and hold meetings of the own desks: agendas, decisions, action points, minutes",
        Action.READ_ESCALATION: "See which work is late or at an empty desk, as far as it has come up to oneself",
        Action.ACKNOWLEDGE_ESCALATION: "Say that one looks after an escalation",
        Action.OPEN_CASE: "Open cases at the own desks, and take over the lead of those",
        Action.READ_CASE: "Read the cases of which one is a member",
        Action.CONTRIBUTE_CASE: "Work on the cases of which one is a member; as the lead, also on who is",
        Action.READ_PROPOSAL: "Read the DSP proposals of one's cases, and those submitted to one's DSP",
        Action.DRAFT_PROPOSAL: "Draft and submit DSP proposals for the cases that one leads, and withdraw one's own",
        Action.DRAFT_ANY_PROPOSAL: "Do so for every case of which one is a member",
        Action.DECIDE_PROPOSAL: "Decide, as the DSP of the district, on proposals that are not in part their own",
        Action.READ_STATISTICS: "Read published figures: of the sides whose statistics one sees, and how timely the "
        "desks of the district are that one coordinates",
        Action.READ_COUNTED: "Read which of the things that one may read oneself counted for the norms",
        Action.READ_MONITOR: "Read how the actions and the norms of the programme stand, and what was written of them",
        Action.KEEP_MONITOR: "Write evidence, other lights and evaluations in the monitor: for the district that one "
        "coordinates, or for all as the ketenregisseur",
        Action.READ_NOTIFICATION: "Read one's own notifications, mark them as read, and set which are mailed",
    }
)
"""What a role may do."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Something that may be known on the one side of what is on the other; everything else is a defect."""

    name: str
    crosses: str
    condition: str
    where: str


FLOWS = (
    Flow(
        "envelope",
        "Reference, municipality, district, forms of exploitation, acute danger, dates of observation and receipt",
        "The signal has a task on a desk of one's own, on whichever side",
        "`signals`, the copies of it in `tasks` and `sharing_decisions`, and the event of its receipt",
    ),
    Flow(
        "sharing decision",
        "The items it names, of a signal or of a case that it comes from, as they stood, with who shared them, why and "
        "until when",
        "Another person approved it, it neither ended nor was revoked, and the desk or case that receives is one's own",
        "`sharing_decisions`, `shared_items`",
    ),
    Flow(
        "referral across the wall",
        "That the work is offered, with the envelope as it stood and without words; accepted, a task for the receiver",
        "A sharing decision in force names the desk that it is offered to",
        "`referrals`, and the task that accepting opens",
    ),
    Flow(
        "meetings of a table",
        "When it meets, who planned that, and whether it was held or cancelled",
        "The table is a desk of one's own, on whichever side; agendas, decisions and minutes are of a side each",
        "`meetings`",
    ),
    Flow(
        "match",
        "That there is a hit, its strength, and the desk to call; once for each signal and desk",
        "A bridging desk of one's own has a task of the signal, on the side of the desk",
        "`matches`",
    ),
    Flow(
        "break-glass",
        "The whole of one signal, or of one case what it is, its places, and its persons with how safe they are",
        "One broke glass for it within the hour, in one's own area, and the auditor and the coördinator see it",
        "`break_glass_sessions`, and what `tasks` lets through to the rest of the signal; `case_persons`, "
        "`case_locations`, `safety_assessments` and the function `access.opened_case`",
    ),
    Flow(
        "norms",
        "How many proposals and inspections count in a district and quarter, those of both sides together",
        "One reads the monitor of the programme; which ones counted is told of what one may read oneself, and no more",
        "The function `access.norm_counts`",
    ),
    Flow(
        "own submissions",
        "Both sides of a signal, and the steps of both",
        "It was submitted for one's own municipality, which knew both sides when it submitted",
        "Every table with the municipality of the signal, but for notes of desks and interventions",
    ),
)
"""What may cross the wall (design, section 3)."""
