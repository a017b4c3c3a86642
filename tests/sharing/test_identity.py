"""The same person in another record has a token in common, and nobody else has."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.platform.crypto import CryptoError
from app.sharing.evidence import EVIDENCE, MatchStrength, TokenKind
from app.sharing.identity import SCHEME, TOKEN_BYTES, IdentityTokens
from app.sharing.letters import plain_words
from app.sharing.names import NOT_NAMES
from app.sharing.traits import PersonFacts
from tests.sharing.people import BORN, HOME, TOKENS, person, shared_kinds, tokens

NAMES = st.text("abcdefghijklmnoprstuvwyzéëöüńșğ", min_size=3, max_size=12).filter(
    lambda name: NOT_NAMES.isdisjoint(plain_words(name))
)
ADDED = {TokenKind.PATRONYMIC_BIRTH_DATE}
"""Kinds that were added to a scheme: what was kept before does without them, and stays findable by the others."""
DATES = st.dates(date(1930, 1, 2), date(2020, 12, 31)).filter(lambda day: (day.month, day.day) != (1, 1))


def strongest(one: PersonFacts, other: PersonFacts) -> MatchStrength | None:
    """Return the strength of the best evidence that two records share."""
    found = {EVIDENCE[kind].strength for kind in shared_kinds(one, other)}
    return next((strength for strength in MatchStrength if strength in found), None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Zoë", "Müller"), person("ZOE", "MULLER")),
        (person("Anna", "van der Berg"), person("Anna", "Berg", family_name_prefix="v.d.")),
        (person("Anne-Marie", "Bakker"), person("Annemarie", "Bakker")),
        (person("Първан", "Петров"), person("Parvan", "Petrov")),
        (person("小明", "李"), person("Xiao Ming", "Li")),
    ],
)
def test_the_same_name_and_birth_date_is_strong(one: PersonFacts, other: PersonFacts) -> None:
    assert strongest(one, other) is MatchStrength.STRONG


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Youssef", "El Amrani"), person("Yousef", "Elamrani")),
        (person("محمد", "المنصوري"), person("Mohammed", "El Mansouri")),
        (person("Sofie", "Meijer"), person("Sophie", "Meyer")),
        (person("Desislava", "Petrova"), person("Dessislava", "Petrov")),
        (person("Maria Elena", "Popescu"), person("Maria", "Popescu")),
        (person("Anna", "Jansen-de Vries"), person("Anna", "de Vries")),
        (person("Anna", "Jansen-de Vries"), person("Anna", "Jansen")),
        (person("Anna", "de Vries"), person("Anna", "Devries")),
        (person("Maria", "Popescu"), person("Popescu", "Maria")),
        (person("Van An", "Nguyen"), person(None, "Nguyen Van An")),
        (person("Zoltan", "Kovacs"), person(None, "Kovacs Zoltan")),
        (person("Agnieszka", "Nowak"), person("Agniezska", "Nowak")),
        (person("Mihaela", "Ionescu"), person("Mihaela", "Ionesco")),
        (person("Jan", "Pieterszoon"), person("Jan", "Pietersz.")),
        (person("Trijn", "Jansdochter"), person("Trijn", "Jansdr.")),
        (person("Abdi Hassan", "Ali"), person("Abdi", "Ali")),
        (person("Abdi Hassan", "Ali"), person("Abdi", "Hassan Ali")),
        (person("Jón Þór", "Einarsson"), person("Jón", "Þór Einarsson")),
        (person("Siti Nurhaliza", None), person("Siti", "Nurhaliza")),
        (person("Onbekend", "Popescu", alias="Maria"), person("Maria", "Popescu")),
        (person(None, None, alias="Maria Popescu"), person("Maria", "Popescu")),
        (person("Maria", "Popescu", date(1998, 3, 4)), person("Maria", "Popescu", date(1998, 4, 3))),
        (
            PersonFacts(given_name="Maria", family_name="Popescu", address=HOME),
            PersonFacts(given_name="Maria", family_name="Popescu", birth_date=BORN, address=HOME),
        ),
    ],
)
def test_the_same_person_written_otherwise_is_probable(one: PersonFacts, other: PersonFacts) -> None:
    assert strongest(one, other) is MatchStrength.PROBABLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Johannes", "Bakker"), person("J.", "Bakker")),
        (person("Johannes", "Bakker"), person("Jan", "Bakker")),
        (person("Christiaan", "Bakker"), person("K.", "Bakker")),
        (person("Maria", "Popescu"), person("Maria", "Popescu", date(2001, 3, 24))),
    ],
)
def test_a_roepnaam_an_initial_or_another_year_of_birth_is_only_possible(one: PersonFacts, other: PersonFacts) -> None:
    assert strongest(one, other) is MatchStrength.POSSIBLE


@pytest.mark.parametrize(
    "other",
    [
        person("Abdi", "Hassan"),
        person("Abdi Hassan", None),
        person(None, "Abdi Hassan"),
        person("Abdi Hassan", "Farah"),
    ],
    ids=["shifted to the family name", "no family name", "in one field", "another grandfather's name"],
)
def test_the_last_name_left_out_beside_a_patronymic_is_only_possible(other: PersonFacts) -> None:
    one = person("Abdi Hassan", "Ali")
    assert shared_kinds(one, other) == {TokenKind.PATRONYMIC_BIRTH_DATE}
    assert strongest(one, other) is MatchStrength.POSSIBLE


@pytest.mark.parametrize(
    "other",
    [person("Abdi", "Farah"), person("Ali", "Hassan"), person("Fadumo", "Hassan"), person("A.", "Hassan")],
    ids=["own name only", "names of the father and his", "a sister", "an initial"],
)
def test_a_patronymic_in_common_is_nothing_without_the_first_name(other: PersonFacts) -> None:
    assert shared_kinds(person("Abdi Hassan", "Ali"), other) == set()


def test_a_patronymic_finds_what_was_kept_before_there_were_forms_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    now = tokens(person("Jan", "Pieterszoon"))
    with monkeypatch.context() as before:
        for module in ("names", "traits"):
            before.setattr(f"app.sharing.{module}.forms_of", lambda word: (word,))
        assert tokens(person("Jan", "Pieterszoon")) < now
        kept = tokens(person("Jan", "Pietersz."))
    assert {EVIDENCE[token.kind].strength for token in kept & now} >= {MatchStrength.PROBABLE}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Maria", "Popescu"), person("Elena", "Ionescu")),
        (person("Maria", "Popescu"), person("Maria", "Popescu", date(1998, 3, 26))),
        (person("Maria", "Popescu"), person("Elena", "Popescu")),
        (person("Maria", "Popescu", None), person("Maria", "Popescu", None)),
        (person("Onbekend", "Onbekend"), person("Onbekend", "Onbekend")),
        (person("Maria", None), person("Maria", None)),
        (person(None, "Popescu"), person(None, "Popescu")),
    ],
    ids=[
        "others",
        "another day",
        "a sister",
        "no birth dates",
        "nobody knows",
        "given names only",
        "family names only",
    ],
)
def test_what_is_not_evidence_gives_no_token_in_common(one: PersonFacts, other: PersonFacts) -> None:
    assert shared_kinds(one, other) == set()


def test_a_name_without_a_birth_date_gives_no_token() -> None:
    assert tokens(person("Maria", "Popescu", None, alias="Mia Pop")) == frozenset()


def test_the_first_of_january_stands_for_an_unknown_day_and_is_never_more_than_possible() -> None:
    unknown = person("Mohamed", "Ali", date(1990, 1, 1))
    assert shared_kinds(unknown, unknown) == {TokenKind.NAME_UNCERTAIN_DATE, TokenKind.PATRONYMIC_BIRTH_DATE}
    assert strongest(unknown, unknown) is MatchStrength.POSSIBLE
    shifted = person("Mohamed Hassan", "Ali", date(1990, 1, 1))
    assert shared_kinds(shifted, person("Mohamed", "Hassan", date(1990, 1, 1))) == {TokenKind.PATRONYMIC_BIRTH_DATE}
    assert strongest(shifted, person("Mohamed", "Hassan Ali", date(1990, 1, 1))) is MatchStrength.POSSIBLE


@given(NAMES, NAMES, DATES)
def test_swapped_names_are_found(given_name: str, family: str, born: date) -> None:
    assume(len(given_name + family) > 8)
    shared = shared_kinds(person(given_name, family, born), person(family, given_name, born))
    assert TokenKind.ORDER_BIRTH_DATE in shared


@given(NAMES, NAMES, st.integers(1930, 2020), st.integers(1, 12), st.integers(1, 12))
def test_a_turned_birth_date_is_found(given_name: str, family: str, year: int, day: int, month: int) -> None:
    assume(day != month)
    one = person(given_name, family, date(year, month, day))
    other = person(given_name, family, date(year, day, month))
    assert TokenKind.SPELLING_TURNED_DATE in shared_kinds(one, other)


@given(NAMES, NAMES, DATES, st.integers(0, 10))
def test_letters_that_changed_places_are_found(given_name: str, family: str, born: date, place: int) -> None:
    at = place % (len(family) - 1)
    turned = family[:at] + family[at + 1] + family[at] + family[at + 2 :]
    assert shared_kinds(person(given_name, family, born), person(given_name, turned, born))


@given(NAMES, NAMES, DATES)
def test_tokens_are_digests_that_do_not_contain_what_they_are_of(given_name: str, family: str, born: date) -> None:
    for token in tokens(replace(person(given_name, family, born), phone="0612345670", address=HOME)):
        assert len(token.value) == TOKEN_BYTES
        assert given_name.encode() not in token.value
        assert family.encode() not in token.value


@given(NAMES, NAMES, DATES, st.binary(min_size=32, max_size=32))
def test_another_key_gives_other_tokens(given_name: str, family: str, born: date, key: bytes) -> None:
    facts = person(given_name, family, born)
    assume(key != bytes(range(32)))
    assert tokens(facts).isdisjoint(IdentityTokens(key).of_person(facts))


@given(NAMES, NAMES, DATES)
def test_kinds_never_share_a_value(given_name: str, family: str, born: date) -> None:
    made = tokens(replace(person(given_name, family, born), phone="0612345670", address=HOME))
    assert len({token.value for token in made}) == len(made)


def test_a_persons_address_and_phone_are_found_as_a_locations_are() -> None:
    resident = PersonFacts(phone="+31 6 12345670", address=HOME)
    assert tokens(resident) == TOKENS.of_address(HOME) | TOKENS.of_phone("0612345670")
    assert {token.kind for token in tokens(resident)} == {TokenKind.PHONE, TokenKind.FRONT_DOOR, TokenKind.BUILDING}


def test_every_kind_has_a_strength_with_a_reason() -> None:
    assert set(EVIDENCE) == set(TokenKind)
    assert all(evidence.reason for evidence in EVIDENCE.values())


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(CryptoError):
        IdentityTokens(bytes(length))


def test_tokens_that_are_kept_stay_findable() -> None:
    """When this fails, what is kept matches nothing new: change SCHEME, make all tokens anew, then the digest here."""
    people = (
        person("Zoë", "van der Müller-Jansen", alias="Sjaan", phone="0612345670"),
        person("محمد", "المنصوري"),
        person("Първан", "Щерев", date(1990, 1, 1)),
        person("小明", "李"),
        PersonFacts(given_name="Thị Ngọc", family_name="Đặng", address=HOME),
    )
    made = sorted((str(token.kind), token.value) for facts in people for token in tokens(facts))
    assert _digest([(kind, value) for kind, value in made if kind not in ADDED]) == "ea7e242101a80cf8"
    assert _digest(made) == "f93f66a89179b0cd"


def _digest(made: list[tuple[str, bytes]]) -> str:
    return hashlib.sha256(repr((SCHEME, made)).encode()).hexdigest()[:16]
