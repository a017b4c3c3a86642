"""Dutch names after a father, written out or shortened: Pieterszoon and Pietersz., Jansdochter and Jansdr."""

import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Patronymic:
    """Endings that say whose child somebody is: how they are found, written out and shortened."""

    endings: str
    forms: tuple[str, str]
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", re.compile(rf"(?<=..)(?:{self.endings})$"))


PATRONYMICS: tuple[Patronymic, ...] = (
    Patronymic(r"s?zoon|s?zn|sz|(?<=[b-df-hj-np-rtv-x])z", ("szoon", "sz")),
    Patronymic(r"s?dochter|s?dr", ("sdochter", "sdr")),
)
"""Whether the s of the father's name is written makes no difference. Other names end so too, such as Schulz: what is
made of those is nobody's name, and does no harm."""


def forms_of(word: str) -> tuple[str, ...]:
    """Return a word of plain letters, and where it is a patronymic how else it is written.

    The word as it is comes first, always: what was kept before there were forms is made of it, and is found by them.
    """
    for patronymic in PATRONYMICS:
        if ending := patronymic.pattern.search(word):
            stem = word.removesuffix(ending[0])
            return tuple(dict.fromkeys((word, *(stem + form for form in patronymic.forms))))
    return (word,)
