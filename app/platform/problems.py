"""The one error tree: every refusal is one of these, and becomes an RFC 9457 problem document.

Problem
 ├─ InvalidInput (400)          what was sent is not acceptable; all errors at once
 ├─ Unauthenticated (401)       no token, or one that proves nothing
 ├─ Forbidden (403)             an action this actor may never do
 ├─ NotFound (404)              it is not there, or not for this actor; nobody can tell which
 ├─ NotAcceptable (406)
 ├─ Conflict (409)              the state does not allow it; says what it does allow
 ├─ PreconditionFailed (412)    somebody changed it since it was read
 ├─ ContentTooLarge (413)
 ├─ UnsupportedMediaType (415)
 ├─ TooManyRequests (429)       it was asked too often; try again after the seconds given
 └─ Unavailable (503)           try again after the seconds given
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

MOST_ERRORS = 100
"""How many errors a problem document lists: nobody reads more, and a body can hold tens of thousands."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing that is wrong: where (a JSON pointer into the body, or a parameter's name), a code, and words.

    The words never repeat what was sent: it may be personal data.
    """

    code: str
    message: str
    pointer: str | None = None
    parameter: str | None = None


class Problem(Exception):  # noqa: N818 - it is the problem document's own name
    """The base of every refusal."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(
        self, detail: str, *, errors: Sequence[FieldError] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


class InvalidInput(Problem):
    """What was sent is not acceptable; `errors` names everything that is wrong."""

    status, code, title = 400, "invalid-input", "The request is not valid"

    @classmethod
    def listing(cls, subject: str, errors: Sequence[FieldError]) -> "InvalidInput":
        """Make the problem for everything that is wrong with a `subject` (body, request), as far as it is told."""
        if len(errors) > MOST_ERRORS:
            detail = f"The {subject} has more than {MOST_ERRORS} errors; the first {MOST_ERRORS} are listed."
        else:
            detail = f"The {subject} has {len(errors)} error(s)."
        return cls(detail, errors=errors[:MOST_ERRORS])

    @classmethod
    def at(cls, pointer: str, code: str, message: str) -> "InvalidInput":
        """Make the problem for a single place in the body."""
        return cls("The body has 1 error.", errors=[FieldError(code, message, pointer=pointer)])


class Unauthenticated(Problem):
    """There is no token, or it proves nothing. Why is not told: that would help a forger."""

    status, code, title = 401, "unauthenticated", "A valid access token is needed"

    def __init__(self) -> None:
        super().__init__(
            "Send a valid access token in the Authorization header as a bearer token.",
            headers={"WWW-Authenticate": 'Bearer realm="signaalbrug"'},
        )


class Forbidden(Problem):
    """An action that this actor may never do."""

    status, code, title = 403, "forbidden", "This is not yours to do"


class NotFound(Problem):
    """It is not there, or not for this actor; the answers are the same."""

    status, code, title = 404, "not-found", "There is no such resource"

    def __init__(self) -> None:
        super().__init__("The resource does not exist.")


class NotAcceptable(Problem):
    """The client accepts no JSON."""

    status, code, title = 406, "not-acceptable", "Only JSON can be answered"


class Conflict(Problem):
    """The state does not allow it; the detail names what it does allow."""

    status, code, title = 409, "conflict", "The present state does not allow this"


class PreconditionFailed(Problem):
    """The resource was changed since the caller read it."""

    status, code, title = 412, "precondition-failed", "It was changed in the meantime"


class ContentTooLarge(Problem):
    """The body is larger than the service reads."""

    status, code, title = 413, "content-too-large", "The body is too large"


class UnsupportedMediaType(Problem):
    """The body is not of a type the route reads."""

    status, code, title = 415, "unsupported-media-type", "The body must be JSON"


class TooManyRequests(Problem):
    """The caller asked too often of what can be asked a number of times only."""

    status, code, title = 429, "too-many-requests", "This was asked too often"

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class Unavailable(Problem):
    """Something the service needs is away for now."""

    status, code, title = 503, "unavailable", "The service cannot answer right now"

    def __init__(self, detail: str, *, retry_after: int = 2) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})
