"""The ladder of escalation: each step in turn, never before its time, and never twice, whatever the clock does."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reference.opening_hours import region_calendar
from app.routing.document import compose, shipped_document
from app.signals.vocabulary import Urgency
from app.triage.escalations.rules import (
    FEEDBACK_LADDER,
    LADDER,
    STEP_OF_RUNG,
    About,
    EscalationStep,
    Rung,
    ladder_of,
    moment_of,
    plan,
)

CALENDAR = region_calendar()
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - as asked
URGENCIES = st.sampled_from(Urgency)


def test_every_urgency_has_every_step_and_every_step_a_name() -> None:
    assert all(list(LADDER[urgency]) == list(Rung) for urgency in Urgency)
    assert set(STEP_OF_RUNG) == {*Rung, None}
    assert set(STEP_OF_RUNG.values()) == set(EscalationStep)


@given(MOMENTS, URGENCIES)
def test_a_higher_step_is_taken_later_and_none_before_the_deadline(due: datetime, urgency: Urgency) -> None:
    moments = [moment_of(rung, LADDER[urgency], due, CALENDAR) for rung in Rung]
    assert moments[0] == due
    assert moments == sorted(set(moments))


@given(MOMENTS)
def test_acute_danger_has_reached_the_chain_within_three_hours_of_its_receipt(received: datetime) -> None:
    for row in compose(shipped_document()).rows:
        due = row.deadlines[Urgency.ACUTE].after(received, CALENDAR)
        assert moment_of(Rung.CHAIN, LADDER[Urgency.ACUTE], due, CALENDAR) <= received + timedelta(hours=3)


@settings(deadline=None)
@given(MOMENTS, URGENCIES, st.lists(st.timedeltas(timedelta(days=-40), timedelta(days=40)), max_size=30))
def test_whatever_the_clock_does_each_step_is_taken_once_in_turn_and_not_early(
    due: datetime, urgency: Urgency, jumps: list[timedelta]
) -> None:
    taken: list[Rung] = []
    rung: Rung | None = Rung.DESK
    at: datetime | None = due
    for jump in jumps:
        now = due + jump
        while rung is not None and at is not None and at <= now:
            decided = plan(rung, LADDER[urgency], due, now, CALENDAR, without_waiting=False)
            if decided.takes_step:
                assert moment_of(rung, LADDER[urgency], due, CALENDAR) <= now
                taken.append(rung)
            assert decided.at is None or decided.at > now or decided.takes_step
            rung, at = decided.rung, decided.at
    assert taken == list(Rung)[: len(taken)]
    latest = max((due + jump for jump in jumps), default=due - timedelta(days=1))
    assert taken == [rung for rung in Rung if moment_of(rung, LADDER[urgency], due, CALENDAR) <= latest]


@given(MOMENTS, URGENCIES, st.timedeltas(timedelta(minutes=1), timedelta(days=60)))
def test_a_deadline_that_was_moved_is_waited_for(due: datetime, urgency: Urgency, more: timedelta) -> None:
    decided = plan(Rung.DESK, LADDER[urgency], due + more, due, CALENDAR, without_waiting=False)
    assert (decided.takes_step, decided.rung, decided.at) == (False, Rung.DESK, due + more)
    at_once = plan(Rung.DISTRICT, LADDER[urgency], due + more, due, CALENDAR, without_waiting=True)
    assert (at_once.takes_step, at_once.rung) == (True, Rung.CHAIN)


@given(MOMENTS, URGENCIES)
def test_a_reminder_of_feedback_goes_to_the_desk_then_to_the_district_and_no_further(
    due: datetime, urgency: Urgency
) -> None:
    for about in (About.FIRST_FEEDBACK, About.CLOSING_FEEDBACK):
        ladder = ladder_of(about, urgency)
        assert list(ladder) == list(FEEDBACK_LADDER) == [Rung.DESK, Rung.DISTRICT]
        first = plan(Rung.DESK, ladder, due, due, CALENDAR, without_waiting=False)
        assert (first.takes_step, first.rung) == (True, Rung.DISTRICT)
        assert first.at is not None
        assert CALENDAR.between(due, first.at) == timedelta(hours=16)
        last = plan(Rung.DISTRICT, ladder, due, first.at, CALENDAR, without_waiting=False)
        assert (last.takes_step, last.rung) == (True, None)
