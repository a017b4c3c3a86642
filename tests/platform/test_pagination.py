"""A cursor goes on in the list it was made for, for the actor it was made for, and is worth nothing otherwise."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.platform.pagination import MAX_CURSOR_LENGTH, Cursors
from app.platform.problems import FieldError, InvalidInput

KEY = bytes(range(32))
SCOPE = "0198a000-0000-7000-8000-000000000001:signals"
ALPHABET = string.ascii_letters + string.digits + "-_"

quickly = settings(database=None, deadline=None, max_examples=80)
values = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8"), max_size=40)
positions = st.lists(values, max_size=6)
scopes = st.text(st.characters(codec="utf-8"), max_size=60)


def check_refused(cursors: Cursors, scope: str, cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        cursors.open(scope, cursor)
    expected = FieldError("invalid_cursor", "Start again without a cursor.", parameter="cursor")
    assert refused.value.errors == (expected,)


@quickly
@given(scope=scopes, position=positions)
def test_a_cursor_gives_its_position_back(scope: str, position: list[object]) -> None:
    cursor = Cursors(KEY).seal(scope, position)
    assert Cursors(KEY).open(scope, cursor) == position
    assert set(cursor) <= set(ALPHABET)


@quickly
@given(scope=scopes, other=scopes, position=positions)
def test_a_cursor_of_another_actor_or_list_is_refused(scope: str, other: str, position: list[object]) -> None:
    if scope != other:
        check_refused(Cursors(KEY), other, Cursors(KEY).seal(scope, position))


@quickly
@given(position=positions)
def test_a_cursor_signed_with_another_key_is_refused(position: list[object]) -> None:
    check_refused(Cursors(KEY), SCOPE, Cursors(KEY[::-1]).seal(SCOPE, position))


@quickly
@given(position=positions, at=st.integers(min_value=0), symbol=st.sampled_from(ALPHABET))
def test_a_changed_cursor_leads_nowhere_else(position: list[object], at: int, symbol: str) -> None:
    cursor = Cursors(KEY).seal(SCOPE, position)
    place = at % len(cursor)
    changed = cursor[:place] + symbol + cursor[place + 1 :]
    if place < len(cursor) - 1 and changed != cursor:
        check_refused(Cursors(KEY), SCOPE, changed)
    else:
        try:
            assert Cursors(KEY).open(SCOPE, changed) == position
        except InvalidInput:
            assert changed != cursor


@pytest.mark.parametrize("position", [[1], [12]])
def test_a_cursor_whose_last_character_is_changed_is_refused(position: list[object]) -> None:
    cursor = Cursors(KEY).seal(SCOPE, position)
    for symbol in ALPHABET:
        if symbol != cursor[-1]:
            check_refused(Cursors(KEY), SCOPE, cursor[:-1] + symbol)


def test_a_cursor_in_another_spelling_is_refused() -> None:
    cursor = next(c for n in range(1000) if {"-", "_"} & set(c := Cursors(KEY).seal(SCOPE, [n])))
    check_refused(Cursors(KEY), SCOPE, cursor.replace("-", "+").replace("_", "/"))


@pytest.mark.parametrize("position", [[], [1], ["0198a000-0000-7000-8000-000000000001", 2]])
def test_every_cut_of_a_cursor_is_refused(position: list[object]) -> None:
    cursor = Cursors(KEY).seal(SCOPE, position)
    for length in range(len(cursor)):
        check_refused(Cursors(KEY), SCOPE, cursor[:length])


@quickly
@given(cursor=st.text(max_size=80))
def test_whatever_else_is_sent_is_refused(cursor: str) -> None:
    check_refused(Cursors(KEY), SCOPE, cursor)


@pytest.mark.parametrize(
    "cursor", ["=", "====", "A", "é" * 20, "\x00", " ", "A" * 999, "A" * 1001, "null", "W10", "[]"]
)
def test_what_only_looks_like_a_cursor_is_refused(cursor: str) -> None:
    check_refused(Cursors(KEY), SCOPE, cursor)


def test_a_cursor_that_is_too_long_is_not_even_looked_at() -> None:
    cursor = Cursors(KEY).seal(SCOPE, ["x" * 1000])
    assert len(cursor) > MAX_CURSOR_LENGTH
    check_refused(Cursors(KEY), SCOPE, cursor)
