"""What can be shared, each by itself, and how what was found of it is handed on."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from uuid import UUID


class ItemKind(StrEnum):
    """What can be shared: never a whole part of a signal, and never a whole case."""

    PERSON = "person"
    LOCATION = "location"
    NARRATIVE = "narrative"
    ENRICHMENT = "enrichment"
    INTERVENTION = "intervention"
    CASE_NOTE = "case_note"
    SAFETY_ASSESSMENT = "safety_assessment"
    DSP_PROPOSAL = "dsp_proposal"


Content = Mapping[str, object]
Found = dict[tuple[ItemKind, UUID], Content]
"""Items as they stand, by their names."""
Named = Mapping[ItemKind, Sequence[UUID]]
"""The ids of the items that are named, by their kinds: all kinds are in it."""
