"""The names of a person as words to compare, wherever in a record they were written."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.sharing.letters import plain_words
from app.sharing.patronymics import forms_of

PARTICLES_OF: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Dutch": frozenset(
            {"aan", "bij", "de", "den", "der", "des", "het", "in", "met", "op", "s", "t", "te", "ten", "ter", "toe"}
            | {"tot", "uit", "uyt", "van", "vande", "vanden", "vander", "ver"}
        ),
        "Dutch, shortened": frozenset({"d", "v", "vd", "vdr"}),
        "Arabic and Hebrew": frozenset({"abu", "ait", "al", "at", "ben", "bin", "bint", "el", "ibn", "oulad", "ould"}),
        "Romance": frozenset({"da", "das", "del", "della", "di", "do", "dos", "du", "e", "i", "la", "le", "les", "y"}),
        "German": frozenset({"vom", "von", "zu", "zum", "zur"}),
        "generations": frozenset({"ii", "iii", "jr", "sr"}),
    }
)
"""Words before or between family names that get lost, moved or written against the name."""

PARTICLES = frozenset().union(*PARTICLES_OF.values())

NOT_NAMES = frozenset({"anoniem", "anonymous", "nb", "nn", "nvt", "onbekend", "onbekende", "unknown", "xx", "xxx"})
"""What is typed where a name is not known; people who are not known are not one person."""

LONGEST_NAME = 8
"""More words than this in one field are a description, not a name; the rest is left out."""

MANY_PARTS = 3
"""The parts of a given or family name that are compared one by one."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as words of plain letters: at least a given or a family name; particles of the family name left out."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    attached: str = ""
    """The family name with its particles written against it, as some registers do; empty when it has none."""

    @property
    def complete(self) -> bool:
        """Tell whether there is more than a single word, so that the name says who somebody is."""
        return len(self.given) + len(self.family) > 1

    @property
    def written_out(self) -> bool:
        """Tell whether both names are there, and the given name is more than initials."""
        return bool(self.family) and any(len(word) > 1 for word in self.given)

    @property
    def given_parts(self) -> tuple[str, ...]:
        """Return each given name by itself and all of them as one word: `Anne Marie` is written `Annemarie` too."""
        return _parts(self.given)

    @property
    def family_parts(self) -> tuple[str, ...]:
        """Return each half of a double family name and the whole as one word, with and without its particles.

        A patronymic is there written out and shortened.
        """
        parts = (*_parts(self.family), *filter(None, (self.attached,)))
        return tuple(dict.fromkeys(form for part in parts for form in forms_of(part)))

    @property
    def other_names(self) -> tuple[str, ...]:
        """Return each name after the first, in whatever field: of a middle name nobody knows which field it was in."""
        others = (*without_particles(self.given), *self.family)[1 : MANY_PARTS + 1]
        return tuple(dict.fromkeys(form for word in others for form in forms_of(word)))

    @property
    def first_name(self) -> str:
        """Return the name that comes first, in whatever field."""
        return (*without_particles(self.given), *self.family)[0]


def _parts(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(("".join(words), *words[:MANY_PARTS]))) if words else ()


def _words_of_name(text: str | None) -> tuple[str, ...]:
    return tuple(word for word in plain_words(text) if word not in NOT_NAMES)[:LONGEST_NAME]


def without_particles(words: tuple[str, ...]) -> tuple[str, ...]:
    """Leave particles out, unless the name consists of nothing else: Ben, El and Le are names too."""
    return tuple(word for word in words if word not in PARTICLES) or words


def read_name(given: str | None, family_prefix: str | None, family: str | None) -> Name | None:
    """Read the name of a person from the fields of a record; None when there is nothing in it to compare.

    Only the first words count where there are many: those are a description, not a name.
    """
    first, *others = _words_of_name(given) or ("",)
    written = (_words_of_name(family_prefix) + _words_of_name(family))[:LONGEST_NAME]
    kept = without_particles(written)
    name = Name(
        given=(first, *(word for word in others if word not in PARTICLES)) if first else (),
        family=kept,
        attached="".join(written) if kept != written else "",
    )
    return name if name.given or name.family else None
