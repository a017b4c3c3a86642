"""Finding citizen service numbers in free text."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.signals.bsn import contains_bsn, passes_elfproef

DIGITS = st.text("0123456789", min_size=9, max_size=9)
WORDS = st.text("abcdefghijklmnopqrstuvwxyzéëï ,.!?\n", max_size=30)


@st.composite
def bsns(draw: st.DrawFn) -> str:
    """Draw nine digits that pass the check."""
    first = draw(st.text("0123456789", min_size=8, max_size=8))
    total = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), first, strict=True))
    assume(total % 11 < 10)
    assume(total > 0)
    return f"{first}{total % 11}"


@pytest.mark.parametrize("number", ["111222333", "123456782", "010464554"])
def test_known_test_numbers_pass(number: str) -> None:
    assert passes_elfproef(number)


@pytest.mark.parametrize("number", ["123456789", "000000000", "111222334", "987654321"])
def test_others_do_not(number: str) -> None:
    assert not passes_elfproef(number)


@given(bsns(), WORDS, WORDS, st.sampled_from(["", " ", ".", "-"]))
def test_a_bsn_is_found_wherever_it_stands_and_however_it_is_grouped(
    number: str, before: str, after: str, separator: str
) -> None:
    grouped = separator.join((number[:3], number[3:6], number[6:]))
    assert contains_bsn(f"{before} x{grouped}x {after}")


@given(bsns(), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number: str, place: int, change: int) -> None:
    digit = (int(number[place]) + change) % 10
    assert not passes_elfproef(number[:place] + str(digit) + number[place + 1 :])


@given(DIGITS)
def test_a_longer_number_is_no_bsn(number: str) -> None:
    assert not contains_bsn(f"{number}0")
    assert not contains_bsn(f"+{number}")


@pytest.mark.parametrize(
    "text", ["", "Bel 06-12345678", "ordernummer 1234567820", "in 2024 en 2025", "NL91ABNA0417164300"]
)
def test_everyday_numbers_are_left_alone(text: str) -> None:
    assert not contains_bsn(text)
