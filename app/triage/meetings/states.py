"""The states of a meeting and of what is on its agenda, as tables; any other step is a conflict that names them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

MEETS = frozenset({"zorgtafel", "dsp"})
"""The kinds of desk that meet: the tables of layer 2 of the programme. At the others people work, each by themselves;
the tables of layer 4 have no queue yet from which an agenda could be made."""


class MeetingStatus(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class MeetingStep(StrEnum):
    """What is done with a meeting. Only of one that is planned does the agenda change."""

    CHANGE_AGENDA = "change_agenda"
    DECIDE = "decide"
    OPEN_ACTION_POINT = "open_action_point"
    WRITE_MINUTES = "write_minutes"
    HOLD = "hold"
    CANCEL = "cancel"


class ItemStatus(StrEnum):
    """What became of an item on an agenda."""

    LISTED = "listed"
    DECIDED = "decided"
    TAKEN_OFF = "taken_off"
    LAPSED = "lapsed"
    NOT_DISCUSSED = "not_discussed"


class ItemStep(StrEnum):
    """What happens to an item. `lapse` is the database's own step, when the task is done or leaves the desk."""

    MOVE = "move"
    TAKE_OFF = "take_off"
    DECIDE = "decide"
    OPEN_ACTION_POINT = "open_action_point"
    LAPSE = "lapse"
    LEAVE = "leave"


class DecisionKind(StrEnum):
    """What a meeting decides on an item."""

    TAKE_UP = "take_up"
    REFER = "refer"
    OPEN_CASE = "open_case"
    GATHER_INFORMATION = "gather_information"
    POSTPONE = "postpone"
    CLOSE = "close"
    OTHER = "other"


MEETINGS: Mapping[MeetingStatus, Mapping[MeetingStep, MeetingStatus]] = MappingProxyType(
    {
        MeetingStatus.PLANNED: {
            MeetingStep.CHANGE_AGENDA: MeetingStatus.PLANNED,
            MeetingStep.DECIDE: MeetingStatus.PLANNED,
            MeetingStep.OPEN_ACTION_POINT: MeetingStatus.PLANNED,
            MeetingStep.WRITE_MINUTES: MeetingStatus.PLANNED,
            MeetingStep.HOLD: MeetingStatus.HELD,
            MeetingStep.CANCEL: MeetingStatus.CANCELLED,
        },
        MeetingStatus.HELD: {
            MeetingStep.DECIDE: MeetingStatus.HELD,
            MeetingStep.OPEN_ACTION_POINT: MeetingStatus.HELD,
            MeetingStep.WRITE_MINUTES: MeetingStatus.HELD,
        },
        MeetingStatus.CANCELLED: {},
    }
)

ITEMS: Mapping[ItemStatus, Mapping[ItemStep, ItemStatus]] = MappingProxyType(
    {
        ItemStatus.LISTED: {
            ItemStep.MOVE: ItemStatus.LISTED,
            ItemStep.TAKE_OFF: ItemStatus.TAKEN_OFF,
            ItemStep.DECIDE: ItemStatus.DECIDED,
            ItemStep.OPEN_ACTION_POINT: ItemStatus.LISTED,
            ItemStep.LAPSE: ItemStatus.LAPSED,
            ItemStep.LEAVE: ItemStatus.NOT_DISCUSSED,
        },
        ItemStatus.DECIDED: {
            ItemStep.MOVE: ItemStatus.DECIDED,
            ItemStep.DECIDE: ItemStatus.DECIDED,
            ItemStep.OPEN_ACTION_POINT: ItemStatus.DECIDED,
        },
        ItemStatus.TAKEN_OFF: {},
        ItemStatus.LAPSED: {},
        ItemStatus.NOT_DISCUSSED: {},
    }
)

ON_THE_DAY = frozenset({MeetingStep.DECIDE, MeetingStep.OPEN_ACTION_POINT, MeetingStep.WRITE_MINUTES, MeetingStep.HOLD})
"""What is done from the day of the meeting on, and not before."""

MOST_ITEMS = 100
"""How much stands on one agenda at most: nobody discusses more on a day."""
MOST_ACTION_POINTS = 20
"""How many action points come of one item at most."""
