"""Bodies of signals for tests: small, valid, and fictional."""

from tests.world import Json

NARRATIVE = "Een medewerker van het wijkteam maakt zich zorgen over wat zij bij een huisbezoek heeft gezien."


def victim_signal(**changes: object) -> Json:
    """Make a signal aimed at a victim in Breda."""
    return {
        "municipalityCode": "GM0758",
        "aimedAt": "victim",
        "exploitationForms": ["sexual"],
        "acuteDanger": False,
        "observedFrom": "2026-11-02",
        "source": {"kind": "municipal_department", "department": "Wijkteam"},
        "care": {
            "narrative": NARRATIVE,
            "persons": [{"involvement": "possible_victim", "givenName": "Zoë", "estimatedAge": 24}],
        },
        **changes,
    }


def perpetrator_signal(**changes: object) -> Json:
    """Make a signal aimed at a perpetrator in Breda."""
    return {
        "municipalityCode": "GM0758",
        "aimedAt": "perpetrator",
        "exploitationForms": ["criminal"],
        "acuteDanger": False,
        "observedFrom": "2026-11-02",
        "source": {"kind": "enforcement"},
        "security": {
            "narrative": NARRATIVE,
            "persons": [{"involvement": "possible_perpetrator", "familyName": "Voorbeeld", "estimatedAge": 41}],
        },
        **changes,
    }


def signal_aimed_at_both(**changes: object) -> Json:
    """Make a signal aimed at both in Breda, with a part on each side."""
    return {
        **victim_signal(),
        "aimedAt": "both",
        "security": perpetrator_signal()["security"],
        **changes,
    }
