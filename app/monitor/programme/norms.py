"""The norms of the programme, per district and quarter. A table, for a policy officer to read.

"Per district and quarter at least one DSP proposal with sexual or criminal exploitation, and at least four labour
inspections with the Arbeidsinspectie on the ground of signals" (regional programme; design, section 2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.platform.schemas import Label


class Norm(StrEnum):
    """What is to be reached."""

    DSP_PROPOSALS = "dsp_proposals"
    LABOUR_INSPECTIONS = "labour_inspections"


@dataclass(frozen=True, slots=True)
class NormRule:
    """How many there are to be in each district and quarter, and what counts."""

    at_least: int
    label: Label
    counts: Label


NORMS: Mapping[Norm, NormRule] = MappingProxyType(
    {
        Norm.DSP_PROPOSALS: NormRule(
            1,
            Label(nl="DSP-voorstellen", en="DSP proposals"),
            Label(
                nl="Integrale voorstellen aan het DSP, voor het eerst ingediend in het kwartaal en niet ingetrokken, "
                "over seksuele of criminele uitbuiting.",
                en="Integral proposals to the DSP, first submitted in the quarter and not withdrawn, on sexual or "
                "criminal exploitation.",
            ),
        ),
        Norm.LABOUR_INSPECTIONS: NormRule(
            4,
            Label(nl="Arbeidsinspecties", en="Labour inspections"),
            Label(
                nl="Interventies van de soort arbeidsinspectie met de Arbeidsinspectie, naar aanleiding van een "
                "signaal, begonnen in het kwartaal; per signaal één keer per dag, wie het ook vastlegde.",
                en="Interventions of the kind labour inspection with the Arbeidsinspectie, on a signal, begun in the "
                "quarter; once a day at one signal, whoever logged it.",
            ),
        ),
    }
)


def is_reached(norm: Norm, count: int) -> bool:
    """Tell whether a norm is reached with so many in a district and quarter."""
    return count >= NORMS[norm].at_least
