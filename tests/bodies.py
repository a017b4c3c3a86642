"""Bodies for tests: small, valid, and fictional."""

from app.settings import DEMO_ISSUER
from tests.world import Json

DE_BARONIE = {"district": "de_baronie"}
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


def appointment(subject: str = "zoe", role: str = "zorgcoordinator", **changes: object) -> Json:
    """Make a proposal to appoint somebody: without an area of its own, in De Baronie."""
    area = {} if {"municipalityCode", "district"} & changes.keys() or role != "zorgcoordinator" else DE_BARONIE
    return {"issuer": DEMO_ISSUER, "subject": subject, "name": "Zoë Đorđević", "role": role, **area, **changes}


def loan(subject: str = "lukasz", **changes: object) -> Json:
    """Make a proposal to lend an appointment for a week."""
    return {
        "issuer": DEMO_ISSUER,
        "subject": subject,
        "name": "Łukasz Wiśniewski",
        "validUntil": "2026-11-30T09:30:00Z",
        **changes,
    }


def machine_client(subject: str = "case-system", **changes: object) -> Json:
    """Make a registration of a system of Breda that submits signals."""
    return {
        "issuer": DEMO_ISSUER,
        "subject": subject,
        "name": "Zaaksysteem",
        "municipalityCode": "GM0758",
        "scopes": ["signals:own:submit"],
        **changes,
    }
