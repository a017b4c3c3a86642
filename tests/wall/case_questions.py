"""What is asked of cases besides what is asked of everything: signals to open them from, and people to let in."""

from collections.abc import Iterator

from tests.wall.known import Known
from tests.wall.replay import Request
from tests.wall.sent import CASED, LED, LET_IN
from tests.world import Json

DESKS = ("zorgcoordinator.de_baronie", "zorgcoordinator.zeeland", "dsp.de_baronie", "dsp.zeeland", "avim")


def opened(known: Known) -> Iterator[Json]:
    """Open cases at every desk from some of the signals there are."""
    return ({**CASED, "desk": desk, "signals": [str(one)]} for desk in DESKS for one in known.signals[::4])


def put_in(route: str, known: Known) -> Iterator[Request]:
    """Add some of all signals to each case, and some that fit."""
    for case, signal in known.casework.fitting:
        yield Request(route, f"/v1/cases/{case}/signals", {"signalId": str(signal)})
    for number, case in enumerate(known.cases):
        for signal in known.signals[number % 4 :: 4]:
            yield Request(route, f"/v1/cases/{case}/signals", {"signalId": str(signal)})


def let_in(route: str, known: Known) -> Iterator[Request]:
    """Let some of everybody there is into each case, and some who could be let in into those that one leads."""
    for case, actor in known.casework.newcomers:
        yield Request(route, f"/v1/cases/{case}/members", {**LET_IN, "actorId": str(actor)})
    for number, case in enumerate(known.cases):
        for actor in known.actors[number % 5 :: 30]:
            yield Request(route, f"/v1/cases/{case}/members", {**LET_IN, "actorId": str(actor)})


def lead(route: str, known: Known) -> Iterator[Request]:
    """Hand the lead of each case to some of everybody there is, and of those that one leads to who could."""
    for number, case in enumerate(known.cases):
        for actor in known.actors[number % 5 :: 30]:
            yield Request(route, f"/v1/cases/{case}/lead", {**LED, "actorId": str(actor)})
    for case, actor in known.casework.successors:
        yield Request(route, f"/v1/cases/{case}/lead", {**LED, "actorId": str(actor)})


def take(route: str, known: Known) -> Iterator[Request]:
    """Take over what signals of cases tell."""
    kind = route.rsplit("/", 1)[1]
    for case, signal, record, table in known.casework.takeable:
        if table == kind:
            body = {"signalId": str(signal), f"{kind.removesuffix('s')}Id": str(record)}
            yield Request(route, f"/v1/cases/{case}/{kind}", body)
