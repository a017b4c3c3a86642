"""Signals as municipalities would submit them: drawn from a seed, fictional, in Dutch, some about the same persons."""

from datetime import date, timedelta
from random import Random

from faker import Faker

from scripts.simulation.people import Json

AIMED_AT = ("victim", "victim", "victim", "perpetrator", "perpetrator", "both", "unknown")
FORMS = ("sexual", "sexual", "labour", "labour", "criminal", "criminal", "organ_removal", "unknown")
SOURCES = ("own_observation", "municipal_department", "care_partner", "school", "enforcement", "citizen", "anonymous")
PLACES = ("licensed_business", "business", "dwelling", "public_space", "online", "other")
SECTORS = (
    "agriculture",
    "agriculture",
    "hospitality",
    "sex_work",
    "personal_care",
    "food_processing",
    "street",
    "other",
)
OBSERVED = (
    "Bij een controle op een vakantiepark kenden de bewoners elkaars naam niet; dezelfde auto haalt hen steeds op.",
    "Een wijkverpleegkundige ziet al weken dat iemand niet alleen naar de deur mag komen en geen eigen telefoon heeft.",
    "Een mentor meldt dat een leerling vaak afwezig is, dure spullen heeft en bang is voor wie haar belt.",
    "Medewerkers van een kas slapen met zijn achten in een schuur; hun paspoorten liggen bij de voorman.",
    "In een massagesalon wonen de medewerkers op zolder en komt één man dagelijks de opbrengst halen.",
    "Een jongen van zestien vervoert pakjes voor een groep oudere jongens en durft daar niet mee te stoppen.",
)
ACUTE, REPEATED, TOLD = 0.06, 0.3, 0.7
"""Which share of the signals tells of acute danger, which share of the persons was in an earlier one there, and which
share of the parts tells a sector."""


class Submissions:
    """Draws one submission after another; a part of them is about persons who were in earlier ones."""

    def __init__(self, seed: int) -> None:
        self._drawn = Random(seed)  # noqa: S311 - a game is no secret
        self._sectors = Random(f"{seed} sectors")  # noqa: S311 - as above; apart, so that the rest is drawn as before
        self._faker = Faker("nl_NL")
        self._faker.seed_instance(seed)
        self._known: dict[tuple[str, str], list[Json]] = {}

    def next(self, municipality: str, today: date) -> Json:
        """Draw a submission of a municipality on a day."""
        drawn, aimed_at = self._drawn, self._drawn.choice(AIMED_AT)
        source: Json = {"kind": drawn.choice(SOURCES)}
        submission: Json = {
            "municipalityCode": municipality,
            "aimedAt": aimed_at,
            "exploitationForms": self._forms(),
            "acuteDanger": drawn.random() < ACUTE,
            "observedFrom": (today - timedelta(days=drawn.randint(1, 60))).isoformat(),
            "source": source,
        }
        if aimed_at != "perpetrator":
            submission["care"] = self._part("care", municipality, ("possible_victim",), today)
        if aimed_at in {"perpetrator", "both"}:
            organised = {"organised": drawn.random() < 0.3}
            submission["security"] = {
                **self._part("security", municipality, ("possible_perpetrator", "facilitator"), today),
                **organised,
            }
        return submission

    def _forms(self) -> list[str]:
        forms = set(self._drawn.choices(FORMS, k=self._drawn.choice((1, 1, 1, 2))))
        return sorted(forms - {"unknown"}) or ["unknown"]

    def _part(self, side: str, municipality: str, involvements: tuple[str, ...], today: date) -> Json:
        drawn, known = self._drawn, self._known.setdefault((side, municipality), [])
        count = drawn.choice((0, 1, 1, 2))
        persons = [self._person(known, drawn.choice(involvements), today) for _ in range(count)]
        locations = [{"kind": drawn.choice(PLACES), "address": self._address()}] if drawn.random() < 0.4 else []
        part = {"narrative": drawn.choice(OBSERVED), "persons": persons, "locations": locations}
        return {**part, "sector": self._sectors.choice(SECTORS)} if self._sectors.random() < TOLD else part

    def _person(self, known: list[Json], involvement: str, today: date) -> Json:
        """Draw somebody, or somebody of an earlier signal in the same municipality."""
        drawn = self._drawn
        if known and drawn.random() < REPEATED:
            return drawn.choice(known)
        born = today - timedelta(days=drawn.randint(14 * 365, 60 * 365))
        names = {"givenName": self._faker.first_name(), "familyName": self._faker.last_name()}
        person: Json = {"involvement": involvement, **names, "birthDate": born.isoformat()}
        if drawn.random() < 0.5:
            person["address"] = self._address()
        known.append(person)
        return person

    def _address(self) -> Json:
        letters = "".join(self._faker.random_uppercase_letter() for _ in range(2))
        return {
            "street": self._faker.street_name(),
            "houseNumber": self._drawn.randint(1, 199),
            "postalCode": f"{self._drawn.randint(4300, 5099)} {letters}",
            "city": self._faker.city(),
        }
