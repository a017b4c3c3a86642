"""What each kind of evidence takes from a record, in the clear: the step before tokens, never kept or logged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.sharing.contacts import AddressFacts, international_number
from app.sharing.evidence import TokenKind
from app.sharing.letters import plain_words
from app.sharing.names import Name, read_name, without_particles
from app.sharing.patronymics import forms_of
from app.sharing.spelling import fold, sound

LEAST_LETTERS = 4
"""Fewer letters than this, over a whole name, say too little to compare once they are folded."""

UNKNOWN_DAY = (1, 1)
"""The month and day that registers write when only the year of birth is known."""

MONTHS = range(1, 13)

Trait = tuple[TokenKind, tuple[str, ...]]
"""A kind of evidence and what it takes from a record: letters and digits only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What of a person is compared. An estimated age is not: it fits too many."""

    given_name: str | None = None
    family_name_prefix: str | None = None
    family_name: str | None = None
    alias: str | None = None
    birth_date: date | None = None
    phone: str | None = None
    address: AddressFacts | None = None


def traits_of_phone(phone: str | None) -> Iterator[Trait]:
    """Yield the telephone number, if it is one."""
    if number := international_number(phone):
        yield TokenKind.PHONE, (number,)


def traits_of_address(address: AddressFacts | None) -> Iterator[Trait]:
    """Yield the front door and the building, if the address is precise enough."""
    if address is None:
        return
    if building := address.building:
        yield TokenKind.BUILDING, building
    if front_door := address.front_door:
        yield TokenKind.FRONT_DOOR, front_door


class _Folds(dict[str, str]):
    """The words of one record with their folds, so that none is folded twice."""

    def __missing__(self, word: str) -> str:
        return self.setdefault(word, fold(word))


def traits_of_person(person: PersonFacts) -> Iterator[Trait]:
    """Yield what every kind takes from a person. A name by itself gives nothing: too many people have it."""
    yield from traits_of_phone(person.phone)
    yield from traits_of_address(person.address)
    name = read_name(person.given_name, person.family_name_prefix, person.family_name)
    names = names_of(person)
    folds = _Folds()
    if person.address is not None and (building := person.address.building):
        yield from ((TokenKind.SPELLING_ADDRESS, (*words, *building)) for words in _spellings(names, folds))
    if (born := person.birth_date) is None:
        return
    day = f"{born.year:04}{born.month:02}{born.day:02}"
    for each in names:
        yield from ((TokenKind.PATRONYMIC_BIRTH_DATE, (*words, day)) for words in _first_and_another(each, folds))
    if (born.month, born.day) == UNKNOWN_DAY:
        yield from ((TokenKind.NAME_UNCERTAIN_DATE, (*words, day)) for words in _spellings(names, folds))
        return
    if name is not None and name.written_out:
        yield TokenKind.NAME_BIRTH_DATE, ("".join(name.given), "".join(name.family), day)
    for spelling in _spellings([name] if name else [], folds):
        yield from _whole_name(*spelling, born, day)
    for each in names:
        yield from ((kind, (*words, day)) for kind, words in _name_in_parts(each, folds))


def names_of(person: PersonFacts) -> list[Name]:
    """Return the name of a person and the one that an alias makes of it, as far as there are such."""
    name = read_name(person.given_name, person.family_name_prefix, person.family_name)
    return [each for each in (name, _name_of_alias(person.alias, name)) if each is not None]


def _name_of_alias(alias: str | None, name: Name | None) -> Name | None:
    """Read an alias: one word stands in for the given name, more are a name of their own."""
    *given, last = plain_words(alias) or ("",)
    if given:
        return read_name(" ".join(given), None, last)
    called = read_name(last, None, None)
    return replace(name, given=called.given) if called and name and name.family else None


def _spellings(names: Iterable[Name], folds: _Folds) -> Iterator[tuple[str, str]]:
    for name in names:
        if name.written_out:
            families = dict.fromkeys(folds[form] for form in forms_of("".join(name.family)))
            yield from ((folds["".join(name.given)], family) for family in families)


def _whole_name(given: str, family: str, born: date, day: str) -> Iterator[Trait]:
    yield TokenKind.SPELLING_BIRTH_DATE, (given, family, day)
    yield TokenKind.SPELLING_BIRTHDAY, (given, family, day[4:])
    if born.day in MONTHS and born.day != born.month:
        turned = sorted((born.day, born.month))
        yield TokenKind.SPELLING_TURNED_DATE, (given, family, f"{born.year:04}", *map(str, turned))
    heard = (sound(given), sound(family))
    if all(heard) and len("".join(heard)) >= LEAST_LETTERS:
        yield TokenKind.SOUND_BIRTH_DATE, (*heard, day)


def _first_and_another(name: Name, folds: _Folds) -> set[tuple[str, str]]:
    """Pair the first name with each of the others, which may be of the father: of him one of two records may tell."""
    first, others = name.first_name, name.other_names
    return {(folds[first], folds[other]) for other in others if len(first) > 1 and len(other) > 1}


def _name_in_parts(name: Name, folds: _Folds) -> Iterator[Trait]:
    words = (*without_particles(name.given), *name.family)
    if name.complete and len("".join(words)) >= LEAST_LETTERS:
        yield TokenKind.ORDER_BIRTH_DATE, ("".join(sorted("".join(folds[word] for word in words))),)
        yield from ((TokenKind.NEAR_BIRTH_DATE, (near,)) for near in _one_letter_less("".join(sorted("".join(words)))))
    given_parts = [folds[part] for part in name.given_parts if len(part) > 1]
    for family in (folds[part] for part in name.family_parts if len(part) > 1):
        yield from ((TokenKind.PARTS_BIRTH_DATE, (given, family)) for given in given_parts)
        yield from ((TokenKind.FAMILY_INITIAL_BIRTH_DATE, (i, family)) for i in _initials(name.given, folds))
    for given in given_parts:
        yield from ((TokenKind.GIVEN_INITIAL_BIRTH_DATE, (given, i)) for i in _initials(name.family, folds))


def _initials(words: tuple[str, ...], folds: _Folds) -> set[str]:
    """Return the first letter as written and as folded: `K.` and `C.` are both Christiaan's."""
    return {letter for word in words[:1] for letter in (word[0], folds[word][0])}


def _one_letter_less(letters: str) -> set[str]:
    """Return the letters as they are and without each one: what two names share that differ in a single letter."""
    return {letters, *(letters.replace(letter, "", 1) for letter in letters)}
