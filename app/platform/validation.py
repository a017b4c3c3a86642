"""From Pydantic's errors to ours: where it is wrong and why, never what was sent."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from pydantic import ValidationError

from app.platform.problems import MOST_ERRORS, FieldError

PLAIN_NAME = re.compile(r"^[A-Za-z][A-Za-z_-]{0,40}$")
"""Only a name of this shape is repeated for an unknown field: a longer one may hold personal data."""

MESSAGES = {
    "missing": "This field is required",
    "extra_forbidden": "This field is not known",
    "json_invalid": "The body is not valid JSON in UTF-8",
    "string_unicode": "Text must be valid Unicode",
    "string_type": "This must be a text",
}


def errors_of_body(error: ValidationError) -> list[FieldError]:
    """List everything that is wrong with a body, with JSON pointers; no more than shows that there is too much."""
    items = error.errors(include_input=False, include_url=False, include_context=False)
    return [_field_error(item) for item in items[: MOST_ERRORS + 1]]


def errors_of_parameters(items: Iterable[Mapping[str, object]]) -> list[FieldError]:
    """List what is wrong with path, query and header parameters.

    A path parameter that cannot be read gets the code `path`: such a resource does not exist.
    """
    listed = []
    for item in islice(items, MOST_ERRORS + 1):
        loc = item["loc"]
        place, name = (str(loc[0]), str(loc[1])) if isinstance(loc, tuple) and len(loc) > 1 else ("", "")
        code = "path" if place == "path" else str(item["type"])
        told = None if code == "extra_forbidden" and not PLAIN_NAME.match(name) else name
        listed.append(FieldError(code, MESSAGES.get(code, str(item["msg"])), parameter=told))
    return listed


def _field_error(item: Mapping[str, object]) -> FieldError:
    code = str(item["type"])
    loc = item["loc"]
    steps: Sequence[object] = loc if isinstance(loc, tuple) else ()
    if code == "extra_forbidden" and not PLAIN_NAME.match(str(steps[-1])):
        steps = steps[:-1]
    pointer = "" if code == "json_invalid" else "".join(f"/{_escape(str(step))}" for step in steps)
    return FieldError(code, MESSAGES.get(code, str(item["msg"])), pointer=pointer)


def _escape(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
