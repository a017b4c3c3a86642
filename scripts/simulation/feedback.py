"""What desks tell submitters and whether submitters read it, and the proof that nobody was left without a word."""

from random import Random

from scripts.simulation.people import Findings, Json, Person

ON_THE_WAY = ("received", "taken_up", "still_working", "more_information")
AT_THE_END = ("support_arranged", "acted_upon", "insufficient_information", "no_trafficking", "cannot_tell_more")
READS = 0.3
"""With what chance a submitter looks after a signal of theirs on a working day."""


async def tell(person: Person, task: Json, texts: tuple[str, ...], drawn: Random) -> None:
    """Let the submitter of a task know something, in a standard text."""
    await person.do("POST", f"/tasks/{task['id']}/feedback", json={"standardText": drawn.choice(texts)})


async def read_feedback(submitter: Person, drawn: Random) -> int:
    """Look after some signals, and say what was read; return how much that was."""
    read = 0
    async for signal in submitter.pages("/signals"):
        if drawn.random() > READS:
            continue
        told = await submitter.do("GET", f"/signals/{signal['id']}/feedback")
        for item in told["items"] if told["unread"] else ():
            if item["readAt"] is None:
                await submitter.do("PUT", f"/feedback/{item['id']}/read")
                read += 1
    return read


async def has_heard(submitter: Person, signal: Json, reminded: set[str], findings: Findings) -> None:
    """Every submitter has had feedback, or hears by a moment; when that has passed, the desk was reminded."""
    told = await submitter.do("GET", f"/signals/{signal['id']}/feedback")
    if told["items"]:
        findings.counts["signals on which there was feedback"] += 1
    elif told["due"]:
        findings.counts["signals on which feedback is due"] += 1
    else:
        findings.wrong.append(f"nobody tells the submitter of {signal['reference']} anything")
    for due in (due for due in told["due"] if due["overdue"]):
        findings.counts["feedback that is overdue"] += 1
        if f"{signal['reference']} {due['desk']}" not in reminded:
            findings.wrong.append(f"feedback on {signal['reference']} is overdue and {due['desk']} was not reminded")
