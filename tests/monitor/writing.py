"""What is written in the monitor, for the tests of it."""

from tests.world import Json


def entry(**changes: object) -> Json:
    """Make evidence of an action of the districts, written for De Baronie."""
    return {
        "kind": "evidence",
        "action": "1.1",
        "district": "de_baronie",
        "period": "2026-Q4",
        "words": "De campagne is gekozen en staat op de website van de zes gemeenten.",
        **changes,
    }
