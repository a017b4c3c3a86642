"""Terms: written in a table as people say them, and read back as the same."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reference.opening_hours import region_calendar
from app.routing.terms import Term, parse_term

TERMS = st.builds(
    Term, st.integers(1, 8000).map(lambda hours: timedelta(hours=hours)), working=st.booleans()
) | st.builds(Term, st.integers(1, 100_000).map(lambda minutes: timedelta(minutes=minutes)))
FRIDAY = datetime(2026, 11, 27, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("PT1H around the clock", Term(timedelta(hours=1))),
        ("PT1H", Term(timedelta(hours=1))),
        ("P1DT30M", Term(timedelta(days=1, minutes=30))),
        ("1 working hour", Term(timedelta(hours=1), working=True)),
        ("4 working hours", Term(timedelta(hours=4), working=True)),
        ("1 working day", Term(timedelta(hours=8), working=True)),
        ("3 working days", Term(timedelta(hours=24), working=True)),
    ],
)
def test_a_term_is_read_as_it_is_said(text: str, term: Term) -> None:
    assert parse_term(text) == term


@given(TERMS)
def test_a_term_that_was_written_is_read_as_the_same(term: Term) -> None:
    assert parse_term(str(term)) == term


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "P1DT",
        "PT0H",
        "-PT1H",
        "P1Y",
        "P367D",
        "1",
        "1 working days",
        "2 working day",
        "0 working days",
        "9999 working days",
        "1 dag",
        "PT1H around the clock ",
        "1.5 working days",
        "PT1H\n",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"term|write"):
        parse_term(text)


def test_acute_danger_does_not_wait_for_monday_and_the_rest_does() -> None:
    acute, high = parse_term("PT1H around the clock"), parse_term("1 working day")
    assert acute.after(FRIDAY, region_calendar()) == datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
    assert high.after(FRIDAY, region_calendar()) == datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
