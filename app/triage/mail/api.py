"""The caller's own preferences about mail."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.access.gate import Gate, OpenGate
from app.access.matrix import Action
from app.platform.body import Body, JsonBody
from app.platform.parameters import PREFIX, IfMatchHeader
from app.platform.problems import Conflict
from app.triage.mail import service
from app.triage.mail.schemas import CodeSubmission, PreferencesSubmission, PreferencesView
from app.triage.mail.service import Mailing

router = APIRouter(prefix=f"{PREFIX}/notification-preferences", tags=["notifications"])

Reader = Annotated[OpenGate, Depends(Gate(Action.READ_NOTIFICATION))]
Submission = Annotated[Body[PreferencesSubmission], Depends(JsonBody(PreferencesSubmission))]
Code = Annotated[Body[CodeSubmission], Depends(JsonBody(CodeSubmission))]


async def mailing_of(request: Request) -> Mailing:
    """Return what preferences need."""
    mailing: Mailing = request.app.state.mailing
    return mailing


With = Annotated[Mailing, Depends(mailing_of)]


@router.get("", summary="What you are mailed of")
async def read_notification_preferences(response: Response, gate: Reader, mailing: With) -> PreferencesView:
    """Return where you are mailed that there is work, and of which kinds of notification you are not."""
    return _answer(response, await gate.run(lambda work: service.read(work, mailing)))


@router.put("", summary="Set what you are mailed of", responses={429: {}})
async def replace_notification_preferences(
    response: Response, gate: Reader, body: Submission, mailing: With, if_match: IfMatchHeader = None
) -> PreferencesView:
    """Set your address and the kinds you are not mailed of. A new address is used once it is confirmed with the code
    that is mailed there; until then mail goes to the one before it. Acute danger cannot be left out."""
    return _answer(response, await gate.run(lambda work: service.replace(work, body.value, mailing, if_match)))


@router.post("/confirmation", summary="Confirm your address", responses={409: {}})
async def confirm_notification_address(response: Response, gate: Reader, body: Code, mailing: With) -> PreferencesView:
    """Confirm your new address with the code that was mailed there; it counts for a day and for five tries."""
    confirmed = await gate.run(lambda work: service.confirm(work, body.value.code, mailing))
    if confirmed is None:
        raise Conflict("This is not the code that was mailed to you, or it no longer counts; set the address again.")
    return _answer(response, confirmed)


def _answer(response: Response, found: tuple[PreferencesView, str]) -> PreferencesView:
    view, response.headers["ETag"] = found
    return view
