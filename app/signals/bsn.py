"""Finds citizen service numbers (BSN) in free text.

A signal may not hold a BSN: there is no legal ground to process it here (UAVG art. 46). Nine digits, also when they
are grouped by spaces, dots or hyphens, that pass the elfproef are taken for one.
"""

import re

NINE_DIGITS = re.compile(r"(?<![\d+])\d(?:[ .\-]?\d){8}(?![ .\-]?\d)")
WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def passes_elfproef(digits: str) -> bool:
    """Tell whether nine digits are a possible BSN: the weighted sum is a multiple of eleven, and not all are zero."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return total % 11 == 0 and any(digit != "0" for digit in digits)


def contains_bsn(text: str) -> bool:
    """Tell whether the text has a number in it that may be a BSN."""
    return any(passes_elfproef(re.sub(r"\D", "", match.group())) for match in NINE_DIGITS.finditer(text))
