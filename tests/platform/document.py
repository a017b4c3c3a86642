"""The OpenAPI document as the code makes it, and ways to walk through it."""

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

import pytest

from app.main import create_app
from tests.world import Json

APP = create_app()
DOCUMENT: Json = APP.openapi()
SCHEMAS: Json = DOCUMENT["components"]["schemas"]


class Operation(NamedTuple):
    """One method of one path."""

    method: str
    path: str
    described: Json

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def parameters(self, place: str) -> list[str]:
        """List the names of the parameters in a place."""
        return [p["name"] for p in self.described.get("parameters", []) if p["in"] == place]


OPERATIONS = [
    Operation(method.upper(), path, described)
    for path, item in DOCUMENT["paths"].items()
    for method, described in item.items()
]
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=str)


def resolve(node: Json) -> Json:
    """Follow a reference within the document."""
    while "$ref" in node:
        found: Any = DOCUMENT
        for step in str(node["$ref"]).removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def nodes(tree: object) -> Iterator[Json]:
    """Walk through every object below a node."""
    if isinstance(tree, dict):
        yield cast("Json", tree)
        for child in tree.values():
            yield from nodes(child)
    elif isinstance(tree, list):
        for child in tree:
            yield from nodes(child)


def references(tree: object) -> set[str]:
    """Collect what a part of the document refers to."""
    return {node["$ref"] for node in nodes(tree) if isinstance(node.get("$ref"), str)}


def reachable(tree: object) -> set[str]:
    """Collect what a part of the document refers to, directly or through something else."""
    found: set[str] = set()
    new = references(tree)
    while new:
        found |= new
        new = {deeper for name in new for deeper in references(resolve({"$ref": name}))} - found
    return found
