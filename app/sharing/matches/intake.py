"""Keeps by what a signal that was just received can be recognised; writing the lookup down makes PostgreSQL compare."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from app.access.gate import Work
from app.access.matrix import Compartment
from app.platform.database import Base, Row
from app.sharing.evidence import EVIDENCE
from app.sharing.identity import IdentityTokens
from app.sharing.models import IdentityLookup, IdentityTokenRow, SearchToken
from app.sharing.subjects import SubjectKind, facts_of_person, tokens_of_part
from app.sharing.terms import terms_of_person
from app.signals.dispatch import Envelope
from app.signals.models import LocationRecord, PersonRecord
from app.signals.parts import SealedRows
from app.signals.schemas import CarePart, SecurityPart
from app.triage.links.rules import raised_due

RECORDS = {SubjectKind.PERSON: PersonRecord, SubjectKind.LOCATION: LocationRecord}

Parts = Collection[tuple[Compartment, CarePart | SecurityPart, SealedRows]]


class IdentityRecogniser:
    """Makes the rows by which a signal can be recognised; implements the recogniser that signals ask for."""

    def __init__(self, tokens: IdentityTokens) -> None:
        self._tokens = tokens

    def rows(self, work: Work, envelope: Envelope, parts: Parts) -> Mapping[type[Base], Sequence[Row]]:
        """Return the tokens of every person and place, by which desks search, and the lookup that compares them."""
        kept, named = list(self._token_rows(envelope, parts)), list(self._search_rows(envelope, parts))
        if not kept:
            return {SearchToken: named} if named else {}
        lookup = {
            "signal_id": envelope.id,
            "municipality_code": envelope.municipality_code,
            "actor_id": work.actor.actor_id,
            "asked_at": envelope.received_at,
            "high_due_at": raised_due(envelope.received_at),
        }
        return {IdentityTokenRow: kept, SearchToken: named, IdentityLookup: [lookup]}

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
                        "kind": token.kind,
                        "municipality_code": envelope.municipality_code,
                        "district_id": envelope.district_id,
                    }

    def _search_rows(self, envelope: Envelope, parts: Parts) -> Iterator[Row]:
        for side, part, _ in parts:
            terms = {term for person in part.persons for term in terms_of_person(facts_of_person(person))}
            for value in self._tokens.of_terms(terms):
                yield {
                    "signal_id": envelope.id,
                    "compartment": side,
                    "value": value,
                    "municipality_code": envelope.municipality_code,
                }
