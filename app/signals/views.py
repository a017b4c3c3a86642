"""From what was kept, or was just taken in, to what the API shows of a signal."""

from collections.abc import Mapping

from app.access.matrix import Compartment
from app.platform.database import DatabaseRow
from app.platform.schemas import Label
from app.signals.dispatch import Dispatched, Envelope, Knowledge
from app.signals.part_views import CarePartView, SecurityPartView
from app.signals.parts import Contents
from app.signals.schemas import (
    RoutingSummary,
    SignalSubmission,
    SignalSummary,
    SignalView,
    Source,
)
from app.signals.vocabulary import AimedAt, SignalStatus, SourceKind

CALL_112 = Label(
    nl="Er is acuut gevaar. Bel direct 112; Signaalbrug vervangt die melding niet.",
    en="There is acute danger. Call 112 at once; Signaalbrug does not replace that call.",
)


def advice(*, acute_danger: bool) -> list[Label]:
    """Tell what the submitter must do besides submitting."""
    return [CALL_112] if acute_danger else []


def summarise(row: DatabaseRow, knowledge: Knowledge) -> SignalSummary:
    """Make the view of an envelope."""
    return SignalSummary(
        id=row.id,
        reference=row.reference,
        status=knowledge.status,
        municipality_code=row.municipality_code,
        district=row.district_id,
        exploitation_forms=row.exploitation_forms,
        urgency=knowledge.urgency,
        acute_danger=row.acute_danger,
        observed_from=row.observed_from,
        observed_until=row.observed_until,
        received_at=row.received_at,
    )


def view_of_kept(
    row: DatabaseRow,
    knowledge: Knowledge,
    submission: DatabaseRow | None,
    routing: RoutingSummary,
    contents: Contents,
) -> SignalView:
    """Make the view of a signal that was read back; `submission` is there for the submitter's side only."""
    source = None
    if submission is not None:
        source = Source(
            kind=SourceKind(submission.source_kind),
            department=submission.source_department,
            reference=submission.source_reference,
        )
    return SignalView(
        **dict(summarise(row, knowledge)),
        aimed_at=AimedAt(submission.aimed_at) if submission is not None else None,
        source=source,
        routing=routing,
        advice=advice(acute_danger=row.acute_danger),
        care=contents.care,
        security=contents.security,
        enrichments=contents.enrichments,
    )


def view_of_received(
    envelope: Envelope,
    submission: SignalSubmission,
    dispatched: Dispatched,
    parts: Mapping[Compartment, dict[str, object]],
) -> SignalView:
    """Make the view of a signal that was just taken in, for its submitter, without reading it back."""
    return SignalView(
        id=envelope.id,
        reference=envelope.reference,
        status=SignalStatus.RECEIVED,
        municipality_code=envelope.municipality_code,
        district=envelope.district_id,
        exploitation_forms=submission.exploitation_forms,
        urgency=dispatched.urgency,
        acute_danger=envelope.acute_danger,
        observed_from=submission.observed_from,
        observed_until=submission.observed_until,
        received_at=envelope.received_at,
        aimed_at=submission.aimed_at,
        source=submission.source,
        routing=dispatched.summary,
        advice=advice(acute_danger=envelope.acute_danger),
        care=CarePartView.model_validate(care) if (care := parts.get(Compartment.CARE)) else None,
        security=SecurityPartView.model_validate(security) if (security := parts.get(Compartment.SECURITY)) else None,
    )
