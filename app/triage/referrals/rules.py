"""The rules of referring, as data: how long an offer stands, within what the work is done, and where it goes next."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from app.access.matrix import Compartment
from app.platform.schemas import Label
from app.routing.terms import Term
from app.signals.vocabulary import Urgency

OFFER_TERMS: Mapping[Urgency, Term] = MappingProxyType(
    {
        Urgency.ACUTE: Term(timedelta(minutes=30)),
        Urgency.HIGH: Term(timedelta(hours=4), working=True),
        Urgency.NORMAL: Term(timedelta(hours=16), working=True),
    }
)
"""How long a desk has to answer; after that the offer expires, and the work is with the desk that offered it alone.
This goes by the urgency that the work was routed with, since whoever submitted sees when an offer expires."""

PARTNER_TERMS: Mapping[Urgency, Term] = MappingProxyType(
    {
        Urgency.ACUTE: Term(timedelta(hours=4)),
        Urgency.HIGH: Term(timedelta(hours=16), working=True),
        Urgency.NORMAL: Term(timedelta(hours=80), working=True),
    }
)
"""How long a partner outside has to answer; it has no queue here, and is called or written to."""

TASK_TERMS: Mapping[Urgency, Term] = MappingProxyType(
    {
        Urgency.ACUTE: Term(timedelta(hours=1)),
        Urgency.HIGH: Term(timedelta(hours=8), working=True),
        Urgency.NORMAL: Term(timedelta(hours=24), working=True),
    }
)
"""Within what a task that was accepted must be done, counted from its acceptance."""

NEXT_LAYER: Mapping[tuple[Compartment, str], str] = MappingProxyType(
    {
        (Compartment.CARE, "zorgcoordinator"): "zorgtafel",
        (Compartment.SECURITY, "avim"): "dsp",
        (Compartment.SECURITY, "projectleider_ondermijning"): "dsp",
        (Compartment.SECURITY, "arbeidsinspectie"): "dsp",
    }
)
"""Which kind of desk discusses what layer 1 took up (Bijlage 1), where the routing of the signal named none."""

REASON_OF_LAYER = Label(
    nl="In het gelaagde model bespreekt dit loket de signalen van de laag van uw loket.",
    en="In the layered model this desk discusses the signals of your desk's layer.",
)
REASON_OF_DISTRICT = Label(nl="Hetzelfde loket in een ander district.", en="The same desk in another district.")
REASON_OF_TRACK = Label(nl="Een ander loket in hetzelfde spoor.", en="Another desk in the same track.")
REASON_OF_DECISION = Label(
    nl="Een deelbesluit dat van kracht is, noemt dit loket.", en="A sharing decision in force names this desk."
)
