"""The map of municipalities: each has its place, and what is too little to tell has no number."""

import csv
import re
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import fromstring

import app.reference
from app.monitor.statistics.charts import Bar, chart
from app.monitor.statistics.maps import PLACES, municipality_map

DATA = Path(app.reference.__file__).parent / "data" / "municipalities.csv"


def texts(drawn: str) -> list[str]:
    return [unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)<", drawn)]


def test_every_municipality_of_the_region_has_a_tile_of_its_own() -> None:
    with DATA.open(encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    assert sorted(PLACES) == sorted(codes)
    assert len(set(PLACES.values())) == len(codes)


def test_a_side_shows_what_is_told_and_no_number_for_the_rest() -> None:
    names = {"GM0758": "Breda", "GM0855": "Tilburg"}
    drawn = municipality_map("Signalen", "2026-10", names, {"Zorg": {"GM0758": 13}, "Veiligheid": {}})
    assert texts(drawn)[2:] == ["Zorg", "Breda", "13", "Tilburg", "Veiligheid", "Breda", "Tilburg"]


def test_a_name_with_what_is_no_character_leaves_a_drawing_that_can_be_read() -> None:
    map_of = municipality_map("Signalen", "2026-10", {"GM0758": "Bre\uffffda"}, {"Zorg": {"GM0758": 13}})
    bars = chart("Ti\ufffetel", "On\uffffder", [Bar("La\uffffbel", 0.5, "50\ufdd0%")], 1)
    for drawn, words in ((map_of, ["Breda"]), (bars, ["Titel", "Onder", "Label", "50%"])):
        assert set(words) <= {element.text for element in fromstring(drawn).iter()}  # noqa: S314 - our own drawing


def test_a_municipality_that_is_new_is_drawn_too() -> None:
    names = {"GM0758": "Breda", "GM9999": "Nieuw & Oud"}
    assert "Nieuw & Oud" in texts(municipality_map("Signalen", "2026-10", names, {"Zorg": {"GM9999": 11}}))
