"""Keeps by what a signal that was just received can be recognised; writing the lookup down makes PostgreSQL compare."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import Base, Row
from app.sharing.evidence import EVIDENCE
from app.sharing.identity import IdentityTokens
from app.sharing.models import IdentityLookup, IdentityTokenRow
from app.sharing.subjects import SubjectKind, tokens_of_part
from app.signals.dispatch import Envelope
from app.signals.models import LocationRecord, PersonRecord
from app.signals.parts import SealedRows
from app.signals.schemas import CarePart, SecurityPart

RECORDS = {SubjectKind.PERSON: PersonRecord, SubjectKind.LOCATION: LocationRecord}

Parts = Collection[tuple[Compartment, CarePart | SecurityPart, SealedRows]]


class IdentityRecogniser:
    """Makes the rows by which a signal can be recognised; implements the recogniser that signals ask for."""

    def __init__(self, tokens: IdentityTokens) -> None:
        self._tokens = tokens

    def rows(self, work: Work, envelope: Envelope, parts: Parts) -> Mapping[type[Base], Sequence[Row]]:
        """Return the tokens of every person and place, and the lookup that compares them."""
        kept = list(self._token_rows(envelope, parts))
        if not kept:
            return {}
        lookup = {
            "signal_id": envelope.id,
            "municipality_code": envelope.municipality_code,
            "actor_id": work.actor.actor_id,
            "asked_at": envelope.received_at,
        }
        return {IdentityTokenRow: kept, IdentityLookup: [lookup]}

    def _token_rows(self, envelope: Envelope, parts: Parts) -> Iterator[Row]:
        for side, part, sealed in parts:
            for subject in tokens_of_part(part, self._tokens):
                for token in subject.tokens:
                    yield {
                        "signal_id": envelope.id,
                        "compartment": side,
                        "subject_id": sealed[RECORDS[subject.kind]][subject.index]["id"],
                        "value": token.value,
                        "strength": EVIDENCE[token.kind].strength,
                        "municipality_code": envelope.municipality_code,
                        "district_id": envelope.district_id,
                    }
