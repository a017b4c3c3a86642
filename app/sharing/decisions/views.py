"""From rows to what the API shows of a sharing decision."""

from datetime import datetime
from uuid import UUID

import orjson

from app.access.matrix import Compartment
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.sharing.decisions.item_views import ItemView
from app.sharing.decisions.schemas import ConsentView, Deed, SharingProposal, SharingSummary, SharingView
from app.sharing.decisions.states import status_at


def owner_of(decision_id: UUID) -> str:
    """Name what the data key of a decision belongs to."""
    return f"sharing_decisions:{decision_id}"


def place_of_words(decision_id: UUID) -> str:
    """Name the place that the words of a decision are bound to."""
    return f"sharing_decisions.words:{decision_id}"


def seal_words(proposal: SharingProposal, decision_id: UUID, key: DataKey) -> bytes:
    """Encrypt necessity, proportionality, subsidiarity and consent together."""
    words = proposal.model_dump_json(by_alias=True, include={*WORDS, "consent"})
    return key.encrypt(words.encode(), place=place_of_words(decision_id))


WORDS = ("necessity", "proportionality", "subsidiarity")


def _deed(by: str | None, at: datetime | None) -> Deed | None:
    return Deed(by=by, at=at) if by is not None and at is not None else None


def summarise(row: DatabaseRow, now: datetime) -> SharingSummary:
    """Make the view of a decision without what it shares."""
    return SharingSummary(
        id=row.id,
        signal_id=row.signal_id,
        reference=row.reference,
        municipality_code=row.municipality_code,
        district=row.district_id,
        exploitation_forms=row.exploitation_forms,
        compartment=Compartment(row.compartment),
        receiving_desk=row.receiving_desk_id,
        case_reference=row.case_reference,
        receiving_case_reference=row.receiving_case_reference,
        purpose=row.purpose,
        legal_basis=row.legal_basis,
        status=status_at(row.status, row.valid_until, now),
        valid_until=row.valid_until,
        proposed=Deed(by=row.proposed_by_name, at=row.proposed_at),
        approved=_deed(row.approved_by_name, row.approved_at),
        revoked=_deed(row.revoked_by_name, row.revoked_at),
    )


def view_of(row: DatabaseRow, items: list[ItemView], key: DataKey, now: datetime) -> SharingView:
    """Make the view of a decision with its reasons and its items."""
    words = orjson.loads(key.decrypt(row.words, place=place_of_words(row.id)))
    return SharingView(
        **dict(summarise(row, now)),
        **{name: words[name] for name in WORDS},
        consent=ConsentView.model_validate(words["consent"]) if words["consent"] is not None else None,
        items=items,
    )
