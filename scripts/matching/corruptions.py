"""How a second record of somebody differs from the first: a table, each way with its own rate."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from app.sharing.traits import PersonFacts
from scripts.matching.population import Layout, Resident, laid_out
from scripts.matching.spellings import (
    ARABIC_FAMILY,
    ARABIC_GIVEN,
    FAMILY_SPELLINGS,
    GIVEN_SPELLINGS,
    HEARD,
    ROEPNAMEN,
)

NOT_ACCENTS = str.maketrans({"ł": "l", "Ł": "L", "\u0131": "i"})
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SPELLINGS = {name: row for table in (FAMILY_SPELLINGS, GIVEN_SPELLINGS) for row in table for name in row} | {
    name: row[1:] for table in (ARABIC_GIVEN, ARABIC_FAMILY) for row in table for name in row[1:]
}

Second = PersonFacts | None
"""The second record; None when this way does not apply to somebody."""


def _same(facts: PersonFacts, _: Random, __: Resident) -> Second:
    return facts


def _bare(text: str | None) -> str | None:
    spread = unicodedata.normalize("NFD", (text or "").translate(NOT_ACCENTS))
    return "".join(c for c in spread if not unicodedata.combining(c)).upper() or None


def _accents_dropped(facts: PersonFacts, _: Random, __: Resident) -> Second:
    if f"{facts.given_name}{facts.family_name}".isascii():
        return None
    return replace(facts, given_name=_bare(facts.given_name), family_name=_bare(facts.family_name))


def _particle_moved(facts: PersonFacts, random: Random, _: Resident) -> Second:
    if not (prefix := facts.family_name_prefix):
        return None
    family = facts.family_name or ""
    written = random.choice(
        (f"{prefix} {family}", f"{family}, {prefix}", family, f"v.d. {family}", prefix.replace(" ", "") + " " + family)
    )
    return replace(facts, family_name_prefix=None, family_name=written)


def _particle_attached(facts: PersonFacts, _: Random, __: Resident) -> Second:
    if not (prefix := facts.family_name_prefix):
        return None
    return replace(facts, family_name_prefix=None, family_name=prefix.replace(" ", "") + (facts.family_name or ""))


def _spelt_otherwise(facts: PersonFacts, random: Random, _: Resident) -> Second:
    prefix = f"{facts.family_name_prefix} " if facts.family_name_prefix else ""
    given, family = facts.given_name or "", f"{prefix}{facts.family_name}"
    if given in SPELLINGS and (family not in SPELLINGS or random.random() < 0.5):
        return replace(facts, given_name=random.choice([n for n in SPELLINGS[given] if n != given]))
    if family not in SPELLINGS:
        return None
    other = random.choice([n for n in SPELLINGS[family] if n != family])
    return replace(facts, family_name_prefix=None, family_name=other)


def _change_one(facts: PersonFacts, random: Random, change: Callable[[str], str]) -> Second:
    if random.random() < 0.5:
        return replace(facts, given_name=change(facts.given_name or ""))
    return replace(facts, family_name=change(facts.family_name or ""))


def _heard_otherwise(facts: PersonFacts, random: Random, _: Resident) -> Second:
    def mishear(name: str) -> str:
        fits = [(a, b) for a, b in HEARD if a in name[1:]]
        if not fits:
            return name
        heard, written = random.choice(fits)
        return name[0] + name[1:].replace(heard, written, 1)

    return _change_one(facts, random, mishear)


def _typo(facts: PersonFacts, random: Random, _: Resident) -> Second:
    def mistype(name: str) -> str:
        at, letter = random.randrange(max(1, len(name) - 1)), random.choice(LETTERS)
        return random.choice(
            (
                name[:at] + name[at + 1 :],
                name[:at] + letter + name[at:],
                name[:at] + letter + name[at + 1 :],
                name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :],
            )
        )

    return _change_one(facts, random, mistype)


def _two_typos(facts: PersonFacts, random: Random, resident: Resident) -> Second:
    once = _typo(facts, random, resident)
    return _typo(once, random, resident) if once else None


def _half_of_double(facts: PersonFacts, random: Random, _: Resident) -> Second:
    halves = [half for half in (facts.family_name or "").replace("-", " ").split(" ") if len(half) > len("van")]
    return replace(facts, family_name=random.choice(halves)) if len(halves) > 1 else None


def _second_given_dropped(facts: PersonFacts, _: Random, __: Resident) -> Second:
    first, *second = (facts.given_name or "").split(" ")
    return replace(facts, given_name=first) if second else None


def _roepnaam(facts: PersonFacts, random: Random, _: Resident) -> Second:
    given = (facts.given_name or "").split(" ")[0]
    if given in ROEPNAMEN:
        return replace(facts, given_name=random.choice(ROEPNAMEN[given]))
    return replace(facts, given_name=given[: random.choice((3, 4))]) if len(given) > 5 else None


def _initial(facts: PersonFacts, _: Random, __: Resident) -> Second:
    return replace(facts, given_name=(facts.given_name or "")[0] + ".")


def _swapped(facts: PersonFacts, _: Random, __: Resident) -> Second:
    return replace(facts, given_name=facts.family_name, family_name=facts.given_name)


def _one_field(facts: PersonFacts, random: Random, _: Resident) -> Second:
    words = [facts.given_name, facts.family_name_prefix, facts.family_name]
    if random.random() < 0.5:
        words = [*words[1:], words[0]]
    return replace(facts, given_name=None, family_name_prefix=None, family_name=" ".join(w for w in words if w))


def _own_script(facts: PersonFacts, _: Random, resident: Resident) -> Second:
    if resident.own_script is None:
        return None
    return replace(facts, given_name=resident.own_script[0], family_name=resident.own_script[1])


def _given_as_alias(facts: PersonFacts, _: Random, __: Resident) -> Second:
    return replace(facts, given_name="Onbekend", alias=(facts.given_name or "").split(" ")[0])


LAYOUTS: tuple[Layout, ...] = (
    ("{0} {1}", "{2}"),
    ("{0}", "{1} {2}"),
    ("{0}", "{1}"),
    ("{0}", "{2}"),
    ("{0} {1}", None),
    (None, "{0} {1}"),
    (None, "{0} {1} {2}"),
)
"""How own, father's and grandfather's name get into two fields: whichever is left out, and wherever the others land."""


def _patronymic_moved(facts: PersonFacts, random: Random, resident: Resident) -> Second:
    if not resident.lineage:
        return None
    ways = [laid_out(facts, resident.lineage, layout) for layout in LAYOUTS]
    return random.choice([way for way in ways if way != facts])


def _day_and_month(facts: PersonFacts, _: Random, __: Resident) -> Second:
    born = facts.birth_date
    if born is None or born.day > 12 or born.day == born.month or (born.day, born.month) == (1, 1):
        return None
    return replace(facts, birth_date=born.replace(day=born.month, month=born.day))


def _year_off(facts: PersonFacts, random: Random, _: Resident) -> Second:
    born = facts.birth_date
    if born is None or (born.month, born.day) == (2, 29):
        return None
    return replace(facts, birth_date=born.replace(year=born.year + random.choice((-1, 1))))


def _day_off(facts: PersonFacts, random: Random, _: Resident) -> Second:
    return replace(facts, birth_date=facts.birth_date and facts.birth_date + timedelta(days=random.choice((-1, 1, 10))))


def _no_date_but_address(facts: PersonFacts, _: Random, __: Resident) -> Second:
    return replace(facts, birth_date=None) if facts.address else None


def _no_date(facts: PersonFacts, _: Random, __: Resident) -> Second:
    return replace(facts, birth_date=None, address=None)


def _other_family_name(facts: PersonFacts, random: Random, _: Resident) -> Second:
    return replace(facts, family_name_prefix=None, family_name=random.choice(FAMILY_SPELLINGS)[0])


@dataclass(frozen=True, slots=True)
class Corruption:
    """A way in which a second record differs, how often, and whether it is meant to be missed."""

    name: str
    rate: float
    apply: Callable[[PersonFacts, Random, Resident], Second]
    meant_to_be_missed: bool = False


CORRUPTIONS: tuple[Corruption, ...] = (
    Corruption("none", 0.20, _same),
    Corruption("accents and small letters dropped", 0.07, _accents_dropped),
    Corruption("tussenvoegsel moved, shortened or dropped", 0.07, _particle_moved),
    Corruption("tussenvoegsel written against the name", 0.02, _particle_attached),
    Corruption("spelling from the lists of variants", 0.10, _spelt_otherwise),
    Corruption("one letter heard otherwise", 0.07, _heard_otherwise),
    Corruption("a typing error", 0.08, _typo),
    Corruption("two typing errors", 0.02, _two_typos),
    Corruption("one half of a double family name", 0.05, _half_of_double),
    Corruption("second given name left out", 0.05, _second_given_dropped),
    Corruption("given name shortened to a roepnaam", 0.04, _roepnaam),
    Corruption("given name as an initial", 0.04, _initial),
    Corruption("given and family name swapped", 0.04, _swapped),
    Corruption("whole name in one field", 0.03, _one_field),
    Corruption("patronymic left out or shifted", 0.20, _patronymic_moved),
    Corruption("name in its own script", 0.05, _own_script),
    Corruption("given name known as an alias only", 0.02, _given_as_alias),
    Corruption("day and month turned", 0.03, _day_and_month),
    Corruption("no date of birth, same address", 0.03, _no_date_but_address),
    Corruption("no date of birth and no address", 0.02, _no_date, meant_to_be_missed=True),
    Corruption("year of birth off by one", 0.02, _year_off),
    Corruption("day of birth off", 0.02, _day_off, meant_to_be_missed=True),
    Corruption("family name of a partner", 0.02, _other_family_name),
)

MOVED = 0.5
"""The share of second records without the address of the first."""

PHONE_FORMS = ("{0}", "+31 {1}", "0031{1}", "+31 (0){1}", "06-{2}")


def second_record(resident: Resident, random: Random) -> tuple[Corruption, PersonFacts]:
    """Draw a way to differ that applies to somebody, and return it with the record."""
    rates = [corruption.rate for corruption in CORRUPTIONS]
    phone = resident.facts.phone
    if phone:
        phone = random.choice(PHONE_FORMS).format(phone, phone[1:], phone[2:])
    while True:
        (corruption,) = random.choices(CORRUPTIONS, rates)
        facts = corruption.apply(resident.facts, random, resident)
        if facts is not None:
            moved = corruption.apply is not _no_date_but_address and random.random() < MOVED
            return corruption, replace(facts, phone=phone, address=None if moved else facts.address)
