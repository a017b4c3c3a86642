"""What the sharing decisions of a world name, and on which legal basis; drawn apart, when all of it is there."""

from collections.abc import Mapping
from random import Random
from typing import Any
from uuid import UUID

from tests.wall.draw import Draw, Size
from tests.wall.model import CARE, SECURITY, Row, World

BASES = {
    CARE: ("avg_6_1_a", "avg_6_1_c", "avg_6_1_d", "avg_6_1_e", "wgs"),
    SECURITY: ("avg_6_1_a", "avg_6_1_c", "avg_6_1_d", "avg_6_1_e", "wgs", "wpg_19", "wpg_20"),
}
"""The legal bases that each side may share on."""

KINDS = {
    "person": "persons",
    "location": "locations",
    "narrative": "signals",
    "enrichment": "enrichments",
    "intervention": "interventions",
    "case_note": "case_notes",
    "safety_assessment": "safety_assessments",
    "dsp_proposal": "dsp_proposals",
}
"""What can be shared, and the table whose ids name it."""

CONTENTS: Mapping[str, Row] = {
    "person": {"involvement": "close_contact"},
    "location": {"kind": "dwelling"},
    "narrative": {},
    "enrichment": {"kind": "other"},
    "intervention": {
        "kind": "help",
        "target": "victim",
        "organisations": ["municipality"],
        "status": "started",
        "plannedFor": None,
        "startedOn": "2026-11-02",
        "endedOn": None,
        "effects": [],
    },
    "case_note": {"writtenAt": "2026-11-20T09:30:00Z"},
    "safety_assessment": {
        "risk": "high",
        "safePlace": "at_home",
        "contact": "phone",
        "shelter": "none",
        "holdsUntil": None,
        "assessedAt": "2026-11-20T09:30:00Z",
    },
    "dsp_proposal": {"status": "submitted", "barriers": "B", "interventions": [], "partners": []},
}
"""What is kept of each kind that was shared, beside its text and its id."""

TEXTS = {
    "person": "description",
    "location": "description",
    "narrative": "narrative",
    "intervention": "description",
    "dsp_proposal": "analysis",
}
"""Where a kind has its text when that is not in `text`."""


def content_of(item: Row, text: str) -> dict[str, Any]:
    """Return what is kept of an item that was shared."""
    kind, name = item["kind"], str(item["item_id"])
    return {**CONTENTS[kind], "id": name, "person": name, TEXTS.get(kind, "text"): text}


class SharedThings(Draw):
    """Lets sharing decisions name things of every kind that there are on their side, or were."""

    def __init__(self, world: World, size: Size) -> None:
        super().__init__(world, size)
        self.drawn = Random(f"{world.seed} shared")  # noqa: S311 - worlds are no secrets

    def name_things(self) -> None:
        """Give each item a kind, in turn so that none is missing, and each decision a legal basis."""
        decisions = {row["id"]: row for row in self.world.rows("sharing_decisions")}
        for decision in decisions.values():
            decision["legal_basis"] = self.some(BASES[decision["compartment"]])
        kinds: list[str] = []
        for item in self.world.rows("shared_items"):
            kinds = kinds or self.drawn.sample(list(KINDS), len(KINDS))
            kind = kinds.pop()
            item |= {"kind": kind, "item_id": self._thing(kind, decisions[item["decision_id"]])}

    def _thing(self, kind: str, decision: Row) -> UUID:
        """Return the id of a thing on a decision's side, of its signal or a case of that, or of one that is gone."""
        if kind == "narrative":
            named: UUID = decision["signal_id"]
            return named
        place = (decision["signal_id"], decision["compartment"])
        signals = self.world.rows("case_signals")
        cases = {one["case_id"] for one in signals if (one["signal_id"], one["compartment"]) == place}
        things = [
            row["id"]
            for row in self.world.rows(KINDS[kind])
            if (row.get("signal_id"), row["compartment"]) == place or row.get("case_id") in cases
        ]
        thing: UUID = self.some(things) if things else self.id()
        return thing
