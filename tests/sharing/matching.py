"""Signals on one person from either side of the wall, and what the bridging desks are told of them."""

from tests.bodies import NARRATIVE, perpetrator_signal, victim_signal
from tests.world import Json, World

SUBMITTER = "aandachtsfunctionaris.breda"
ZORGCOORDINATOR = "zorgcoordinator.de-baronie"
BRIDGE = "zorgcoordinator.de_baronie"
SAME_PHONE = {"strength": "strong", "foundAt": "2026-11-23T09:30:00Z"}
GOES = "aandachtsfunctionaris.goes"
SOMEBODY = {"givenName": "Đorđe", "familyNamePrefix": "van der", "familyName": "Meijer", "birthDate": "1999-03-07"}


def care(person: Json, **changes: object) -> Json:
    """Make a care signal on one possible victim."""
    part = {"narrative": NARRATIVE, "persons": [{"involvement": "possible_victim", **person}]}
    return victim_signal(care=part, **changes)


def security(person: Json, **changes: object) -> Json:
    """Make a security signal on one possible perpetrator."""
    part = {"narrative": NARRATIVE, "persons": [{"involvement": "possible_perpetrator", **person}]}
    return perpetrator_signal(security=part, **changes)


async def told(world: World, persona: str) -> list[Json]:
    """Return the matches that a bridging desk is told of."""
    listed: list[Json] = (await world.get(persona, "/matches"))["items"]
    return listed
