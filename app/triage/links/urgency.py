"""Why a task is more urgent than it was routed with, in words."""

from app.access.gate import Work
from app.platform.schemas import Label
from app.triage.links.queries import read_raises
from app.triage.links.states import UrgencyReason
from app.triage.queries import TaskRow
from app.triage.schemas import UrgencyRaise

SUBJECTS = {
    UrgencyReason.REPEATED_PERSON: ("over deze persoon", "on this person"),
    UrgencyReason.REPEATED_PHONE: ("met dit telefoonnummer", "with this telephone number"),
    UrgencyReason.REPEATED_ADDRESS: ("over dit adres", "on this address"),
}
MERGED = Label(nl="Dringender werk is met dit werk samengevoegd", en="More urgent work was merged into this")


async def raises_of(work: Work, task: TaskRow) -> list[UrgencyRaise]:
    """Tell why a task became more urgent, oldest first; nothing where it did not."""
    if task.routed_urgency is None:
        return []
    return [
        UrgencyRaise.model_validate(
            {
                "reason": row.data["reason"],
                "text": _words(UrgencyReason(row.data["reason"]), row.data),
                "at": row.occurred_at,
                "from": row.data["from"],
                "to": row.data["to"],
            }
        )
        for row in await read_raises(work, task)
    ]


def _words(reason: UrgencyReason, data: dict[str, object]) -> Label:
    if reason is UrgencyReason.MERGED:
        return MERGED
    number, (nl, en) = int(str(data["signals"])), SUBJECTS[reason]
    return Label(
        nl=f"{number}e signaal {nl} binnen {data['days']} dagen",
        en=f"{ordinal(number)} signal {en} within {data['days']} days",
    )


def ordinal(number: int) -> str:
    """Write a number as English ranks it."""
    teens = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
