"""The picture of a month lets nobody compute what was left out of it: an attack that solves for every hidden count.

The attacker has every table of the month at once, by form, sector, district, municipality, indicator and kind of place,
and knows which features rise together; and knows that counts are whole and not negative, of which form an indicator is,
and in which district a municipality lies. For each count that is not shown the least and the most that it can be are
solved for, over all signals that would have given the same picture.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import product
from random import Random
from typing import NamedTuple

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from app.monitor.figures.counting import Count
from app.monitor.figures.definitions import NOT_TOLD, Answer, Figure, Grouping
from app.monitor.figures.periods import Period
from app.monitor.figures.picture import counted, tells_of_nobody
from app.monitor.figures.publishing import Line, Publication
from app.monitor.figures.rising import Features
from app.monitor.figures.suppression import LEAST
from tests.monitor.drawing import KEY

MONTH = Period.parse("2026-11")
DISTRICT_OF = {"breda": "de_baronie", "oosterhout": "de_baronie", "goes": "zeeland"}
INDICATOR_OF = {"C1": "criminal"}


class Atom(NamedTuple):
    """What one signal tells; of a feature that is not there, nothing."""

    form: str
    sector: str
    municipality: str
    indicator: str
    location_kind: str

    def groups(self) -> dict[str, str]:
        """Return in which group of each grouping it counts."""
        return {**self._asdict(), "district": DISTRICT_OF[self.municipality]}

    def features(self) -> Iterator[str]:
        """List its features."""
        for grouping in ("form", "sector", "district", "indicator", "location_kind"):
            name = self.groups()[grouping]
            if name not in ("", NOT_TOLD):
                yield f"{grouping}:{name}"


ATOMS = [
    atom
    for values in product(
        ("labour", "criminal"),
        ("hospitality", "cleaning", "street", NOT_TOLD),
        DISTRICT_OF,
        ("", "C1"),
        ("", "dwelling"),
    )
    if not (atom := Atom(*values)).indicator or INDICATOR_OF[atom.indicator] == atom.form
]
PARTS = ("form", "sector", "district", "municipality")
"""Groupings of which each signal has one."""
NAMES = {Grouping(name): tuple(dict.fromkeys(atom.groups()[name] for atom in ATOMS)) for name in PARTS}
Data = Counter[Atom]


def features_of(data: Data) -> dict[Features, int]:
    """Count each feature alone, and each two of different kinds together, as the database does."""
    found: Counter[Features] = Counter()
    for atom, size in data.items():
        there = sorted(atom.features())
        found.update({(feature, ""): size for feature in there})
        for number, one in enumerate(there):
            found.update({(one, other): size for other in there[number + 1 :]})
    return dict(found)


def publish(data: Data) -> tuple[list[Line], list[Features]]:
    """Publish the month; return its lines on the care side, and all that could be told to rise."""
    counts = [
        Count(
            "care", Figure.SIGNALS, {Grouping(name): atom.groups()[name] for name in PARTS}, Answer.COUNTED, data[atom]
        )
        for atom in ATOMS
        if data[atom]
    ]
    publication = Publication(MONTH, NAMES, {Grouping.MUNICIPALITY: DISTRICT_OF}, KEY)
    lines = [line for line in publication.lines(counts) if line.compartment == "care" and line.size is not None]
    now = features_of(data)
    lines += counted(MONTH, "care", now, lines)
    shown = {f"{line.grouping}:{line.name}": line.size for line in lines if line.size}
    return lines, [features for features in now if now[features] >= LEAST and tells_of_nobody(features, now, shown)]


def mask(grouping: str, name: str) -> np.ndarray:
    """Select the atoms of a group."""
    return np.array([grouping == "all" or atom.groups()[grouping] == name for atom in ATOMS], float)


class Attack:
    """What was published: equations over the atoms, and that what rises came often enough to be looked at."""

    def __init__(self, lines: list[Line], risen: list[Features]) -> None:
        self.known = [
            LinearConstraint(mask(line.grouping, line.name).reshape(1, -1), line.size, line.size) for line in lines
        ]
        for features in risen:
            together = np.array([all(f in ("", *atom.features()) for f in features) for atom in ATOMS], float)
            self.known.append(LinearConstraint(together.reshape(1, -1), LEAST, np.inf))

    def bounds(self, count: np.ndarray) -> tuple[int, int]:
        """Solve for the least and the most that a count can be."""
        ends = []
        for sign in (1, -1):
            found = milp(sign * count, constraints=self.known, bounds=Bounds(0, 1000), integrality=np.ones(len(ATOMS)))
            assert found.success, found.message
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]


def draw(seed: int) -> Data:
    """Draw the signals of a month, mostly uneven."""
    random = Random(seed)  # noqa: S311 - data to attack is no secret
    weight = {value: random.choice((0.1, 0.5, 1, 3)) for atom in ATOMS for value in atom}
    weights = [
        weight[form] * weight[sector] * weight[municipality] * weight[indicator] * weight[place]
        for form, sector, municipality, indicator, place in ATOMS
    ]
    return Counter(random.choices(ATOMS, weights, k=random.choice((4, 9, 15, 25, 40, 80))))


@pytest.mark.parametrize("seed", range(30))
def test_no_count_of_the_picture_that_was_left_out_can_be_computed_back(seed: int) -> None:
    data = draw(seed)
    lines, risen = publish(data)
    attack, shown = Attack(lines, risen), {(line.grouping, line.name) for line in lines}
    for grouping in (*PARTS, "indicator", "location_kind"):
        for name in dict.fromkeys(atom.groups()[grouping] for atom in ATOMS):
            if not name or (grouping, name) in shown:
                continue
            size = sum(data[atom] for atom in ATOMS if atom.groups()[grouping] == name)
            least, most = attack.bounds(mask(grouping, name))
            assert least <= size <= most
            if (least, most) == (0, 0):
                continue  # all that were left out count nobody
            assert least == 0 or most - least >= LEAST, (grouping, name, least, most)
            assert most >= LEAST, (grouping, name, least, most)


def test_sectors_are_told_in_some_of_the_pictures_and_left_out_of_others() -> None:
    told = [{line.name for line in publish(draw(seed))[0] if line.grouping is Grouping.SECTOR} for seed in range(30)]
    assert any(NOT_TOLD in names for names in told)
    assert any(0 < len(names) < len(NAMES[Grouping.SECTOR]) for names in told)
    assert any(not names for names in told)


def test_the_attack_finds_a_sector_that_alone_was_left_out() -> None:
    """The attack is one that works: beside the others, what alone is left out is what they leave of the total."""
    data = Counter({atom: 7 if atom.sector == "hospitality" else 0 for atom in ATOMS})
    data[next(atom for atom in ATOMS if atom.sector == "street")] = 2
    lines, _ = publish(data)
    assert not [line for line in lines if line.grouping is Grouping.SECTOR]
    size = sum(data.values()) - 2
    naive = [
        *lines,
        *(
            Line(MONTH.name, "care", Figure.SIGNALS, Grouping.SECTOR, name, count)
            for name, count in (("hospitality", size), ("cleaning", 0), (NOT_TOLD, 0))
        ),
    ]
    assert Attack(naive, []).bounds(mask("sector", "street")) == (2, 2)
