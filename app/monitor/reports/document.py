"""A report as headings, paragraphs, tables, bars and lights, whatever it is written as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.monitor.statistics.charts import Bar


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, and notes below it; `widths` are shares of the width of the page.

    Nothing in it is told by colour alone.
    """

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars of shares, with their intervals as whiskers."""

    caption: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Lights:
    """How many things have which light, by name: as a bar of the colours, and in words beside it."""

    caption: str
    rows: Sequence[tuple[str, Mapping[str, int]]]


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote the paragraphs that follow, set apart from those before it."""

    text: str


Block = str | Byline | Table | Bars | Lights
"""What a section is made of; a text is a paragraph."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it."""

    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report, in Dutch."""

    title: str
    subtitle: str
    sections: Sequence[Section]
