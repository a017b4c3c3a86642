"""The facts that routing goes by, each with a finite domain.

Facts are seen from one side of the wall at a time: the care track knows the envelope and what follows from the care
part, the security track the envelope and what follows from the security part. A signal aimed at both is, on the care
track, a signal aimed at a victim, and on the security track one aimed at a perpetrator; that one is aimed at a victim
is not known there. So no desk can learn from its tasks, or from why it got them, what is recorded on the other side.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product
from types import MappingProxyType

from app.access.matrix import Compartment
from app.signals.vocabulary import AimedAt, ExploitationForm, LocationKind

FactValue = str | bool | frozenset[str]
SeenFacts = Mapping[str, FactValue]
"""The facts as one track sees them, by name."""

FORMS = "forms"
AIMED_AT = "aimed_at"
NO_LOCATION = "none"

KNOWN_FORMS = tuple(str(form) for form in ExploitationForm if form is not ExploitationForm.UNKNOWN)

SEEN_AIMED_AT: Mapping[Compartment, Mapping[AimedAt, str]] = MappingProxyType(
    {
        Compartment.CARE: {**{a: str(a) for a in AimedAt}, AimedAt.BOTH: str(AimedAt.VICTIM)},
        Compartment.SECURITY: {
            **{a: str(AimedAt.UNKNOWN) for a in AimedAt},
            AimedAt.PERPETRATOR: str(AimedAt.PERPETRATOR),
            AimedAt.BOTH: str(AimedAt.PERPETRATOR),
        },
    }
)
"""What each track sees of whom the signal is aimed at."""


def _form_sets() -> tuple[frozenset[str], ...]:
    known = (frozenset(c) for n in range(1, len(KNOWN_FORMS) + 1) for c in combinations(KNOWN_FORMS, n))
    return (frozenset({str(ExploitationForm.UNKNOWN)}), *known)


DOMAINS: Mapping[str, tuple[FactValue, ...]] = MappingProxyType(
    {
        AIMED_AT: ("victim", "perpetrator", "unknown"),
        FORMS: _form_sets(),
        "acute_danger": (False, True),
        "district": ("zeeland", "de_markiezaten", "de_baronie", "hart_van_brabant"),
        "minor_involved": (False, True),
        "mild_intellectual_disability": (False, True),
        "mixed_profile": (False, True),
        "organised": (False, True),
        "suspects": ("one", "several"),
        "location_kind": (NO_LOCATION, *(str(kind) for kind in LocationKind)),
    }
)
"""Every fact with every value it can have."""

REQUIRED_TRACKS: Mapping[str, Compartment] = MappingProxyType(
    {"victim": Compartment.CARE, "unknown": Compartment.CARE, "perpetrator": Compartment.SECURITY}
)
"""The track on which a signal must find a responsible desk, by whom it is aimed at (Bijlage 1)."""


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What follows from one part of a signal; without the part, nothing is known."""

    minor_involved: bool = False
    mild_intellectual_disability: bool = False
    mixed_profile: bool = False
    organised: bool = False
    suspects: str = "one"
    location_kind: str = NO_LOCATION


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of a signal: those of the envelope, and those of each part."""

    aimed_at: AimedAt
    forms: frozenset[str]
    acute_danger: bool
    district: str
    parts: Mapping[Compartment, PartFacts] = field(default_factory=dict)

    def seen_by(self, track: Compartment) -> SeenFacts:
        """Return the facts that a track may know and go by."""
        part = self.parts.get(track, PartFacts())
        return {
            AIMED_AT: SEEN_AIMED_AT[track][self.aimed_at],
            FORMS: self.forms,
            "acute_danger": self.acute_danger,
            "district": self.district,
            "minor_involved": part.minor_involved,
            "mild_intellectual_disability": part.mild_intellectual_disability,
            "mixed_profile": part.mixed_profile,
            "organised": part.organised,
            "suspects": part.suspects,
            "location_kind": part.location_kind,
        }


def every_combination(names: frozenset[str] = frozenset(DOMAINS)) -> Iterator[SeenFacts]:
    """Yield every combination of the named facts; the others stay at their first value."""
    values = [domain if name in names else domain[:1] for name, domain in DOMAINS.items()]
    for combination in product(*values):
        yield dict(zip(DOMAINS, combination, strict=True))


def to_json(facts: SeenFacts) -> dict[str, object]:
    """Write facts as JSON values, the forms as a sorted list."""
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in facts.items()}
