"""The whole space of facts: no signal is ever without a desk."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.matrix import Compartment
from app.reference.snapshot import ReferenceSnapshot, read_snapshot
from app.routing.decide import decide
from app.routing.document import compose, shipped_document
from app.routing.engine import Outcome, route, route_track
from app.routing.facts import DOMAINS, Facts, PartFacts, SeenFacts, every_combination
from app.routing.table import TaskInvolvement
from app.signals.vocabulary import AimedAt, LocationKind
from tests.world import World

TABLE = compose(shipped_document())
RESPONSIBLE = TaskInvolvement.RESPONSIBLE
MUST_ACT = {"victim": Compartment.CARE, "unknown": Compartment.CARE, "perpetrator": Compartment.SECURITY}

PARTS = st.builds(
    PartFacts,
    minor_involved=st.booleans(),
    mild_intellectual_disability=st.booleans(),
    mixed_profile=st.booleans(),
    organised=st.booleans(),
    suspects=st.sampled_from(["one", "several"]),
    location_kind=st.sampled_from(["none", *(str(kind) for kind in LocationKind)]),
)
FACTS = st.builds(
    Facts,
    aimed_at=st.sampled_from(list(AimedAt)),
    forms=st.sampled_from(DOMAINS["forms"]),
    acute_danger=st.booleans(),
    district=st.sampled_from(DOMAINS["district"]),
    parts=st.dictionaries(st.sampled_from(list(Compartment)), PARTS),
)


def all_facts() -> list[SeenFacts]:
    """Return every combination that a track can see."""
    return list(every_combination())


@pytest.mark.parametrize("track", Compartment)
def test_every_combination_that_a_track_must_act_on_has_a_responsible_desk(track: Compartment) -> None:
    combinations = all_facts()
    assert len(combinations) == 3 * 16 * 2 * 4 * 2**5 * 7
    must_act = [facts for facts in combinations if MUST_ACT[str(facts["aimed_at"])] is track]
    assert must_act
    for facts in must_act:
        assert any(outcome.involvement is RESPONSIBLE for outcome in route_track(facts, track, TABLE)), facts


@pytest.fixture(scope="module")
async def reference(shared_world: World) -> ReferenceSnapshot:
    return await shared_world.components.database.run(read_snapshot)


async def test_every_signal_of_every_municipality_reaches_desks_that_there_are(reference: ReferenceSnapshot) -> None:
    received_at = datetime(2026, 11, 23, tzinfo=UTC)
    parts = [PartFacts(), PartFacts(minor_involved=True, organised=True, suspects="several", location_kind="business")]
    for code, aimed_at, forms, acute, part in product(
        reference.municipalities, AimedAt, DOMAINS["forms"], (False, True), parts
    ):
        district = reference.district_of(code, received_at.date())
        assert district is not None, code
        assert isinstance(forms, frozenset)
        facts = Facts(aimed_at, forms, acute, district, dict.fromkeys(Compartment, part))
        decisions = decide(facts, TABLE, reference, municipality_code=code, received_at=received_at)
        expected = set(Compartment) if aimed_at is AimedAt.BOTH else {MUST_ACT[aimed_at]}
        assert expected <= {d.track for d in decisions}
        for decision in decisions:
            for destination in decision.destinations:
                assert "fallback" not in destination.outcome.rows
                desk = reference.desks[destination.desk_id]
                assert desk.district_id in (None, district)
                assert desk.municipality_code in (None, code)
                assert destination.due_at > received_at


TABLE_READ_AGAIN = compose(shipped_document())


@given(FACTS)
def test_the_same_facts_always_go_the_same_way(facts: Facts) -> None:
    assert route(facts, TABLE) == route(replace(facts), TABLE_READ_AGAIN)


@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_decides_nothing_but_the_order_of_the_desks(facts: Facts, random: Random) -> None:
    rows = list(TABLE.rows)
    random.shuffle(rows)
    shuffled = replace(TABLE, rows=tuple(rows))

    def tasks(outcomes: tuple[Outcome, ...]) -> set[tuple[object, ...]]:
        return {(o.desk, o.track, o.layer, o.involvement, o.urgency, o.deadline, frozenset(o.rows)) for o in outcomes}

    assert tasks(route(facts, shuffled)) == tasks(route(facts, TABLE))


@given(FACTS, PARTS)
def test_what_is_on_one_side_moves_nothing_on_the_other(facts: Facts, other: PartFacts) -> None:
    for track, hidden in ((Compartment.CARE, Compartment.SECURITY), (Compartment.SECURITY, Compartment.CARE)):
        changed = replace(facts, parts={**facts.parts, hidden: other})
        assert route_track(changed.seen_by(track), track, TABLE) == route_track(facts.seen_by(track), track, TABLE)
