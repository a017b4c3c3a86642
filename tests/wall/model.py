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
SOUGHT_NAMES = {
    "Bakker": bytes.fromhex("d7e56dc0ac4fb4f39d165ee7d94f9a14"),
    "Özdemir": bytes.fromhex("a4f8a21084d03a0b42976611e14b428d"),
    "Jansen": bytes.fromhex("a24b8e368c404a948b2a93d094754e77"),
}
"""Family names with their tokens under the key of the tests."""
SOUGHT_ADDRESSES = {
    number: bytes.fromhex(value)
    for number, value in enumerate(
        (
            "727ef2ab9cc3b96d8e2cadd0986a0903",
            "585f5bfc921ee727fa775b083501d704",
            "a6c2f4c293cb8e6198c93e720b5182f3",
            "4844157ab83cbc89531cc51fa1b0d7c5",
            "855eedde97757bf45157854bbf9bebd4",
            "08c38a449f66e2ad8be9575c0defc660",
        ),
        start=1,
    )
}
"""House numbers at 4811 AA with the tokens of the buildings."""
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
