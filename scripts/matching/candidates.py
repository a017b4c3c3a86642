"""Kinds of evidence that were tried and are not tokens, so that the figures show why."""

from collections.abc import Callable, Iterator, Mapping

import jellyfish

from app.sharing.names import Name, read_name
from app.sharing.spelling import fold, sound
from app.sharing.traits import UNKNOWN_DAY, PersonFacts

Values = Iterator[tuple[str, ...]]


def _name(facts: PersonFacts) -> Name | None:
    name = read_name(facts.given_name, facts.family_name_prefix, facts.family_name)
    return name if name and name.written_out else None


def _day(facts: PersonFacts) -> str | None:
    born = facts.birth_date
    return born.isoformat() if born and (born.month, born.day) != UNKNOWN_DAY else None


def _whole(by: Callable[[str], str]) -> Callable[[PersonFacts], Values]:
    def values(facts: PersonFacts) -> Values:
        if (name := _name(facts)) and (day := _day(facts)):
            yield by("".join(name.given)), by("".join(name.family)), day

    return values


def _parts(by: Callable[[str], str]) -> Callable[[PersonFacts], Values]:
    def values(facts: PersonFacts) -> Values:
        if (name := _name(facts)) and (day := _day(facts)):
            for given in name.given_parts:
                yield from ((by(given), by(family), day) for family in name.family_parts)

    return values


def _family_only(facts: PersonFacts) -> Values:
    if (name := _name(facts)) and (day := _day(facts)):
        yield from ((fold(part), day) for part in name.family_parts)


def _given_only(facts: PersonFacts) -> Values:
    if (name := _name(facts)) and (day := _day(facts)):
        yield from ((fold(part), day) for part in name.given_parts)


def _birth_year(facts: PersonFacts) -> Values:
    if (name := _name(facts)) and facts.birth_date:
        yield fold("".join(name.given)), fold("".join(name.family)), str(facts.birth_date.year)


def _name_alone(facts: PersonFacts) -> Values:
    if name := _name(facts):
        yield fold("".join(name.given)), fold("".join(name.family))


def _letter_left_out(letters: Callable[[Name], str]) -> Callable[[PersonFacts], Values]:
    def values(facts: PersonFacts) -> Values:
        if (name := _name(facts)) and (day := _day(facts)):
            whole = letters(name)
            yield from ((whole[:i] + whole[i + 1 :], day) for i in range(len(whole)))
            yield whole, day

    return values


def _as_written(name: Name) -> str:
    return "".join((*name.given, *name.family))


def _folded(name: Name) -> str:
    return "".join(fold(word) for word in (*name.given, *name.family))


CANDIDATES: Mapping[str, Callable[[PersonFacts], Values]] = {
    "Metaphone + birth date": _whole(jellyfish.metaphone),
    "NYSIIS + birth date": _whole(jellyfish.nysiis),
    "Match Rating + birth date": _whole(jellyfish.match_rating_codex),
    "Soundex + birth date": _whole(jellyfish.soundex),
    "sound of parts + birth date": _parts(lambda part: sound(fold(part))),
    "one letter left out, as written + birth date": _letter_left_out(_as_written),
    "one letter left out, as written, in any order + birth date": _letter_left_out(
        lambda n: "".join(sorted(_as_written(n)))
    ),
    "one letter left out, folded + birth date": _letter_left_out(_folded),
    "family name + birth date": _family_only,
    "given name + birth date": _given_only,
    "spelling + birth year": _birth_year,
    "spelling alone": _name_alone,
}
