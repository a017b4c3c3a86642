"""How sure a share is: by tables that others worked out, and by how often the interval holds."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.monitor.figures.intervals import newcombe, wilson
from app.monitor.figures.periods import Period, Span

NEWCOMBE_1998_TABLE_II = (
    (56, 70, 48, 80, 0.2, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.6, 0.1705, 0.8090),
    (10, 10, 0, 20, 1.0, 0.6791, 1.0),
)
"""Contrasts of his table II, with the bounds of method 10."""


@pytest.mark.parametrize(("a", "m", "b", "n", "difference", "low", "high"), NEWCOMBE_1998_TABLE_II)
def test_a_difference_has_the_bounds_of_newcombe(
    a: int, m: int, b: int, n: int, difference: float, low: float, high: float
) -> None:
    found = newcombe(wilson(a, m), wilson(b, n))
    assert [round(number, 4) for number in found] == pytest.approx([difference, low, high], abs=6e-5)


def test_a_share_has_the_bounds_of_wilson() -> None:
    assert [round(number, 4) for number in wilson(81, 263)] == [0.3080, 0.2553, 0.3662], "Newcombe 1998, table I"


@given(st.integers(1, 500).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))))
def test_a_share_lies_in_its_interval_and_that_in_nought_to_one(counted: tuple[int, int]) -> None:
    share, low, high = wilson(*counted)
    assert -1e-12 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1 + 1e-12


@given(st.sampled_from(Span), st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_periods_follow_one_another_and_hold_their_days(span: Span, day: date) -> None:
    period = Period.of(span, day)
    assert period.first_day <= day < period.first_day_after
    assert Period.parse(period.name) == period == period.next.previous
    for one, other in pairwise((period.previous, period, period.next)):
        assert one.first_day_after == other.first_day
