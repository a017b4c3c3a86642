"""What a world is: rows by table, read at a moment. Rows are plain dicts; what is encrypted is left out of them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Row = dict[str, Any]

BASE = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
ISSUER = "https://demo.signaalbrug.invalid"
OTHER_ISSUER = "https://login.example"
"""Its subjects are called as those of the demo issuer, and are others."""
CARE, SECURITY = "care", "security"
SIDES = (CARE, SECURITY)

MUNICIPALITIES = {
    "GM0758": "de_baronie",
    "GM0826": "de_baronie",
    "GM0664": "zeeland",
    "GM0654": "zeeland",
}
DISTRICTS = ("de_baronie", "zeeland")
FORMS = ("sexual", "labour", "criminal", "organ_removal")

MUNICIPAL_ROLES = ("aandachtsfunctionaris", "projectleider_ondermijning", "system")
DISTRICT_ROLES = ("zorgcoordinator", "zorgtafel", "dsp", "riec", "districtelijk_coordinator")
REGIONAL_ROLES = (
    "avim",
    "arbeidsinspectie",
    "officier_van_justitie",
    "ketenregisseur",
    "bestuurlijk_trekker",
    "beheerder",
    "auditor",
)
ROLES = MUNICIPAL_ROLES + DISTRICT_ROLES + REGIONAL_ROLES
SCOPES = (
    "signals:own:submit",
    "signals:own:enrich",
    "signals:known:read",
    "tasks:desk:triage",
    "sharing-decisions:desk:decide",
    "break-glass-sessions:area:review",
    "reference-data:all:read",
)
GLASS_ROLES = ("zorgcoordinator", "zorgtafel", "avim", "dsp")


@dataclass(eq=False)
class World:
    """Rows by table, and the moment at which they are read. Compared by identity."""

    seed: int
    now: datetime
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table."""
        return self.tables.setdefault(table, [])

    def add(self, table: str, **row: Any) -> Row:
        """Add a row to a table."""
        self.rows(table).append(row)
        return row
