"""What the half-year report repeats of the evaluations: as much as can be printed in bounded time."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from app.monitor.programme.schemas import EntryView
from app.monitor.reports import wording
from app.monitor.reports.document import Block, Byline, Section
from app.monitor.reports.pdf import printable
from app.platform.clock import local_date

MOST_LETTERS = 200_000
"""How many letters all evaluations together have at most in a report, which is some sixty pages and seconds of work."""
LETTERS_OF_A_LINE = 90
"""What beginning a new line costs of those: it takes the room, and the work, of a line that is full."""


def on_evaluations(entries: Sequence[EntryView], districts: Mapping[str, str]) -> Section:
    """Repeat what was written as evaluation of the half-year, of the region first.

    The room is shared: each is told in the same number of letters at most, whoever wrote more.
    """
    blocks: list[Block] = []
    room = MOST_LETTERS // max(1, len(entries))
    for entry in sorted(entries, key=lambda one: (one.district is not None, one.district or "", one.written_at)):
        where = "Regio" if entry.district is None else districts[entry.district]
        words = _fitting(entry.words, room)
        byline = Byline(f"{where} ({entry.written_by}, {local_date(entry.written_at):%d-%m-%Y})")
        blocks += [byline, *filter(None, words.split("\n"))]
        if words != entry.words:
            blocks.append(wording.CUT_OFF)
    return Section("Evaluaties", blocks or ["Er is nog geen evaluatie vastgelegd."])


def _fitting(words: str, room: int) -> str:
    """Return a text, cut off where it is longer than there is room, as it is printed: a drawing becomes its name."""
    for place, letter in enumerate(words):
        room -= _room_of(letter)
        if room < 0:
            return words[:place].rstrip() + "…"
    return words


@lru_cache(maxsize=2048)
def _room_of(letter: str) -> int:
    return LETTERS_OF_A_LINE if letter == "\n" else len(printable(letter))
