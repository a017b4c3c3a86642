"""What the programme says of where signals go (Bijlage 1), held against the table that the service comes with."""

from datetime import UTC, datetime, timedelta

import pytest

from app.access.matrix import LABOUR_DESKS, Compartment
from app.reference.opening_hours import region_calendar
from app.routing.document import compose, shipped_document
from app.routing.engine import Outcome, route
from app.routing.facts import Facts, PartFacts
from app.routing.terms import Term
from app.signals.vocabulary import AimedAt, Urgency

RECEIVED = [datetime(2026, 11, 23, tzinfo=UTC) + n * timedelta(hours=1) for n in range(7 * 24)]
TABLE = compose(shipped_document())
CARE, SECURITY = Compartment.CARE, Compartment.SECURITY
VICTIM, PERPETRATOR, BOTH, UNKNOWN = AimedAt.VICTIM, AimedAt.PERPETRATOR, AimedAt.BOTH, AimedAt.UNKNOWN

ZORGCOORDINATOR, ARBEIDSINSPECTIE = "zorgcoordinator responsible", "arbeidsinspectie responsible"
AVIM, AVIM_ACTS = "avim informed", "avim responsible"
ZORGTAFEL, DSP, PROJECTLEIDER = "zorgtafel responsible", "dsp responsible", "projectleider_ondermijning informed"


def outcomes(
    aimed_at: AimedAt,
    *,
    forms: str = "sexual",
    acute: bool = False,
    care: PartFacts | None = None,
    security: PartFacts | None = None,
) -> tuple[Outcome, ...]:
    """Route a signal."""
    parts = {side: part for side, part in ((CARE, care), (SECURITY, security)) if part is not None}
    return route(Facts(aimed_at, frozenset(forms.split()), acute, "de_baronie", parts), TABLE)


def desks(*args: AimedAt, **kwargs: object) -> set[str]:
    """Return the kinds of desks with what they have to do."""
    return {f"{o.desk} {o.involvement}" for o in outcomes(*args, **kwargs)}  # type: ignore[arg-type]  # passed on


def part(**facts: object) -> PartFacts:
    """Make the facts of a part."""
    return PartFacts(**facts)  # type: ignore[arg-type]  # passed on


@pytest.mark.parametrize(
    ("said", "given", "expected"),
    [
        ("a victim goes to the zorgcoördinator", {"aimed_at": VICTIM}, {ZORGCOORDINATOR}),
        ("an unknown signal goes to the zorgcoördinator", {"aimed_at": UNKNOWN}, {ZORGCOORDINATOR}),
        ("a perpetrator goes to the DSP with AVIM informed", {"aimed_at": PERPETRATOR}, {DSP, AVIM}),
        ("both go down both tracks", {"aimed_at": BOTH}, {ZORGCOORDINATOR, DSP, AVIM}),
        (
            "young perpetrators go to the Zorgtafel",
            {"aimed_at": PERPETRATOR, "security": part(minor_involved=True)},
            {ZORGTAFEL, AVIM},
        ),
        (
            "mixed profiles go to the Zorgtafel",
            {"aimed_at": PERPETRATOR, "security": part(mixed_profile=True)},
            {ZORGTAFEL, AVIM},
        ),
        (
            "a mild intellectual disability points to the Zorgtafel",
            {"aimed_at": PERPETRATOR, "security": part(mild_intellectual_disability=True)},
            {ZORGTAFEL, AVIM},
        ),
        (
            "organised cases go to the DSP",
            {"aimed_at": PERPETRATOR, "security": part(organised=True)},
            {DSP, AVIM},
        ),
        (
            "multi-suspect cases go to the DSP",
            {"aimed_at": PERPETRATOR, "security": part(suspects="several")},
            {DSP, AVIM},
        ),
        (
            "business-bound cases go to the DSP, with the projectleider informed of the lever",
            {"aimed_at": PERPETRATOR, "security": part(location_kind="business")},
            {DSP, AVIM, PROJECTLEIDER},
        ),
        (
            "a permit is a lever",
            {"aimed_at": PERPETRATOR, "security": part(location_kind="licensed_business")},
            {DSP, AVIM, PROJECTLEIDER},
        ),
        (
            "a dwelling is a lever and no business",
            {"aimed_at": PERPETRATOR, "security": part(location_kind="dwelling")},
            {DSP, AVIM, PROJECTLEIDER},
        ),
        (
            "an online place is no lever",
            {"aimed_at": PERPETRATOR, "security": part(location_kind="online")},
            {DSP, AVIM},
        ),
        (
            "young and organised goes to both tables",
            {"aimed_at": PERPETRATOR, "security": part(minor_involved=True, organised=True)},
            {ZORGTAFEL, DSP, AVIM},
        ),
        (
            "acute danger with a perpetrator in view makes AVIM act",
            {"aimed_at": PERPETRATOR, "acute": True},
            {DSP, AVIM_ACTS},
        ),
        (
            "labour exploitation gives the Arbeidsinspectie a task",
            {"aimed_at": VICTIM, "forms": "labour"},
            {ZORGCOORDINATOR, ARBEIDSINSPECTIE},
        ),
        (
            "labour exploitation among other forms too",
            {"aimed_at": UNKNOWN, "forms": "sexual labour"},
            {ZORGCOORDINATOR, ARBEIDSINSPECTIE},
        ),
        (
            "other forms do not",
            {"aimed_at": BOTH, "forms": "criminal organ_removal"},
            {ZORGCOORDINATOR, DSP, AVIM},
        ),
        (
            "a minor victim says nothing of the perpetrator",
            {"aimed_at": BOTH, "care": part(minor_involved=True)},
            {ZORGCOORDINATOR, DSP, AVIM},
        ),
    ],
)
def test_the_programme_says_that(said: str, given: dict[str, object], expected: set[str]) -> None:
    aimed_at = given.pop("aimed_at")
    assert isinstance(aimed_at, AimedAt)
    assert desks(aimed_at, **given) == expected, said


def test_layer_one_is_warned_before_layer_two_discusses() -> None:
    layers = {o.desk: o.layer for o in outcomes(BOTH, security=part(minor_involved=True, location_kind="business"))}
    assert layers == {"zorgcoordinator": 1, "avim": 1, "projectleider_ondermijning": 1, "zorgtafel": 2, "dsp": 2}


def test_acute_danger_is_within_the_hour_around_the_clock() -> None:
    for outcome in outcomes(BOTH, acute=True):
        assert outcome.urgency is Urgency.ACUTE
        assert outcome.deadline == Term(timedelta(hours=1)), outcome.desk


def test_a_minor_makes_it_urgent_on_the_side_that_knows() -> None:
    urgency = {o.track: o.urgency for o in outcomes(BOTH, care=part(minor_involved=True))}
    assert urgency == {CARE: Urgency.HIGH, SECURITY: Urgency.NORMAL}


def test_more_urgent_is_never_later() -> None:
    for row in TABLE.rows:
        acute, high, normal = (row.deadlines[level] for level in (Urgency.ACUTE, Urgency.HIGH, Urgency.NORMAL))
        for received in RECEIVED:
            due = [term.after(received, region_calendar()) for term in (acute, high, normal)]
            assert due == sorted(due), (row.id, received)


def test_every_row_tells_why_in_dutch_and_in_english() -> None:
    for row in TABLE.rows:
        assert row.reason.nl.endswith(".")
        assert row.reason.en.endswith(".")
        assert row.reason.nl != row.reason.en


def test_only_desks_of_which_figures_are_left_out_are_given_signals_by_their_form() -> None:
    """What a desk is given by form tells of forms: `without_given_by_form` leaves out what those had."""
    assert {row.desk for row in TABLE.rows if "forms" in row.condition.tests} <= LABOUR_DESKS


def test_labour_exploitation_can_be_arranged_otherwise_by_a_single_row() -> None:
    assert [row.id for row in TABLE.rows if row.desk == "arbeidsinspectie"] == ["arbeidsinspectie-labour"]
