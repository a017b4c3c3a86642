"""What is asked of the stream of notifications, each time in a way that ends."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

from tests.wall.known import Known
from tests.wall.replay import Request


def follow(route: str, known: Known) -> Iterator[Request]:
    """Follow one's notifications from moments on and after places, for as long as it takes to tell what there is."""
    path = "/v1/notifications/stream?seconds=0"
    for hours in (-2400, -2, 0, 9):
        moment = known.now + timedelta(hours=hours)
        yield Request(route, f"{path}&since={quote(moment.isoformat())}")
    for place in ("AAAA", known.now.isoformat()):
        yield Request(route, path, None, {"Last-Event-ID": place})
    yield from (Request(route, f"{path}{more}") for more in ("", "&since=x", "&limit=1", "&x=1"))
    yield Request(route, path, None, {"Accept": "application/json"})
