"""What is asked of meetings besides what is asked of everything: days, tasks on agendas, and owners of actions."""

from collections.abc import Iterator
from datetime import timedelta

from tests.wall.known import Known
from tests.wall.replay import Request
from tests.wall.sent import ACTION
from tests.world import Json


def planned(known: Known) -> Iterator[Json]:
    """Plan meetings of every table, on days on which it meets already and on which it does not."""
    desks = ("zorgtafel.de_baronie", "zorgtafel.zeeland", "dsp.de_baronie", "dsp.zeeland", "avim", "nowhere")
    days = [(known.now + timedelta(days=number)).date().isoformat() for number in (-1, 1, 9)]
    return ({"desk": desk, "date": day} for desk in desks for day in days)


def list_tasks(route: str, known: Known) -> Iterator[Request]:
    """Put tasks on agendas, a part of all on each, with one on all."""
    for number, one in enumerate(known.meetings):
        for task in (*known.tasks[number % 7 :: 7], known.tasks[0]):
            yield Request(route, f"/v1/meetings/{one}/agenda-items", {"taskId": str(task)})


def act(route: str, known: Known) -> Iterator[Request]:
    """Agree on action points for some of everybody there is."""
    for number, one in enumerate(known.items):
        for owner in known.actors[number % 3 :: 18]:
            yield Request(route, f"/v1/agenda-items/{one}/action-points", {**ACTION, "owner": str(owner)})
