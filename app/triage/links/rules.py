"""The rules of links, as data: what makes two signals look like one, and how soon repeated signals are worked on.

How often somebody or some place must come up for urgency to be raised stands in `urgency_rules` in the database, where
it is counted (decision 81).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from app.reference.opening_hours import region_calendar
from app.signals.vocabulary import Urgency
from app.triage.links.states import DuplicateReason as Reason
from app.triage.referrals.rules import TASK_TERMS

WEIGHTS: Mapping[Reason, int] = MappingProxyType(
    {
        Reason.SAME_PERSON: 60,
        Reason.SIMILAR_PERSON: 45,
        Reason.POSSIBLY_SAME_PERSON: 15,
        Reason.SAME_PHONE: 40,
        Reason.SAME_ADDRESS: 25,
        Reason.SAME_BUILDING: 10,
        Reason.SAME_FORM: 5,
        Reason.SAME_PERIOD: 10,
    }
)
"""What each reason adds to the score; the strength of the evidence, as docs/matching.md has measured it."""

MOST = 100
"""The highest score."""

LEAST = 25
"""Below this nothing is proposed: a building in common, or a name that looks alike, are many."""

PERIOD = timedelta(days=30)
"""Signals that were received within this time of each other are of one period."""

ONE_OF = (
    (Reason.SAME_PERSON, Reason.SIMILAR_PERSON, Reason.POSSIBLY_SAME_PERSON),
    (Reason.SAME_ADDRESS, Reason.SAME_BUILDING),
)
"""Reasons of which the first that holds counts, and those after it add nothing."""

REASON_OF_KIND: Mapping[str, Reason] = MappingProxyType(
    {
        "name_birth_date": Reason.SAME_PERSON,
        "phone": Reason.SAME_PHONE,
        "spelling_birth_date": Reason.SIMILAR_PERSON,
        "order_birth_date": Reason.SIMILAR_PERSON,
        "near_birth_date": Reason.SIMILAR_PERSON,
        "parts_birth_date": Reason.SIMILAR_PERSON,
        "sound_birth_date": Reason.SIMILAR_PERSON,
        "spelling_turned_date": Reason.SIMILAR_PERSON,
        "spelling_address": Reason.SIMILAR_PERSON,
        "family_initial_birth_date": Reason.POSSIBLY_SAME_PERSON,
        "given_initial_birth_date": Reason.POSSIBLY_SAME_PERSON,
        "patronymic_birth_date": Reason.POSSIBLY_SAME_PERSON,
        "spelling_birthday": Reason.POSSIBLY_SAME_PERSON,
        "name_uncertain_date": Reason.POSSIBLY_SAME_PERSON,
        "front_door": Reason.SAME_ADDRESS,
        "building": Reason.SAME_BUILDING,
    }
)
"""What each kind of evidence (`app/sharing/evidence.py`, which knows triage and not the other way around) says."""


def raised_due(received_at: datetime) -> datetime:
    """Return when work of a signal is due that is raised to high as it comes in; work that was due earlier stays so."""
    return TASK_TERMS[Urgency.HIGH].after(received_at, region_calendar())
