"""Contradictions between the fields of a submission, reported together with the errors of single fields."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from pydantic import ValidationError, ValidationInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.platform.problems import MOST_ERRORS
from app.signals.fields import reference_data
from app.signals.vocabulary import REQUIRED_PARTS, AimedAt, ExploitationForm

T = TypeVar("T")

MOST_FORMS = 4
MOST_INDICATORS = 40


def collect_contradictions(data: Any, handler: Callable[[Any], T], info: ValidationInfo) -> T:  # noqa: ANN401
    """Validate the fields with `handler`, then add the contradictions; raise all of them at once.

    The contradictions are sought in the raw body, so that a mistake in one field does not hide one between others;
    lists that are too long are told to be so, and not searched.
    """
    errors: list[InitErrorDetails] = []
    value: T | None = None
    try:
        value = handler(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        errors += [_again(item) for item in found[: MOST_ERRORS + 1]]
    if isinstance(data, dict):
        errors += [
            InitErrorDetails(type=PydanticCustomError(code, message), loc=loc, input=None)
            for loc, code, message in _contradictions(data, info)
        ]
    if errors or value is None:
        raise ValidationError.from_exception_data("SignalSubmission", errors, hide_input=True)
    return value


def _again(item: Any) -> InitErrorDetails:  # noqa: ANN401
    # The message is handed over as a value, since Pydantic would take braces in a template for places to fill.
    again = PydanticCustomError(item["type"], "{message}", {"message": item["msg"]})
    return InitErrorDetails(type=again, loc=item["loc"], input=None)


def _contradictions(data: dict[str, Any], info: ValidationInfo) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    aimed_at, forms = data.get("aimedAt"), data.get("exploitationForms")
    if isinstance(aimed_at, str) and aimed_at in set(AimedAt):
        for part in sorted(REQUIRED_PARTS[AimedAt(aimed_at)]):
            if data.get(part) is None:
                yield (part,), "missing_part", f"A signal aimed at {aimed_at} needs a {part} part"
    if isinstance(forms, list) and len(forms) <= MOST_FORMS:
        if len(forms) != len({str(form) for form in forms}):
            yield ("exploitationForms",), "repeated_form", "Each form may be named once"
        if ExploitationForm.UNKNOWN in forms and len(forms) > 1:
            yield ("exploitationForms",), "unknown_and_known", "The form is unknown or known, not both"
        yield from _misplaced_indicators(data, forms, info)
    first, last = data.get("observedFrom"), data.get("observedUntil")
    if isinstance(first, str) and isinstance(last, str) and last < first:
        yield ("observedUntil",), "period", "observedUntil may not be before observedFrom"


def _misplaced_indicators(
    data: dict[str, Any], forms: list[object], info: ValidationInfo
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Find indicators of a form that the signal does not name."""
    known = reference_data(info).code_lists["indicator"]
    for part in ("care", "security"):
        body = data.get(part)
        codes = body.get("indicators") if isinstance(body, dict) else None
        if not isinstance(codes, list) or len(codes) > MOST_INDICATORS:
            continue
        for index, code in enumerate(codes):
            form = known[code].attributes["form"] if isinstance(code, str) and code in known else "any"
            if form != "any" and form not in forms:
                yield (
                    (part, "indicators", index),
                    "indicator_of_other_form",
                    f"This is an indicator of {form}",
                )
