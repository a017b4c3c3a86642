"""Proves from the API alone that nothing was lost: what submitters and desks are answered at the end."""

from datetime import date, datetime, timedelta

from app.access.matrix import MATRIX, Reach, Role
from app.platform.clock import local_date
from scripts.simulation.casework import cases_are_led
from scripts.simulation.feedback import has_heard
from scripts.simulation.merging import goes_on_in
from scripts.simulation.people import Findings, Json, Person, Region

DESKS = [role for role, row in MATRIX.items() if {Reach.DESK, Reach.LABOUR_DESK} & (set(row.care) | set(row.security))]
EVERY_STATUS = ("open", "claimed", "waiting", "done")


async def prove(region: Region, submitted: dict[str, str]) -> Findings:
    """Compare what was acknowledged with what submitters find, and what they find with what desks have.

    `submitted` has the municipality of each signal that was acknowledged, by reference.
    """
    findings = Findings()
    tasks = await _tasks_by_signal(region)
    escalated, reminded = await _escalated(region)
    found: dict[str, Json] = {}
    for submitter in region.of(Role.AANDACHTSFUNCTIONARIS):
        async for signal in submitter.pages("/signals"):
            found[signal["reference"]] = signal
            await _looked_after(submitter, signal, tasks.get(signal["reference"], []), findings)
            await has_heard(submitter, signal, reminded, findings)
    await _merged_work_goes_on(tasks, findings)
    await _effects_are_asked_for(region, tasks, findings)
    await cases_are_led(region, submitted, findings)
    findings.counts["signals acknowledged"] = len(submitted)
    findings.wrong += [
        f"{reference} was acknowledged and is not found" for reference in submitted.keys() - found.keys()
    ]
    findings.wrong += [f"{reference} is found and was never submitted" for reference in found.keys() - submitted.keys()]
    _late_work_is_known(region, tasks, escalated, findings)
    return findings


async def _tasks_by_signal(region: Region) -> dict[str, list[Json]]:
    """List every task that any desk has, with one of those who told of it, by the reference of its signal."""
    tasks: dict[str, Json] = {}
    for role in DESKS:
        for person in region.of(role):
            for status in EVERY_STATUS:
                async for task in person.pages(f"/tasks?status={status}"):
                    tasks[task["id"]] = {**task, "reader": person}
    by_signal: dict[str, list[Json]] = {}
    for task in tasks.values():
        by_signal.setdefault(task["reference"], []).append(task)
    return by_signal


async def _looked_after(submitter: Person, signal: Json, tasks: list[Json], findings: Findings) -> None:
    """Every signal has an outcome, or a desk that is responsible and a deadline."""
    reference = signal["reference"]
    responsible = [task for task in tasks if task["involvement"] == "responsible"]
    open_ones = [task for task in responsible if task["status"] != "done"]
    if open_ones and all(task["dueAt"] for task in open_ones):
        findings.counts["signals with a desk that is responsible and a deadline"] += 1
    elif responsible and all(task["outcome"] for task in responsible):
        findings.counts["signals with an outcome"] += 1
    else:
        findings.wrong.append(f"{reference} has neither an outcome nor a desk that is responsible")
    timeline = (await submitter.do("GET", f"/signals/{signal['id']}/timeline"))["items"]
    moments = [entry["occurredAt"] for entry in timeline]
    if moments != sorted(moments) or timeline[0]["type"] != "signal.received":
        findings.wrong.append(f"the history of {reference} is not in order")
    completed = sum(entry["type"] == "task.completed" for entry in timeline)
    told_of = [task for task in tasks if task["involvement"] != "assessment"]  # those are for the desks alone
    if completed != sum(task["status"] == "done" and task["outcome"] != "merged" for task in told_of):
        findings.wrong.append(f"the history of {reference} tells of {completed} tasks that ended")


async def _merged_work_goes_on(tasks: dict[str, list[Json]], findings: Findings) -> None:
    """What was merged goes on in a task that is not done: with that it ends, with the same outcome."""
    by_id = {task["id"]: task for listed in tasks.values() for task in listed}
    for task in (task for task in by_id.values() if task["outcome"] == "merged"):
        findings.counts["tasks that were merged and go on in another"] += 1
        leading = by_id.get(await goes_on_in(task["reader"], task) or "")
        if leading is None or leading["status"] == "done" or not leading["dueAt"]:
            findings.wrong.append(f"a task of {task['reference']} was merged and goes on nowhere")


async def _effects_are_asked_for(region: Region, tasks: dict[str, list[Json]], findings: Findings) -> None:
    """Of whatever is to be assessed within two weeks or was, its desk has or had a task that says so."""
    asked = {task["interventionId"] for listed in tasks.values() for task in listed}
    soon = local_date(region.people[0].played.clock.now()) + timedelta(days=13)  # the worker comes once in an hour
    known: dict[str, Json] = {}
    for role in DESKS:
        for person in region.of(role):
            known |= {one["id"]: one async for one in person.pages("/interventions")}
    for one in known.values():
        findings.counts["interventions with an effect that was assessed"] += one["assessed"]
        due = one["nextAssessmentOn"]
        if due is not None and date.fromisoformat(due) <= soon and one["id"] not in asked:
            findings.wrong.append(f"nobody was asked what {one['kind']} of {one['desk']} turned out to do")


async def _escalated(region: Region) -> tuple[set[str], set[str]]:
    """Return the late tasks that desks were told of, and of which reference which desk was reminded of feedback."""
    late: set[str] = set()
    reminded: set[str] = set()
    for role in DESKS:
        for person in region.of(role):
            async for escalation in person.pages("/escalations?resolved=false"):
                if escalation["kind"] in {"late", "unstaffed"}:
                    late.add(escalation["task"]["id"])
                elif escalation["kind"] == "feedback_overdue":
                    reminded.add(f"{escalation['task']['reference']} {escalation['desk']}")
    return late, reminded


def _late_work_is_known(region: Region, tasks: dict[str, list[Json]], escalated: set[str], findings: Findings) -> None:
    """Everything that is overdue was told to the desk, as an escalation that stands."""
    now = region.people[0].played.clock.now()
    for task in (task for listed in tasks.values() for task in listed):
        if task["status"] != "done" and datetime.fromisoformat(task["dueAt"]) <= now:
            findings.counts["tasks that are overdue"] += 1
            if task["id"] not in escalated:
                findings.wrong.append(f"a task of {task['reference']} is overdue and was not escalated")
    findings.counts["tasks"] = sum(map(len, tasks.values()))
    findings.counts["tasks that were escalated and are not done"] = len(escalated)
