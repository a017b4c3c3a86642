"""Searching: PostgreSQL compares tokens, on the caller's own desks and sides, and keeps that it was asked."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import LargeBinary, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from app.access.gate import Work
from app.platform.database import insert_all
from app.platform.ids import is_reference, new_id
from app.platform.models import Event
from app.platform.outbox import event_row
from app.platform.problems import InvalidInput, TooManyRequests
from app.sharing.contacts import AddressFacts
from app.sharing.evidence import TokenKind
from app.sharing.identity import IdentityTokens
from app.sharing.searches.schemas import SoughtAddress, SoughtPerson, TaskSearchResult, TaskSearchSubmission
from app.sharing.terms import terms_asked
from app.sharing.traits import PersonFacts
from app.signals.models import Signal
from app.triage.models import Task
from app.triage.queries import TaskRow, own_tasks
from app.triage.schemas import TaskView
from app.triage.views import fields_of

MOST_FOUND = 100
WAIT_SECONDS = 600

SEARCH = text("SELECT access.search_tasks(:id, :kind, :values)").bindparams(
    bindparam("values", type_=ARRAY(LargeBinary()))
)


async def search(work: Work, sought: TaskSearchSubmission, tokens: IdentityTokens) -> TaskSearchResult:
    """Find tasks on the caller's desks by a reference, an address or a person on the side of the task.

    Raises InvalidInput for what nothing can be found by, and TooManyRequests.
    """
    kind, values = _values(sought, tokens)
    search_id = new_id()
    answer = await work.connection.execute(SEARCH, {"id": search_id, "kind": kind, "values": sorted(values)})
    found: list[UUID] | None = answer.scalar_one()
    if found is None:
        raise TooManyRequests("You searched very often within the hour; wait a while.", retry_after=WAIT_SECONDS)
    event = event_row(
        "task_search.made",
        occurred_at=work.now,
        actor_id=work.actor.actor_id,
        subject_id=search_id,
        data={"by": kind},
    )
    await insert_all(work.connection, {Event: [event]})
    if sought.reference is not None:
        of_signal = select(Signal.id).where(Signal.reference == sought.reference).scalar_subquery()
        query = own_tasks(work).where(Task.signal_id == of_signal)
    else:
        query = own_tasks(work).where(Task.id.in_(found))
    rows = await work.connection.execute(query.order_by(Task.opened_at.desc(), Task.id.desc()).limit(MOST_FOUND + 1))
    return _result(work, [TaskRow._make(row) for row in rows])


def _values(sought: TaskSearchSubmission, tokens: IdentityTokens) -> tuple[str, Iterable[bytes]]:
    if sought.address is not None:
        return "address", _of_address(sought.address, tokens)
    if sought.person is not None:
        if values := _of_person(sought.person, tokens):
            return "person", values
        raise InvalidInput.at("/person", "too_little", "This is too little to find somebody by; give a name in full")
    if not is_reference(sought.reference or ""):
        raise InvalidInput.at("/reference", "reference", "This is not a reference; look whether it was typed well")
    return "reference", ()


def _of_address(address: SoughtAddress, tokens: IdentityTokens) -> frozenset[bytes]:
    facts = AddressFacts(address.postal_code, address.house_number, address.house_number_addition)
    wanted = TokenKind.BUILDING if address.house_number_addition is None else TokenKind.FRONT_DOOR
    return frozenset(token.value for token in tokens.of_address(facts) if token.kind is wanted)


def _of_person(person: SoughtPerson, tokens: IdentityTokens) -> frozenset[bytes]:
    facts = PersonFacts(
        given_name=person.given_name,
        family_name_prefix=person.family_name_prefix,
        family_name=person.family_name,
        birth_date=person.birth_date,
    )
    if person.birth_date is not None:
        return frozenset(token.value for token in tokens.of_person(facts))
    return tokens.of_terms(terms_asked(facts))


def _result(work: Work, rows: list[TaskRow]) -> TaskSearchResult:
    items = [
        TaskView.model_validate(fields_of(row, work.actor.actor_id, work.now), by_alias=True)
        for row in rows[:MOST_FOUND]
    ]
    return TaskSearchResult(items=items, complete=len(rows) <= MOST_FOUND)
