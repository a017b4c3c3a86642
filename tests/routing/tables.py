"""Tables for tests: the regional one with changes."""

from collections.abc import Callable
from typing import Any

from app.routing.document import TableDocument, compose, shipped_document
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
