"""What an actor sets about mail: of what, and where it goes once a code that was mailed there came back."""

import hmac
import secrets
from dataclasses import dataclass

from app.access.gate import Work
from app.platform.crypto import WrappingKeys
from app.platform.database import DatabaseRow
from app.platform.problems import Conflict, PreconditionFailed, TooManyRequests
from app.triage.mail.queries import change, lock_or_make, read_own
from app.triage.mail.rules import CODE_AGAIN, CODE_DIGITS, CODE_TERM, CODES_PER, MOST_CODES, MOST_TRIES
from app.triage.mail.schemas import PreferencesSubmission, PreferencesView
from app.triage.mail.sealing import Sealed

NOTHING_PROPOSED = {"proposed_address": None, "code": None, "code_made_at": None, "code_expires_at": None}


@dataclass(frozen=True, slots=True)
class Mailing:
    """The collaborators that preferences need: the keys of addresses, and whether this installation sends mail."""

    keys: WrappingKeys
    available: bool


async def read(work: Work, mailing: Mailing) -> tuple[PreferencesView, str]:
    """Return the preferences of the caller with their entity tag."""
    return _answer(await read_own(work), mailing)


async def replace(
    work: Work, submission: PreferencesSubmission, mailing: Mailing, if_match: str | None
) -> tuple[PreferencesView, str]:
    """Set what the caller is mailed of and where.

    A new address is mailed a code and nothing else until the code came back; until then mail goes where it went.
    Raises PreconditionFailed, Conflict where no mail is sent, and TooManyRequests after many codes in a day.
    """
    row = await lock_or_make(work, mailing.keys)
    if if_match not in (None, "*", _etag(row)):
        raise PreconditionFailed("Your preferences were changed since you read them; read them again.")
    sealed = Sealed.opened(mailing.keys, row.wrapped_key, row.id)
    values: dict[str, object] = {"muted": [str(kind) for kind in submission.muted]}
    wanted = submission.address
    if wanted is None:
        values |= {"address": None, "refused_at": None, **NOTHING_PROPOSED}
    elif row.address is not None and sealed.open("address", row.address) == wanted:
        values |= NOTHING_PROPOSED
    elif not _is_proposed(work, row, sealed, wanted):
        values |= _propose(work, row, sealed, wanted, mailing)
    await change(work, row, values)
    return await read(work, mailing)


async def confirm(work: Work, code: str, mailing: Mailing) -> tuple[PreferencesView, str] | None:
    """Confirm the proposed address with the code that was mailed there; after that, mail goes there.

    Returns None for any other code. That it was tried is kept, which is why it is not an error here: an error would
    take it back. After some tries the code no longer counts.
    """
    row = await read_own(work, locked=True)
    if row is None or row.code is None or row.proposed_address is None or row.code_expires_at <= work.now:
        return None
    sealed = Sealed.opened(mailing.keys, row.wrapped_key, row.id)
    if not hmac.compare_digest(sealed.open("code", row.code), code):
        tries = row.code_tries + 1
        await change(work, row, {"code_tries": tries, **({"code": None} if tries >= MOST_TRIES else {})})
        return None
    address = sealed.seal("address", sealed.open("proposed_address", row.proposed_address))
    await change(work, row, {**NOTHING_PROPOSED, "address": address, "refused_at": None})
    return await read(work, mailing)


def _is_proposed(work: Work, row: DatabaseRow, sealed: Sealed, wanted: str) -> bool:
    """Tell whether an address was proposed just now with a code that still counts, so that no other is needed."""
    return (
        row.code is not None
        and work.now < min(row.code_expires_at, row.code_made_at + CODE_AGAIN)
        and sealed.open("proposed_address", row.proposed_address) == wanted
    )


def _propose(work: Work, row: DatabaseRow, sealed: Sealed, wanted: str, mailing: Mailing) -> dict[str, object]:
    if not mailing.available:
        raise Conflict("This installation sends no mail; leave the address out.")
    since, made = row.codes_since, row.codes_made
    if since is None or not since <= work.now < since + CODES_PER:
        since, made = work.now, 0
    if made >= MOST_CODES:
        wait = since + CODES_PER - work.now
        raise TooManyRequests(
            f"At most {MOST_CODES} codes are mailed in a day; try again later.", retry_after=int(wait.total_seconds())
        )
    return {
        "proposed_address": sealed.seal("proposed_address", wanted),
        "code": sealed.seal("code", f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"),
        "code_made_at": work.now,
        "code_expires_at": work.now + CODE_TERM,
        "code_tries": 0,
        "codes_made": made + 1,
        "codes_since": since,
    }


def _etag(row: DatabaseRow | None) -> str:
    return f'"{row.version if row is not None else 0}"'


def _answer(row: DatabaseRow | None, mailing: Mailing) -> tuple[PreferencesView, str]:
    if row is None:
        nothing = dict.fromkeys(("address", "proposed_address", "code_expires_at", "refused_at"))
        return PreferencesView(available=mailing.available, **nothing, muted=[]), _etag(None)
    sealed = Sealed.opened(mailing.keys, row.wrapped_key, row.id)
    view = PreferencesView(
        available=mailing.available,
        address=sealed.open("address", row.address) if row.address is not None else None,
        proposed_address=(
            sealed.open("proposed_address", row.proposed_address) if row.proposed_address is not None else None
        ),
        code_expires_at=row.code_expires_at,
        refused_at=row.refused_at,
        muted=row.muted,
    )
    return view, _etag(row)
