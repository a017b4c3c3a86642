"""What a proposal must satisfy besides its shape: who may receive it, on which legal basis, and for how long."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.access.matrix import DESK_READERS, LABOUR_DESKS, Compartment
from app.platform.database import DatabaseRow
from app.platform.problems import FieldError, InvalidInput
from app.reference.snapshot import ReferenceSnapshot
from app.sharing.decisions.schemas import SharingProposal
from app.signals.vocabulary import ExploitationForm

LONGEST = timedelta(days=366)
BOTH = "both"
OTHER_SIDE = {Compartment.CARE: Compartment.SECURITY, Compartment.SECURITY: Compartment.CARE}


def refuse_unlawful(
    proposal: SharingProposal, envelope: DatabaseRow, reference: ReferenceSnapshot, now: datetime
) -> None:
    """Raise InvalidInput with everything that is wrong with a proposal."""
    errors = [
        *_receiver_errors(proposal, envelope, reference),
        *_purpose_errors(proposal, reference, now),
        *_basis_errors(proposal, reference, now),
        *_period_errors(proposal, now),
    ]
    if errors:
        raise InvalidInput(f"The body has {len(errors)} error(s).", errors=errors)


def _receiver_errors(
    proposal: SharingProposal, envelope: DatabaseRow, reference: ReferenceSnapshot
) -> Iterator[FieldError]:
    desk = reference.desks.get(proposal.receiving_desk)
    if desk is None or (desk.kind, OTHER_SIDE[proposal.compartment]) not in DESK_READERS:
        message = "This is not a desk that works on the other side of the wall"
        yield FieldError("receiving_desk", message, pointer="/receivingDesk")
    elif desk.kind in LABOUR_DESKS and ExploitationForm.LABOUR not in envelope.exploitation_forms:
        message = "This desk receives signals of labour exploitation only"
        yield FieldError("labour_only", message, pointer="/receivingDesk")


def _purpose_errors(proposal: SharingProposal, reference: ReferenceSnapshot, now: datetime) -> Iterator[FieldError]:
    purpose = reference.code_lists["sharing-purpose"].get(proposal.purpose)
    if purpose is None or not purpose.valid_on(now.date()):
        yield FieldError("purpose", "This code is not in the code list sharing-purpose", pointer="/purpose")


def _basis_errors(proposal: SharingProposal, reference: ReferenceSnapshot, now: datetime) -> Iterator[FieldError]:
    basis = reference.code_lists["legal-basis"].get(proposal.legal_basis)
    if basis is None or not basis.valid_on(now.date()):
        yield FieldError("legal_basis", "This code is not in the code list legal-basis", pointer="/legalBasis")
        return
    if basis.attributes["shares_from"] not in (BOTH, proposal.compartment):
        message = f"This legal basis does not cover what is on the {proposal.compartment} side"
        yield FieldError("legal_basis", message, pointer="/legalBasis")
    needed = basis.attributes["needs_consent"] == "yes"
    if needed and proposal.consent is None:
        yield FieldError("consent", "Tell who asked for consent, and when", pointer="/consent")
    if not needed and proposal.consent is not None:
        yield FieldError("consent", "Consent goes with the legal basis of consent only", pointer="/consent")


def _period_errors(proposal: SharingProposal, now: datetime) -> Iterator[FieldError]:
    if not now < proposal.valid_until <= now + LONGEST:
        yield FieldError("valid_until", "The end lies ahead, a year at most", pointer="/validUntil")
