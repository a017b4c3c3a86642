"""Names come in many spellings, scripts and orders; what is compared is the name beneath them."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sharing.letters import plain_words
from app.sharing.names import PARTICLES, read_name
from app.sharing.patronymics import forms_of
from app.sharing.spelling import FOLDS, Fold, fold, sound
from app.sharing.traits import PersonFacts, traits_of_person
from tests.sharing.people import BORN, HOME

WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Zoë", ("zoe",)),
        ("Łucja Wiśniewska", ("lucja", "wisniewska")),
        ("Ștefan", ("stefan",)),
        ("Şükrü", ("sukru",)),
        ("D\u0131lara", ("dilara",)),
        ("Đặng Thị Ngọc", ("dang", "thi", "ngoc")),
        ("Ọlátúnjí", ("olatunji",)),
        ("Weiß", ("weiss",)),
        ("Първан Щерев", ("parvan", "shterev")),
        ("李小明", ("lixiaoming",)),
        ("홍길동", ("honggildong",)),
        ("O\u2019Neill", ("oneill",)),
        ("D'Angelo-Rossi", ("dangelo", "rossi")),
        ("v.d. Berg", ("v", "d", "berg")),
        ("Jansen (2)", ("jansen",)),
        ("???", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_every_script_becomes_plain_letters(written: str | None, words: tuple[str, ...]) -> None:
    assert plain_words(written) == words


@given(st.text(max_size=40))
def test_any_text_becomes_words_of_a_to_z_and_stays_so(text: str) -> None:
    words = plain_words(text)
    assert all(re.fullmatch("[a-z]+", word) for word in words)
    assert plain_words(" ".join(words)) == words


@given(st.text(max_size=40))
def test_the_unicode_form_of_a_text_makes_no_difference(text: str) -> None:
    assert plain_words(unicodedata.normalize("NFC", text)) == plain_words(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize("rule", FOLDS, ids=lambda rule: rule.written)
def test_every_rule_makes_two_spellings_of_one_name_equal(rule: Fold) -> None:
    one, other = rule.one_name
    assert one != other
    assert fold(one) == fold(other)


@pytest.mark.parametrize("rule", FOLDS, ids=lambda rule: rule.written)
def test_no_rule_is_there_for_nothing(rule: Fold, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sharing.spelling.FOLDS", tuple(other for other in FOLDS if other is not rule))
    one, other = rule.one_name
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "spellings",
    [
        "meijer meyer meier maier mayer",
        "dijk dyk dijck dyck",
        "jansen janssen janszen jansson",
        "kuipers kuypers cuypers kuijpers",
        "petrov petrova petroff",
        "kowalski kowalska kovalsky",
        "mohamed mohammed",
        "elmansouri mansouri mansuri",
    ],
)
def test_spellings_of_one_name_fold_to_one(spellings: str) -> None:
    assert len({fold(name) for name in spellings.split()}) == 1


@pytest.mark.parametrize(
    "spellings", ["mohamed muhammad mohamad mhmd", "youssef yusuf joesoef ywsf", "fatima fatma ftmh", "rachid rashid"]
)
def test_hearings_of_one_name_sound_the_same(spellings: str) -> None:
    assert len({sound(fold(name)) for name in spellings.split()}) == 1


@pytest.mark.parametrize("pair", ["jansen hansen", "bakker dekker", "maria marta", "ivanov petrov", "ali aylin"])
def test_other_names_stay_apart(pair: str) -> None:
    one, other = pair.split()
    assert fold(one) != fold(other)


@given(WORD)
def test_a_fold_never_empties_a_word(word: str) -> None:
    assert fold(word)


@pytest.mark.parametrize(
    ("prefix", "family"),
    [
        ("van der", "Berg"),
        (None, "van der Berg"),
        (None, "Van Der Berg"),
        (None, "Berg, van der"),
        (None, "v.d. Berg"),
        (None, "v/d Berg"),
        ("'t", "Berg"),
        (None, "Berg"),
    ],
)
def test_a_tussenvoegsel_makes_no_difference_wherever_it_is_written(prefix: str | None, family: str) -> None:
    name = read_name("Anna", prefix, family)
    assert name is not None
    assert name.family == ("berg",)


@pytest.mark.parametrize("particle", sorted(PARTICLES))
def test_a_name_that_is_only_a_particle_is_a_name(particle: str) -> None:
    name = read_name("Anna", None, particle)
    assert name is not None
    assert name.family == (particle,)


@pytest.mark.parametrize("filler", ["Onbekend", "onbekend onbekend", "nvt", "NN", "unknown"])
def test_what_is_typed_for_want_of_a_name_is_no_name(filler: str) -> None:
    name = read_name(filler, None, "Popescu")
    assert name is not None
    assert not name.written_out


def test_both_halves_of_a_double_family_name_are_names_of_their_own() -> None:
    name = read_name("Anne Marie", None, "Jansen-de Vries")
    assert name is not None
    assert set(name.family_parts) == {"jansenvries", "jansen", "vries", "jansendevries"}
    assert set(name.given_parts) == {"annemarie", "anne", "marie"}


@pytest.mark.parametrize(
    "spellings",
    [
        "pieterszoon pieterzoon pietersz pieterz pieterszn",
        "corneliszoon cornelisz",
        "adriaanszoon adriaansz adriaanz",
        "jansdochter jandochter jansdr jandr",
    ],
)
def test_a_patronymic_has_the_same_forms_however_it_is_shortened(spellings: str) -> None:
    written = spellings.split()
    assert all(forms_of(word)[0] == word for word in written)
    for word in written:
        assert {fold(form) for form in forms_of(written[0])} <= {fold(form) for form in forms_of(word)}


@pytest.mark.parametrize("name", ["jansen", "pieters", "gomez", "diaz", "nowak", "dochter", "zoon", "z", "dr", "anna"])
def test_other_names_are_no_patronymic(name: str) -> None:
    assert forms_of(name) == (name,)


def test_the_first_name_and_the_others_are_known_in_whatever_field_they_are() -> None:
    for given_name, family in (("Abdi Hassan", "Ali"), ("Abdi", "Hassan Ali"), (None, "Abdi Hassan Ali")):
        name = read_name(given_name, None, family)
        assert name is not None
        assert (name.first_name, name.other_names) == ("abdi", ("hassan", "ali"))


@given(*[st.none() | st.text(max_size=60)] * 5)
def test_any_text_in_any_field_gives_traits_without_what_separates_them(
    given_name: str | None, prefix: str | None, family: str | None, alias: str | None, phone: str | None
) -> None:
    facts = PersonFacts(
        given_name=given_name,
        family_name_prefix=prefix,
        family_name=family,
        alias=alias,
        phone=phone,
        birth_date=BORN,
        address=HOME,
    )
    for _, parts in traits_of_person(facts):
        assert all(part.isascii() and (part.isalnum() or not part) for part in parts)
