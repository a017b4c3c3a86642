"""The shapes of break-glass sessions."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from app.platform.ids import REFERENCE_PATTERN
from app.platform.schemas import ApiModel, Timestamp
from app.signals.fields import SafeParagraph


class Verdict(StrEnum):
    """What a reviewer thinks of a session."""

    JUSTIFIED = "justified"
    UNJUSTIFIED = "unjustified"
    FOLLOW_UP = "follow_up"


class SessionOpening(ApiModel):
    """Why a signal must be read now, without waiting for a task or a sharing decision."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "reference": "ZWB-2026-7K3M9Q",
                    "reason": "De politie staat voor de deur en moet weten of er kinderen binnen zijn.",
                }
            ]
        }
    )

    reference: Annotated[str, StringConstraints(pattern=REFERENCE_PATTERN)] = Field(examples=["ZWB-2026-7K3M9Q"])
    reason: SafeParagraph = Field(description="Read by the auditor and the districtelijk coördinator.")


class ReviewSubmission(ApiModel):
    """The verdict on a session that has ended."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"verdict": "justified", "remark": "Het kon niet wachten; zie het incident."}]}
    )

    verdict: Verdict
    remark: SafeParagraph | None = None


class ReviewView(ApiModel):
    """What was thought of a session, by whom."""

    verdict: Verdict
    remark: str | None
    by: str
    at: Timestamp


class SessionView(ApiModel):
    """Who broke glass for which signal, when and why."""

    id: UUID
    by: str
    by_you: bool
    signal_id: UUID | None = Field(description="For who opened it: the signal to read.")
    reference: str
    municipality_code: str
    district: str
    reason: str
    opened_at: Timestamp
    ends_at: Timestamp
    review: ReviewView | None
