"""Synthetic people: names by Faker for the main countries of origin, with twins, shared telephones and full houses."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from faker import Faker
from faker.config import AVAILABLE_LOCALES

from app.sharing.contacts import AddressFacts
from app.sharing.traits import PersonFacts
from scripts.matching.spellings import (
    ARABIC_FAMILY,
    ARABIC_GIVEN,
    FAMILY_SPELLINGS,
    GIVEN_SPELLINGS,
    HORN_MEN,
    HORN_WOMEN,
    bulgarian_passport,
)

FIRST_BIRTH = date(1970, 1, 1)
DAYS_OF_BIRTH = 42 * 365
TWINS = 0.015
SHARED_PHONES = 0.15
DUTCH_PARTICLES = ("van", "de", "van de", "van den", "van der", "'t", "ten", "ter", "op de")


@dataclass(frozen=True, slots=True)
class Origin:
    """A country of origin: the share of the people, and of those born on the first of January for want of a day."""

    locale: str
    share: float
    unknown_day: float = 0.003
    double_names: float = 0.0
    second_given: float = 0.15


ORIGINS: tuple[Origin, ...] = (
    Origin("nl_NL", 0.28, double_names=0.10, second_given=0.3),
    Origin("ro_RO", 0.11),
    Origin("bg_BG", 0.11),
    Origin("pl_PL", 0.10, double_names=0.03),
    Origin("hu_HU", 0.07),
    Origin("ar_AA", 0.10, unknown_day=0.15),
    Origin("fr_DZ", 0.05, unknown_day=0.05),
    Origin("tr_TR", 0.04),
    Origin("yo_NG", 0.03, unknown_day=0.02),
    Origin("es_CO", 0.03, double_names=0.9, second_given=0.5),
    Origin("vi_VN", 0.02, second_given=0.5),
    Origin("zh_CN", 0.02, second_given=0.0),
    Origin("so_SO", 0.04, unknown_day=0.15, second_given=0.0),
)
"""Stands in docs/matching.md too. Faker has no names of the Horn of Africa (`so_SO`); they come from a list."""

Layout = tuple[str | None, str | None]
"""How own, father's and grandfather's name fill the fields for given and family name."""

FIRST_LAYOUTS: dict[Layout, float] = {("{0} {1}", "{2}"): 0.5, ("{0}", "{1} {2}"): 0.3, ("{0}", "{1}"): 0.2}
"""How such names are registered first, and how often so."""


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody as they are, and how their name is written in its own script where that is not ours."""

    facts: PersonFacts
    origin: Origin
    own_script: tuple[str, str] | None = None
    lineage: tuple[str, ...] = ()
    """Own, father's and grandfather's name, of somebody who has no other family name."""


def laid_out(facts: PersonFacts, lineage: tuple[str, ...], layout: Layout) -> PersonFacts:
    """Return a record with own, father's and grandfather's name in its fields."""
    given, family = (field and field.format(*lineage) for field in layout)
    return replace(facts, given_name=given, family_name=family)


Names = tuple[str, str, tuple[str, str] | None]
"""A given name, a family name and both in their own script."""


def _names_by_faker(faker: Faker, random: Random) -> Names:
    given = faker.first_name_female() if random.random() < 0.6 else faker.first_name_male()
    return given, faker.last_name(), None


def _arabic(_: Faker, random: Random) -> Names:
    given, family = random.choice(ARABIC_GIVEN), random.choice(ARABIC_FAMILY)
    return random.choice(given[1:]), random.choice(family[1:]), (given[0], family[0])


def _horn_of_africa(_: Faker, random: Random) -> Names:
    return random.choice(HORN_WOMEN if random.random() < 0.6 else HORN_MEN), random.choice(HORN_MEN), None


def _bulgarian(faker: Faker, random: Random) -> Names:
    given, family, _ = _names_by_faker(faker, random)
    return bulgarian_passport(given), bulgarian_passport(family), (given, family)


NAMES: dict[str, Callable[[Faker, Random], Names]] = {
    "ar_AA": _arabic,
    "bg_BG": _bulgarian,
    "so_SO": _horn_of_africa,
}
"""Where names come otherwise than from Faker as they are."""


def _pinyin(name: str) -> str:
    from anyascii import anyascii  # noqa: PLC0415 - only for the Chinese, whose passports have pinyin

    return anyascii(name).capitalize()


def _split_particle(family: str) -> tuple[str | None, str]:
    *before, last = family.split(" ")
    return (" ".join(before), last) if before and before[0].islower() else (None, family)


def _birth_date(random: Random, origin: Origin) -> date:
    born = FIRST_BIRTH + timedelta(days=random.randrange(DAYS_OF_BIRTH))
    return born.replace(month=1, day=1) if random.random() < origin.unknown_day else born


def _address(random: Random) -> AddressFacts:
    """One in a hundred lives in one of twenty full houses, the others about three to a building."""
    full = random.random() < 0.01
    number = random.randrange(20) if full else 1000 + random.randrange(30_000)
    code = f"{4300 + number // 300} {chr(65 + number % 20)}{chr(65 + number // 20 % 15)}"
    return AddressFacts(code, 1 + number % 97, random.choice((None, None, "a", "b", "2")))


class Town:
    """Makes residents, each time the same ones for a seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - synthetic people, no secrets
        locales = [origin.locale for origin in ORIGINS]
        self.fakers = {locale: Faker(locale if locale in AVAILABLE_LOCALES else None) for locale in locales}
        for faker in self.fakers.values():
            faker.seed_instance(seed)
        self.phones: list[str] = []

    def residents(self, count: int) -> list[Resident]:
        """Make a number of residents, twins and people who share a telephone among them."""
        made: list[Resident] = []
        while len(made) < count:
            if made and self.random.random() < TWINS:
                made.append(self._twin_of(made[-1]))
            else:
                made.append(self._resident(self.random.choices(ORIGINS, [o.share for o in ORIGINS])[0]))
        return made

    def _resident(self, origin: Origin) -> Resident:
        random = self.random
        given, family, own_script = NAMES.get(origin.locale, _names_by_faker)(self.fakers[origin.locale], random)
        prefix = None
        if origin.locale == "nl_NL":
            given, family = self._listed(given, GIVEN_SPELLINGS), self._listed(family, FAMILY_SPELLINGS)
            prefix, family = _split_particle(family)
            if prefix is None and random.random() < 0.2:
                prefix = random.choice(DUTCH_PARTICLES)
        if origin.locale == "zh_CN":
            given, family = _pinyin(given), _pinyin(family)
        if random.random() < origin.second_given and own_script is None:
            given += " " + self._resident_names(origin)[0]
        if random.random() < origin.double_names:
            family += (" " if origin.locale == "es_CO" else "-") + self._resident_names(origin)[1]
        facts = PersonFacts(
            given_name=given,
            family_name_prefix=prefix,
            family_name=family,
            birth_date=_birth_date(random, origin),
            phone=self._phone() if random.random() < 0.4 else None,
            address=_address(random) if random.random() < 0.6 else None,
        )
        if origin.locale != "so_SO":
            return Resident(facts, origin, own_script)
        lineage = (given, family, random.choice(HORN_MEN))
        (layout,) = random.choices(list(FIRST_LAYOUTS), list(FIRST_LAYOUTS.values()))
        return Resident(laid_out(facts, lineage, layout), origin, lineage=lineage)

    def _resident_names(self, origin: Origin) -> tuple[str, str]:
        given, family, _ = NAMES.get(origin.locale, _names_by_faker)(self.fakers[origin.locale], self.random)
        return given, family

    def _listed(self, name: str, spellings: tuple[tuple[str, ...], ...]) -> str:
        """Let one in four have a name whose spellings are listed, Dutch or not."""
        return self.random.choice(spellings)[0] if self.random.random() < 0.25 else name

    def _phone(self) -> str:
        if self.phones and self.random.random() < SHARED_PHONES:
            return self.random.choice(self.phones)
        self.phones.append(f"06{self.random.randrange(10_000_000, 99_999_999)}")
        return self.phones[-1]

    def _twin_of(self, sibling: Resident) -> Resident:
        given, _, own_script = NAMES.get(sibling.origin.locale, _names_by_faker)(
            self.fakers[sibling.origin.locale], self.random
        )
        if sibling.origin.locale == "zh_CN":
            given = _pinyin(given)
        own = (own_script[0], sibling.own_script[1]) if own_script and sibling.own_script else None
        lineage = sibling.lineage and (given, *sibling.lineage[1:])
        if lineage:
            given += (sibling.facts.given_name or "").removeprefix(sibling.lineage[0])
        return Resident(replace(sibling.facts, given_name=given, phone=None), sibling.origin, own, lineage)
