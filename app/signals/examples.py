"""Bodies for the OpenAPI document, so that what its page sends works as it stands. They are fictional."""

from typing import Any

SIGNAL: dict[str, Any] = {
    "municipalityCode": "GM0758",
    "aimedAt": "both",
    "exploitationForms": ["sexual"],
    "acuteDanger": False,
    "observedFrom": "2026-10-12",
    "observedUntil": "2026-11-02",
    "source": {"kind": "care_partner", "department": "Wijkteam Noord", "reference": "2026-0417"},
    "care": {
        "narrative": "Een cliënte vertelt dat zij elke avond moet werken en dat haar paspoort is afgenomen.",
        "sector": "sex_work",
        "persons": [
            {
                "involvement": "possible_victim",
                "givenName": "Zoë",
                "familyNamePrefix": "van der",
                "familyName": "Voorbeeld",
                "birthDate": "2004-02-29",
                "nationality": "RO",
            }
        ],
    },
    "security": {
        "narrative": "Een man in een grijze bestelbus brengt en haalt haar; hij belt tijdens elk gesprek.",
        "persons": [{"involvement": "possible_perpetrator", "alias": "De Chauffeur", "estimatedAge": 35}],
        "locations": [
            {
                "kind": "dwelling",
                "address": {"street": "Fictiestraat", "houseNumber": 12, "postalCode": "4811 ZZ", "city": "Breda"},
            }
        ],
        "organised": False,
    },
}

ENRICHMENT: dict[str, Any] = {
    "compartment": "security",
    "kind": "address_data",
    "text": "Op dit adres staan sinds kort zes personen ingeschreven.",
}
