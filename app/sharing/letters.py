"""Writing as plain letters: whatever the script, the accents or the punctuation, a text becomes words of a to z."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from anyascii import anyascii

LETTERS_OF_THEIR_OWN = 10
"""Marks of a lower combining class make another letter (Indic, Japanese); those from here on are accents."""

TRANSLITERATIONS: Mapping[str, str] = MappingProxyType(
    {
        "ъ": "a",  # Bulgarian, as in passports; in Russian names it is rare
        "щ": "sht",  # Bulgarian likewise
        "ة": "a",  # Arabic: the ending of most women's names
    }
)
"""Where the passports of the countries that victims come from differ from the general transliteration."""

ARABIC_ARTICLE = re.compile(r"\b\u0627\u0644(?=\w{3})")
"""Al- is written against the word in Arabic, and as a word or not at all in Dutch records."""

APOSTROPHES = re.compile(r"['`\u2018\u2019\u201b\u02bb-\u02bf\u2032\u00b4]")
WORDS = re.compile(r"[a-z]+")


def plain_words(text: str | None) -> tuple[str, ...]:
    """Return the words of a text in the letters a to z; an empty tuple when there are none.

    Accents, capitals, digits and punctuation go; an apostrophe joins what it stands between; a hyphen or a point
    separates. The same text gives the same words in whatever Unicode form it arrives.
    """
    if not text:
        return ()
    spread = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in spread if unicodedata.combining(c) < LETTERS_OF_THEIR_OWN)
    whole = ARABIC_ARTICLE.sub("", unicodedata.normalize("NFC", bare))
    joined = APOSTROPHES.sub("", "".join(TRANSLITERATIONS.get(c, c) for c in whole))
    return tuple(WORDS.findall(APOSTROPHES.sub("", anyascii(joined)).lower()))
