"""Tables for tests: the regional one with changes."""

from collections.abc import Callable
from typing import Any

from app.routing.document import TableDocument, compose, shipped_document
from app.routing.facts import DOMAINS
from app.routing.table import DecisionTable

Document = dict[str, Any]


def regional() -> Document:
    """Return the regional table as a document that may be changed."""
    return shipped_document().model_dump(mode="json", by_alias=True)


def row_of(document: Document, row_id: str) -> Document:
    """Return one of the rows of a document."""
    row: Document = next(row for row in document["rows"] if row["id"] == row_id)
    return row


def changed(change: Callable[[Document], object]) -> DecisionTable:
    """Return the regional table with a change."""
    document = regional()
    change(document)
    return compose(TableDocument.model_validate(document))


def without(*row_ids: str) -> Document:
    """Return the regional table without some rows."""
    document = regional()
    document["rows"] = [row for row in document["rows"] if row["id"] not in row_ids]
    return document


def largest_draft() -> Document:
    """Return a draft with as many rows as there may be, which test every fact and contradict each other."""
    every = {
        name: sorted({v for value in domain for v in (value if isinstance(value, frozenset) else [value])}, key=str)
        for name, domain in DOMAINS.items()
    }
    base = {**row_of(regional(), "dsp-otherwise"), "when": every}
    rows = [{**base, "id": f"row-{number}", "layer": number % 4 + 1} for number in range(60)]
    own = [{"district": "zeeland", "rows": [{**row, "id": f"{row['id']}-{n}"} for row in rows[:20]]} for n in range(8)]
    return {**regional(), "version": "zwb-2027.1", "rows": rows, "overlays": own}
