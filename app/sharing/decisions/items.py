"""The items of a sharing decision: taken as they stand, kept under the decision's own key, and shown as kept."""

from uuid import UUID

import orjson
from pydantic import BaseModel
from sqlalchemy import select

from app.access.gate import Work
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.platform.ids import SignalId
from app.platform.problems import FieldError, InvalidInput
from app.sharing.decisions.casework import read_casework
from app.sharing.decisions.item_views import (
    ItemView,
    SharedEnrichment,
    SharedIntervention,
    SharedNote,
    SharedProposal,
    SharedSafety,
)
from app.sharing.decisions.kinds import Content, ItemKind
from app.sharing.decisions.parts import read_part
from app.sharing.decisions.schemas import ItemName, SharingProposal
from app.sharing.models import SharedItem
from app.signals.keys import KeyRing
from app.signals.part_views import LocationView, PersonView

SHAPES: dict[ItemKind, type[BaseModel]] = {
    ItemKind.PERSON: PersonView,
    ItemKind.LOCATION: LocationView,
    ItemKind.ENRICHMENT: SharedEnrichment,
    ItemKind.INTERVENTION: SharedIntervention,
    ItemKind.CASE_NOTE: SharedNote,
    ItemKind.SAFETY_ASSESSMENT: SharedSafety,
    ItemKind.DSP_PROPOSAL: SharedProposal,
}
"""How each kind of item is shown, in the field that is called after it; a narrative is a text."""


def place_of(item_row_id: UUID) -> str:
    """Name the place that a shared item is bound to."""
    return f"shared_items.content:{item_row_id}"


async def take_items(
    work: Work, proposal: SharingProposal, case: DatabaseRow | None, ring: KeyRing
) -> list[tuple[ItemName, Content]]:
    """Return the named items as they stand now, of the signal or of the case of the caller that was named.

    Raises InvalidInput for each that is neither on this side of the signal nor in the case.
    """
    wanted = {kind: [item.id for item in proposal.items if item.kind is kind] for kind in ItemKind}
    found = await read_part(work, SignalId(proposal.signal_id), proposal.compartment, wanted, ring)
    named = [(item.kind, item.id) for item in proposal.items]
    if case is not None and not found.keys() >= set(named):
        found |= await read_casework(work, case, proposal.signal_id, wanted, ring)
    message = "There is no such item on this side of the signal, nor is there one in a case of it that is named"
    errors = [
        FieldError("unknown_item", message, pointer=f"/items/{index}/id")
        for index, name in enumerate(named)
        if name not in found
    ] + [
        FieldError("repeated_item", "Each item is named once", pointer=f"/items/{index}")
        for index, name in enumerate(named)
        if name in named[:index]
    ]
    if errors:
        raise InvalidInput(f"The body has {len(errors)} error(s).", errors=errors)
    return [(item, found[item.kind, item.id]) for item in proposal.items]


async def open_items(work: Work, decision_id: UUID, key: DataKey) -> list[ItemView]:
    """Return the items of a decision as they stood when it was proposed, in the order they were named."""
    query = select(SharedItem.id, SharedItem.kind, SharedItem.item_id, SharedItem.content, SharedItem.logged_in_error)
    rows = await work.connection.execute(query.where(SharedItem.decision_id == decision_id).order_by(SharedItem.id))
    return [_view(row, key) for row in rows]


def _view(row: DatabaseRow, key: DataKey) -> ItemView:
    kind, content = ItemKind(row.kind), orjson.loads(key.decrypt(row.content, place=place_of(row.id)))
    shown = content["narrative"] if kind is ItemKind.NARRATIVE else SHAPES[kind].model_validate(content)
    return ItemView(id=row.item_id, logged_in_error=row.logged_in_error or None, **{"kind": kind, kind.value: shown})
