"""A map of the region, as SVG: a tile for each municipality, about where it lies among the others.

Tiles say as much of a small municipality as of a large one, and need no boundaries, which change with each merger.
"""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from app.monitor.statistics.drawing import FEW, FILL, INK, MARGIN, SOFT, TOP, sheet, write

TILES = (
    "     -      -      - GM1676      -      -      -      - GM1959      -",
    "     -      -      -      -      - GM1709 GM1719 GM0779      - GM0867",
    "GM0717 GM1695      - GM0716 GM0851 GM1655 GM0777 GM0826 GM0766 GM0809",
    "GM0687 GM0664 GM0678 GM0703 GM0748 GM1674 GM0758 GM0784 GM0855 GM0824",
    "GM0718 GM0654      -      - GM0873 GM0840 GM0879 GM1723 GM0785 GM0798",
    "GM1714 GM0715 GM0677      -      -      -      - GM0744      -      -",
)
"""Where each municipality lies: north is up, west is left."""

PLACES = {
    code: (column, row) for row, line in enumerate(TILES) for column, code in enumerate(line.split()) if code != "-"
}
COLUMNS, ROWS = len(TILES[0].split()), len(TILES)
TILE, HIGH, GAP, HEADING = 112, 50, 4, 30
EMPTY = "#eef1f3"
LEGEND = f"Elke tegel is een gemeente, ongeveer op haar plaats. Zonder getal: {FEW}"


def municipality_map(title: str, period: str, names: Mapping[str, str], sides: Mapping[str, Mapping[str, int]]) -> str:
    """Draw a map for each side: the names of all municipalities by code, and how many there were where that is told."""
    tall = HEADING + HIGH * (ROWS + 1)
    width = 2 * MARGIN + TILE * COLUMNS
    root = sheet(width, TOP + tall * len(sides) + MARGIN, title, f"{period}. {LEGEND}")
    most = max((size for sizes in sides.values() for size in sizes.values()), default=1)
    for number, (side, sizes) in enumerate(sides.items()):
        top = TOP + number * tall
        write(root, MARGIN, top + HEADING - 12, side, fill=INK, font_weight="bold")
        for code, (column, row) in _places(names).items():
            left = MARGIN + column * TILE
            _tile(root, left, top + HEADING + row * HIGH, names[code], sizes.get(code), most)
    return tostring(root, encoding="unicode")


def _places(names: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """Give each municipality its place; one that is new to this map stands in a row below it."""
    unplaced = {code: (column, ROWS) for column, code in enumerate(sorted(names.keys() - PLACES.keys()))}
    return {code: PLACES.get(code) or unplaced[code] for code in names}


def _tile(root: Element, left: int, top: int, name: str, size: int | None, most: int) -> None:
    strength = 0.0 if size is None else 0.15 + 0.85 * size / most
    dark = strength > 0.8
    box = {"x": str(left), "y": str(top), "width": str(TILE - GAP), "height": str(HIGH - GAP), "rx": "3"}
    SubElement(root, "rect", {**box, "fill": EMPTY})
    if size is not None:
        SubElement(root, "rect", {**box, "fill": FILL, "fill-opacity": f"{strength:.2f}"})
    ink = "#ffffff" if dark else INK
    middle = left + (TILE - GAP) / 2
    write(root, middle, top + 18, name, fill=ink if size is not None else SOFT, text_anchor="middle", font_size="11")
    if size is not None:
        write(root, middle, top + 37, str(size), fill=ink, text_anchor="middle", font_weight="bold")
