"""A progress bar on standard error, and nothing when nobody looks."""

import sys
import time

WIDTH = 40


class Progress:
    """How far something is, and how long it has taken."""

    def __init__(self, total: int, what: str) -> None:
        self.total, self.what = total, what
        self.started = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Return how long it has taken."""
        return time.perf_counter() - self.started

    def show(self, done: int, note: str = "") -> None:
        """Draw the bar anew."""
        if not sys.stderr.isatty():
            return
        filled = min(WIDTH, WIDTH * done // max(1, self.total))
        bar = "█" * filled + "·" * (WIDTH - filled)
        line = f"\r{bar} {done:,} of {self.total:,} {self.what}, {self.seconds:.0f} s {note}"
        print(f"{line:<110.110}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line of the bar."""
        if sys.stderr.isatty():
            print(file=sys.stderr)
