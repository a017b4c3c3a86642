"""Characters that no text has: noncharacters of Unicode, and what XML cannot hold."""

import re

_PLANES = "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
_NONCHARACTERS = f"\ufdd0-\ufdef{_PLANES}"

NONCHARACTER = re.compile(f"[{_NONCHARACTERS}]")
"""What Unicode promises never to make a character of: the last two of each plane, and 32 among the Arabic forms."""

NOT_IN_XML = re.compile(f"[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ud800-\udfff{_NONCHARACTERS}]")


def has_noncharacter(text: str) -> bool:
    """Tell whether a text has something in it that is no character."""
    return NONCHARACTER.search(text) is not None


def writable_in_xml(text: str) -> str:
    """Leave out of a text what a document of XML cannot hold: one such would make it unreadable for everybody."""
    return NOT_IN_XML.sub("", text)
