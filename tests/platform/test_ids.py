"""Ids are unguessable and ordered by time; references survive being read out over a telephone."""

import re
import time
from itertools import pairwise

import pytest

from app.platform.ids import CROCKFORD, REFERENCE_PATTERN, is_reference, new_id, new_reference

REFERENCES = [new_reference(2026) for _ in range(200)]


def test_ids_are_uuids_of_version_7_and_come_in_the_order_they_were_made() -> None:
    before = time.time_ns() // 1_000_000
    made = [new_id() for _ in range(5_000)]
    after = time.time_ns() // 1_000_000
    assert {(i.version, i.variant) for i in made} == {(7, "specified in RFC 4122")}
    assert all(earlier < later for earlier, later in pairwise(made))
    assert before <= made[0].int >> 80
    assert made[-1].int >> 80 <= after + 1
    assert len({i.int & 0xFFFF_FFFF for i in made}) > 4_990


def test_a_reference_looks_as_it_is_promised() -> None:
    for reference in REFERENCES:
        assert re.fullmatch(r"ZWB-2026-[0-9ABCDEFGHJKMNPQRSTVWXYZ]{6}", reference)
        assert re.fullmatch(REFERENCE_PATTERN, reference)
        assert is_reference(reference)
    assert new_reference(2031).startswith("ZWB-2031-")


def test_references_cannot_be_counted() -> None:
    assert len(set(REFERENCES)) >= 199
    assert len({reference[9] for reference in REFERENCES}) > 20
    assert sorted(REFERENCES) != REFERENCES


def test_every_slip_of_one_character_is_noticed() -> None:
    for reference in REFERENCES[:40]:
        for at in range(9, 15):
            for symbol in CROCKFORD:
                slip = reference[:at] + symbol + reference[at + 1 :]
                assert is_reference(slip) == (slip == reference), (reference, slip)


def test_every_swap_of_two_neighbours_is_noticed() -> None:
    for reference in REFERENCES:
        for at in range(9, 14):
            swap = reference[:at] + reference[at + 1] + reference[at] + reference[at + 2 :]
            assert is_reference(swap) == (swap == reference), (reference, swap)


def test_a_symbol_too_many_or_too_few_is_noticed() -> None:
    for reference in REFERENCES[:40]:
        assert not is_reference(reference[:-1])
        assert not is_reference(reference + "0")
        assert not is_reference(reference.lower()) or not re.search("[A-Z]", reference[9:])


@pytest.mark.parametrize("text", ["", "-", "ZWB-2026-", "ZWB-2026-IIIIII", "ZWB-2026-00000U", "ZWB-2026-0000 0"])
def test_what_is_no_reference_is_told_apart(text: str) -> None:
    assert not is_reference(text)


@pytest.mark.parametrize("text", ["000000", "XYZ-2026-000000", "2026-000000", "ZWB-26-000000", "ZWB-2026-x-000000"])
def test_a_reference_starts_as_one(text: str) -> None:
    assert not is_reference(text)
