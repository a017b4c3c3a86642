"""A progress bar on standard error, and a line now and then where that is no terminal."""

import sys
import time

WIDTH = 40
LINE_EVERY = 60.0
"""Seconds between two lines in a log."""


class Progress:
    """How far something is, and how long it has taken."""

    def __init__(self, total: int, what: str) -> None:
        self.total, self.what = total, what
        self.started = self._told = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Return how long it has taken."""
        return time.perf_counter() - self.started

    def show(self, done: int, note: str = "") -> None:
        """Draw the bar anew."""
        line = f"{done:,} of {self.total:,} {self.what}, {self.seconds:.0f} s {note}"
        if not sys.stderr.isatty():
            if time.perf_counter() - self._told > LINE_EVERY:
                self._told = time.perf_counter()
                print(line, file=sys.stderr, flush=True)
            return
        filled = min(WIDTH, WIDTH * done // max(1, self.total))
        bar = "█" * filled + "·" * (WIDTH - filled)
        print(f"\r{bar} {line:<{110 - WIDTH}.{110 - WIDTH}}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line of the bar."""
        if sys.stderr.isatty():
            print(file=sys.stderr)
