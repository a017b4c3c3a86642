"""A condition, as a set of combinations, holds for the same facts as when it is asked for each of them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.routing.document import compose, shipped_document
from app.routing.facts import DOMAINS, SeenFacts, every_combination
from app.routing.space import EVERYTHING, SIZE, STRIDES, combinations_of, first_of
from app.routing.table import Condition

FACTS = st.fixed_dictionaries({name: st.sampled_from(domain) for name, domain in DOMAINS.items()})
CONDITIONS = st.sampled_from([row.condition for row in compose(shipped_document()).rows])


def place_of(facts: SeenFacts) -> int:
    """Return the place of a combination among all."""
    return sum(domain.index(facts[name]) * STRIDES[name] for name, domain in DOMAINS.items())


@given(FACTS)
def test_every_combination_has_a_place_of_its_own(facts: SeenFacts) -> None:
    assert first_of(1 << place_of(facts)) == facts


@settings(deadline=None)
@given(FACTS, CONDITIONS)
def test_a_combination_is_in_the_set_of_a_condition_when_it_holds(facts: SeenFacts, condition: Condition) -> None:
    assert combinations_of(condition) >> place_of(facts) & 1 == condition.holds(facts)


def test_a_condition_that_tests_nothing_holds_for_all() -> None:
    assert combinations_of(Condition({})) == EVERYTHING
    assert EVERYTHING.bit_count() == SIZE
    assert first_of(EVERYTHING) == next(every_combination())
