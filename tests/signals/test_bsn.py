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


@given(bsns())
def test_the_nine_digits_of_a_dutch_telephone_number_are_no_bsn(number: str) -> None:
    assert not contains_bsn(f"Bel +31 {number}")
    assert not contains_bsn(f"Bel 0031 (0){number[:1]} {number[1:]}")


@pytest.mark.parametrize(
    "text",
    [
        "111222333 2 keer",
        "2 keer 111222333",
        "111222333-1",
        "1-111222333",
        "+111222333",
        "BSN111222333NL",
        "12 111 222 333 4",
        "111\u00a0222\u00a0333",
        "111\u2009222\u202f333",
        "111\u2013222\u2212333",
        "111 - 222 - 333",
        "111.222-333",
        "1 1 1 2 2 2 3 3 3",
        "111\u200b222\u2060333",
        "".join(chr(0xFF10 + int(digit)) for digit in "111222333"),
        "١١١٢٢٢٣٣٣",
        "geboren 2-11-1990, 111222333",
    ],
)
def test_a_bsn_is_found_beside_other_numbers_and_in_any_script(text: str) -> None:
    assert contains_bsn(text)


def test_a_text_of_nothing_but_digits_is_searched_quickly() -> None:
    assert not contains_bsn("0 " * 10_000)
    assert not contains_bsn("+31" * 6_000)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bel 06-12345678",
        "Bel +31 6 12345671",
        "ordernummer 1234567820",
        "in 2024 en 2025",
        "gezien op 2-11-2026 17:30",
        "gezien op 1/11/2026 3 keer",
        "NL91ABNA0417164300",
        "NL91 ABNA 0417 1643 00",
    ],
)
def test_everyday_numbers_are_left_alone(text: str) -> None:
    assert not contains_bsn(text)
