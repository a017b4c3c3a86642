"""Writes the permission matrix into `docs/access.md`, between two marks; the rest of that page is written by hand."""

from collections.abc import Iterable, Iterator

from app.access.matrix import MATRIX, Action, Compartment, Reach, cell
from app.access.wording import ACTIONS, FLOWS, REACHES, SCOPES

BEGIN, END = "<!-- made by signaalbrug export-access -->", "<!-- end of what is made -->"


def with_matrix(page: str) -> str:
    """Return the page with what is between the marks made anew; raises ValueError for a page without them."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no marks between which the matrix stands")
    return f"{before}{BEGIN}\n\n{chr(10).join(_lines())}\n{END}{after}"


def _lines() -> Iterator[str]:
    yield "### Who sees what"
    yield ""
    yield from _table(
        ("role", "area", "care", "security"),
        (
            (f"`{role}`", SCOPES[rights.scope], *(_reaches(cell(rights, side)) for side in Compartment))
            for role, rights in MATRIX.items()
        ),
    )
    yield "### What each of these means"
    yield ""
    yield from _table(("reach", "meaning"), ((_name(reach), REACHES[reach]) for reach in Reach))
    yield "### Who may do what"
    yield ""
    yield from _table(
        ("action", "what", "roles"),
        ((f"`{action}`", ACTIONS[action], _roles(action)) for action in Action),
    )
    yield "### What may cross the wall"
    yield ""
    yield from _table(
        ("flow", "what crosses", "when", "where"), ((f.name, f.crosses, f.condition, f.where) for f in FLOWS)
    )


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heading)} |"
    yield f"| {' | '.join('---' for _ in heading)} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _roles(action: Action) -> str:
    return ", ".join(f"`{role}`" for role, rights in MATRIX.items() if action in rights.actions)


def _reaches(reaches: frozenset[Reach]) -> str:
    return ", ".join(_name(reach) for reach in Reach if reach in reaches) or "nothing"


def _name(reach: Reach) -> str:
    return reach.replace("_", " ")
