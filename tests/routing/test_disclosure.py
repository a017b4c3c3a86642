"""What is shown of counts tells of no few people, by itself or by subtraction within one answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.matrix import Compartment
from app.routing.disclosure import LEAST_DECISIONS, SMALL, DeskOnTrack, comparison_of
from app.routing.schemas import PeriodComparison

CARE, SECURITY = Compartment.CARE, Compartment.SECURITY
AVIM, DSP, ZORGTAFEL = ("avim", SECURITY), ("dsp", SECURITY), ("zorgtafel", SECURITY)
COUNTS = st.dictionaries(st.sampled_from([AVIM, DSP, ZORGTAFEL, ("zorgcoordinator", CARE)]), st.integers(0, 40))


def shown(comparison: PeriodComparison) -> dict[DeskOnTrack, tuple[int | None, int | None]]:
    """Return what is shown of each desk."""
    return {(desk.desk_kind, desk.track): (desk.active, desk.draft) for desk in comparison.desks}


def test_a_small_count_is_withheld_together_with_what_it_could_be_computed_from() -> None:
    counts = {AVIM: 20, DSP: 3, ZORGTAFEL: 17}
    assert shown(comparison_of(20, 0, counts, counts)) == {
        AVIM: (20, 20),
        DSP: (None, None),
        ZORGTAFEL: (None, None),
    }


def test_a_desk_that_would_get_a_few_tasks_more_does_not_tell_how_many() -> None:
    assert shown(comparison_of(20, 1, {AVIM: 12}, {AVIM: 13})) == {AVIM: (10, None)}


@pytest.mark.parametrize(("changed", "told"), [(0, 0), (1, None), (4, None), (5, 5), (15, 15), (16, None), (20, 20)])
def test_neither_a_few_that_change_nor_a_few_that_stay_are_told(changed: int, told: int | None) -> None:
    assert comparison_of(20, changed, {}, {}).changed == told


@given(st.integers(0, 40), COUNTS, COUNTS)
def test_no_answer_shows_a_small_count(
    total: int, active: dict[DeskOnTrack, int], draft: dict[DeskOnTrack, int]
) -> None:
    comparison = comparison_of(total, total, active, draft)
    if total < LEAST_DECISIONS:
        assert (comparison.decisions, comparison.changed, comparison.desks) == (None, None, [])
    for desk, columns in shown(comparison).items():
        for counts, told in zip((active, draft), columns, strict=True):
            assert told is None or told % SMALL == 0
            assert told is None or not 0 < counts.get(desk, 0) < SMALL
