"""Takes boolean expressions of SQL apart: every way to leave one term out of them."""

import re
from collections.abc import Iterator

WORDS = (
    "WHERE|LEFT JOIN|CROSS JOIN|JOIN|ORDER BY|GROUP BY|UNION|FOR (?:UPDATE|SHARE)|ON CONFLICT|RETURNING|LIMIT|THEN|LOOP"
)
STOPS = re.compile(rf" (?:{WORDS})\b| \$function\$|[;,]")
STARTS = re.compile(r"\b(?<!DISTINCT )(WHERE|ON|IF|ELSIF) (?!CONFLICT|EXISTS \w)")
WITHOUT = {"WHERE": "true", "ON": "true", "IF": "false", "ELSIF": "false"}
"""What is left of a whole condition that is taken out: all rows count, and nothing is ever the case."""


def weakened(expression: str) -> Iterator[tuple[str, str]]:
    """Give each variant of an expression that lacks one term, with what was left out; at any depth."""
    inner = _unwrap(expression)
    for word, nothing in (("OR", "false"), ("AND", "true")):
        terms = _split(inner, word)
        if len(terms) == 1:
            continue
        for index, term in enumerate(terms):
            others = terms[:index], terms[index + 1 :]
            rest = f" {word} ".join([*others[0], *others[1]]) or nothing
            yield f"without {word} {term}", f"({rest})"
            for what, variant in weakened(term):
                yield what, f"({f' {word} '.join([*others[0], variant, *others[1]])})"
        return
    yield from _within_exists(inner)


def conditions(text: str) -> Iterator[tuple[int, int, str]]:
    """Find where the conditions of a query or a function begin and end, with what stands there if one is taken out."""
    for start in STARTS.finditer(text):
        yield start.end(), _end_of(text, start.end()), WITHOUT[start.group(1)]


def flat(text: str) -> str:
    """Put SQL on one line, without comments."""
    return re.sub(r"\s+", " ", re.sub(r"--[^\n]*", "", text)).strip()


def _within_exists(leaf: str) -> Iterator[tuple[str, str]]:
    """Weaken the condition of a subquery, and leave it out whole."""
    if not leaf.startswith("EXISTS"):
        return
    for start, end, nothing in conditions(leaf):
        condition = leaf[start:end]
        variants = list(weakened(condition))
        if not _terms(condition):
            variants.append((f"without {condition}", nothing))
        for what, variant in variants:
            yield f"{what} in a subquery", f"{leaf[:start]}{variant}{leaf[end:]}"
        return


def _terms(expression: str) -> bool:
    inner = _unwrap(expression)
    return any(len(_split(inner, word)) > 1 for word in ("OR", "AND"))


def _unwrap(expression: str) -> str:
    text = expression.strip()
    while text.startswith("(") and _closing(text, 0) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _split(text: str, word: str) -> list[str]:
    """Split at a word outside brackets and quotes."""
    terms, depth, quoted, begin, at = list[str](), 0, False, 0, 0
    mark = f" {word} "
    while at < len(text):
        character = text[at]
        if character == "'":
            quoted = not quoted
        elif not quoted and character in "()[]":
            depth += 1 if character in "([" else -1
        elif not quoted and depth == 0 and text.startswith(mark, at):
            terms.append(text[begin:at].strip())
            at += len(mark) - 1
            begin = at
        at += 1
    return [*terms, text[begin:].strip()]


def _closing(text: str, opening: int) -> int:
    depth, quoted = 0, False
    for at in range(opening, len(text)):
        if text[at] == "'":
            quoted = not quoted
        elif not quoted and text[at] in "()[]":
            depth += 1 if text[at] in "([" else -1
            if depth == 0:
                return at
    raise ValueError(text)


def _end_of(text: str, start: int) -> int:
    """Find where a condition ends: at a bracket that it did not open, or at a word that goes on."""
    at = start
    while at < len(text):
        if text[at] in "([":
            at = _closing(text, at)
        elif text[at] in ")]" or STOPS.match(text, at):
            return at
        at += 1
    return at
