"""What the API shows of matches, appointments and machine clients, by the rules."""

from collections.abc import Awaitable, Callable

from tests.wall.model import Row
from tests.wall.reading import may_read
from tests.wall.visit import Visit

MANAGE = "appointments:all:manage"
CLIENT_ROLE = "system"


async def show_matches(visit: Visit) -> None:
    """Compare the matches that a bridge is told of; they have no id of their own."""
    door, rows = "GET /v1/matches", visit.world.rows("matches")
    items = await visit.pages("/matches")
    if isinstance(items, int) or not visit.may("matches:desk:read"):
        expected = 200 if visit.may("matches:desk:read") else 403
        visit.compare(door, "/matches", expected, items if isinstance(items, int) else 200)
        return
    named = {_name(row): may_read(visit.world, visit.actor, visit.now, "matches", row) for row in rows}
    found = [f"{item['signalId']}|{item['compartment']}|{item['desk']}" for item in items]
    visit.compare(door, "everything once", len(set(found)), len(found))
    visit.report.compare_sets(visit.actor, door, list(named), {n for n, shown in named.items() if shown}, set(found))


def _name(row: Row) -> str:
    return f"{row['signal_id']}|{row['compartment']}|{row['desk_id']}"


def _of_kind(visit: Visit, kind: str) -> list[Row]:
    rows = visit.world.rows("appointments")
    return [row for row in rows if (row["role"] == CLIENT_ROLE) == (kind == "client")]


async def show_appointments(visit: Visit) -> None:
    """Compare the overview of what people hold."""
    rows = _of_kind(visit, "person")
    await visit.all("GET /v1/appointments", MANAGE, "/appointments", rows, rows)


async def show_clients(visit: Visit) -> None:
    """Compare the list of machine clients."""
    rows = _of_kind(visit, "client")
    await visit.all("GET /v1/clients", MANAGE, "/clients", rows, rows)


def shows_appointment(kind: str, path: str) -> Callable[[Visit], Awaitable[None]]:
    """Make a door of single appointments of one kind; those of the other kind are not there."""

    async def show(visit: Visit) -> None:
        of_this_kind = _of_kind(visit, kind)
        for row in visit.world.rows("appointments"):
            door = f"GET /v1{path}/{{id}}"
            await visit.one(door, MANAGE, f"{path}/{row['id']}", shown=row in of_this_kind)

    return show
