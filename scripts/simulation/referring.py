"""Who work is offered to, and what is answered: desks to each other, and partners outside by who called them."""

from random import Random

import httpx

from scripts.simulation.people import Json, Person

TO_PARTNER = 0.25
"""Which share of what is offered goes to a partner outside."""
ANSWERED, ACCEPTED = 0.5, 0.75
"""With what chance an offer is answered in an hour, and which share of the answers takes the work on."""
REASONS = ("expertise", "support_needed", "enforcement_needed", "other")
RETURNED = ("not_ours", "insufficient_information", "no_capacity", "known_already")
TAKEN = {httpx.codes.CONFLICT, httpx.codes.NOT_FOUND, httpx.codes.BAD_REQUEST}
"""How a step is answered that somebody else was ahead of, or that this task does not allow."""


async def refer(person: Person, task: Json, drawn: Random) -> bool:
    """Offer a task of one's own: mostly where it goes next, else somewhere else; return whether it was offered.

    The Arbeidsinspectie refers nothing, and is told so.
    """
    offer: Json = {"reason": drawn.choice(REASONS)}
    if drawn.random() < TO_PARTNER:
        listed = await person.ask("GET", "/partners")
        if not (partners := listed.json().get("items")):
            return False
        offer["partner"] = drawn.choice(partners)["id"]
    else:
        proposed = await person.ask("GET", f"/tasks/{task['id']}/referral-proposals")
        if not (proposals := proposed.json().get("items")):
            return False
        offer["desk"] = (proposals[0] if drawn.random() < 0.7 else drawn.choice(proposals))["desk"]
        offer["note"] = "Graag overnemen; hier zijn de mogelijkheden uitgeput."
    answer = await person.ask("POST", f"/tasks/{task['id']}/referrals", json=offer)
    return answer.is_success or (answer.status_code not in TAKEN and bool(answer.raise_for_status()))


async def answer_offers(person: Person, drawn: Random) -> int:
    """Answer what is offered to one's desks, and tell what partners said; return how many offers were answered."""
    answered = 0
    async for referral in person.pages("/referrals?status=offered"):
        is_ones_to_answer = not referral["sent"] or (referral["toPartner"] is not None and referral["byYou"])
        if not is_ones_to_answer or drawn.random() > ANSWERED:
            continue
        response: Json = {"answer": "accept"}
        if drawn.random() > ACCEPTED:
            response = {"answer": "return", "reason": drawn.choice(RETURNED)}
        elif referral["toPartner"] is not None:
            response["closesTask"] = drawn.random() < 0.5
        answer = await person.ask("POST", f"/referrals/{referral['id']}/response", json=response)
        answered += answer.is_success or (answer.status_code not in TAKEN and bool(answer.raise_for_status()))
    return answered
