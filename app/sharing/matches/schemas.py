"""The shape of a match: that there is one, how strong it is, and whom to call."""

from uuid import UUID

from pydantic import Field

from app.access.matrix import Compartment
from app.platform.schemas import ApiModel, Timestamp
from app.sharing.evidence import MatchStrength


class MatchView(ApiModel):
    """That somebody or some place of this side of a signal is known on the other side too."""

    signal_id: UUID
    compartment: Compartment = Field(description="The side of the signal on which you work.")
    strength: MatchStrength
    desk: str = Field(description="The desk of the other side to call.", examples=["avim"])
    found_at: Timestamp
