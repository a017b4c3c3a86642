"""Finds citizen service numbers (BSN) in free text.

A signal may not hold a BSN: there is no legal ground to process it here (UAVG art. 46). Nine digits that pass the
elfproef are taken for one: together, or grouped by spaces, dots or dashes of any script, with whatever stands before
and after. Digits of any script count, since a full-width BSN is a BSN.

Left alone are dates, and what follows the country code of a Dutch telephone number: nine digits like any BSN.
"""

import re
from collections.abc import Iterator

BSN_DIGITS = 9
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)

SEPARATORS = (
    r"\s\u00ad\u180e\u200b-\u200d\u2060\ufeff"  # spaces, seen or not
    r".\u00b7\u2024\u2027\u3002\uff0e"  # dots
    r"_\-\u2010-\u2015\u2043\u2212\u30fb\ufe58\ufe63\uff0d"  # dashes
)
GROUPS = re.compile(rf"\d+(?:[{SEPARATORS}]{{1,3}}\d+)*")
DATE = re.compile(r"(?<!\d)\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d(?!\d)")
GAP = rf"[{SEPARATORS}]{{0,3}}"
TELEPHONE = re.compile(rf"(?:\+|(?<!\d)00)31{GAP}(?:\(0\){GAP})?(?:\d{GAP}){{9}}(?!\d)")


def passes_elfproef(digits: str) -> bool:
    """Tell whether nine digits are a possible BSN: the weighted sum is a multiple of eleven, and not all are zero."""
    numbers = [int(digit) for digit in digits]
    total = sum(weight * number for weight, number in zip(WEIGHTS, numbers, strict=True))
    return total % 11 == 0 and any(numbers)


def contains_bsn(text: str) -> bool:
    """Tell whether the text has a number in it that may be a BSN."""
    others_left_out = TELEPHONE.sub("|", DATE.sub("|", text))
    return any(passes_elfproef(digits) for digits in _nine_digits(others_left_out))


def _nine_digits(text: str) -> Iterator[str]:
    """Yield every nine digits that begin and end where a group does; those of overlapping groups too."""
    for run in GROUPS.finditer(text):
        groups = re.findall(r"\d+", run.group())
        for first in range(len(groups)):
            digits = ""
            for group in groups[first:]:
                digits += group
                if len(digits) >= BSN_DIGITS:
                    break
            if len(digits) == BSN_DIGITS:
                yield digits
