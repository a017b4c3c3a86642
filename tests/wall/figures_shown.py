"""What the statistics show, by the rules: of each side its own figures, to whoever sees any of them."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from tests.wall.monitoring import counted, local
from tests.wall.reading import may_read
from tests.wall.visit import Visit

ACTION = "statistics:all:read"
DOORS = {
    "intervention-effects": ("effect_on_exploitation", ["period=2026-H1&groupBy=domain"]),
    "signals": ("signals", ["period=2026-10&groupBy=form", "period=2026-09&groupBy=sector"]),
    "timeliness": ("timely_triage", ["period=2026-Q3&work=triage"]),
}
MEETINGS = {"anna_overleg": "care", "specialistenoverleg": "security"}


def shows_statistic(name: str) -> Callable[[Visit], Awaitable[None]]:
    """Make a door that compares the groups a statistic shows of each side with the lines that the actor may read."""
    door, (figure, queries) = f"GET /v1/statistics/{name}", DOORS[name]

    async def show(visit: Visit) -> None:
        for query in queries:
            await ask(visit, query)

    async def ask(visit: Visit, query: str) -> None:
        period = query.partition("&")[0].partition("=")[2]
        figures = visit.world.rows("published_figures")
        lines = [row for row in figures if (row["figure"], row["period"]) == (figure, period)]
        readable = [row for row in lines if may_read(visit.world, visit.actor, visit.now, "published_figures", row)]
        answer = await visit.get(f"/statistics/{name}?{query}")
        status = 403 if not visit.may(ACTION) else 200 if readable else 404
        visit.compare(door, "status", status, answer.status_code)
        if answer.status_code != 200:
            return
        expected = {f"{row['compartment']} {row['name']} {row['size']}" for row in readable}
        everything = [f"{row['compartment']} {row['name']} {row['size']}" for row in lines]
        found = {
            f"{side['compartment']} {group['code'] or ''} {_size(group)}"
            for side in answer.json()["sides"]
            for group in ([side["total"]] if side["total"] else []) + side["groups"]
        }
        visit.report.compare_sets(visit.actor, door, everything, expected, found)

    return show


async def show_entries(visit: Visit) -> None:
    """Compare what was written in the monitor, page by page."""
    rows = visit.world.rows("monitor_entries")
    shown = [row for row in rows if may_read(visit.world, visit.actor, visit.now, "monitor_entries", row)]
    await visit.all("GET /v1/monitor/entries", "monitor:all:read", "/monitor/entries", rows, shown)


def shows_monitor(name: str) -> Callable[[Visit], Awaitable[None]]:
    """Make a door of what the monitor tells of the programme, to whoever reads it."""
    door = f"GET /v1/monitor/{name.partition('?')[0]}"

    async def show(visit: Visit) -> None:
        answer = await visit.get(f"/monitor/{name}")
        visit.compare(door, "status", 200 if visit.may("monitor:all:read") else 403, answer.status_code)

    return show


async def show_counted(visit: Visit) -> None:
    """Compare what counted in this quarter and in the last, of what the actor may read, and who is told how many."""
    door, action = "GET /v1/monitor/norms/counted", "norms:known:read"
    today = local(visit.now)
    this = _quarter(today)
    last = _quarter(today.replace(day=1, month=(today.month - 1) // 3 * 3 + 1) - timedelta(days=1))
    for quarter in (this, last):
        path = f"/monitor/norms/counted?quarter={quarter}"
        things = [(table, row) for _, table, row, day, _ in counted(visit.world) if _quarter(day) == quarter]
        shown = [row for table, row in things if may_read(visit.world, visit.actor, visit.now, table, row)]
        everything = [*visit.world.rows("dsp_proposals"), *visit.world.rows("interventions")]
        await visit.all(door, action, path, everything, shown)
        answer = await visit.get(path)
        if answer.status_code == 200:
            visit.compare(door, "how many", visit.may("monitor:all:read"), bool(answer.json()["norms"]))


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


async def show_picture(visit: Visit) -> None:
    """Compare for which meetings there is a picture: those of whose side the actor may read the last month."""
    door, figures = "GET /v1/monitor/picture", visit.world.rows("published_figures")
    signals = [row for row in figures if row["figure"] == "signals"]
    readable = [row for row in signals if may_read(visit.world, visit.actor, visit.now, "published_figures", row)]
    for meeting, side in MEETINGS.items():
        answer = await visit.get(f"/monitor/picture?meeting={meeting}&format=odt")
        there = any(row["compartment"] == side for row in readable)
        status = 403 if not visit.may(ACTION) else 200 if there else 404
        visit.compare(door, meeting, status, answer.status_code)


SHOWS_OF_STATISTICS = {
    "GET /v1/monitor/picture": show_picture,
    "GET /v1/monitor/entries": show_entries,
    "GET /v1/monitor/actions": shows_monitor("actions"),
    "GET /v1/monitor/actions/history": shows_monitor("actions/history?action=5.4"),
    "GET /v1/monitor/norms": shows_monitor("norms"),
    "GET /v1/monitor/norms/counted": show_counted,
    "GET /v1/monitor/report": shows_monitor("report?halfYear=2026-H1"),
    **{f"GET /v1/statistics/{name}": shows_statistic(name) for name in DOORS},
}


def _size(group: dict[str, object]) -> object:
    measured = group.get("effects") or group.get("measured") or group
    assert isinstance(measured, dict)
    return measured["size"]
