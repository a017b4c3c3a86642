"""Within how long the DSP decides on a proposal that waits for it, as data; working time, as all terms of the desks.

The programme asks for proposals and names no term (design, section 2); decision 116 sets these.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from app.reference.opening_hours import region_calendar
from app.routing.terms import Term, parse_term

REGIONAL = parse_term("10 working days")
"""From each submission on, in a district that agreed on nothing else."""
OF_DISTRICT: Mapping[str, Term] = MappingProxyType({})
"""What districts agreed on otherwise, by the id of the district."""


def due_after(submitted_at: datetime, district: str) -> datetime:
    """Return until when the DSP of a district decides on what was submitted at a moment."""
    return OF_DISTRICT.get(district, REGIONAL).after(submitted_at, region_calendar())
