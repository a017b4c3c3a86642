"""The doors of DSP proposals at the API: the lists, and each proposal with its versions and steps."""

from collections.abc import Collection

from tests.wall.model import Row
from tests.wall.reading import may_read
from tests.wall.visit import Visit

READ = "dsp-proposals:known:read"


def _shown(visit: Visit, table: str) -> list[Row]:
    rows = visit.world.rows(table)
    return [row for row in rows if may_read(visit.world, visit.actor, visit.now, table, row)]


async def show_proposals(visit: Visit) -> None:
    """Compare the list of proposals, in all and by status."""
    rows, shown = visit.world.rows("dsp_proposals"), _shown(visit, "dsp_proposals")
    await visit.all("GET /v1/dsp-proposals", READ, "/dsp-proposals", rows, shown)
    for status in ("drafted", "submitted"):
        wanted = [row for row in shown if row["status"] == status]
        await visit.all("GET /v1/dsp-proposals", READ, f"/dsp-proposals?status={status}", rows, wanted)
    waiting = [row for row in shown if row["status"] == "submitted"]
    await visit.all("GET /v1/dsp-proposals", READ, "/dsp-proposals?waiting=true", rows, waiting)


async def show_proposals_of_cases(visit: Visit) -> None:
    """Compare the proposals of each case, which only its members are told."""
    door, cases, shown = "GET /v1/cases/{id}/dsp-proposals", _shown(visit, "cases"), _shown(visit, "dsp_proposals")
    for case in visit.world.rows("cases"):
        view = await visit.one(door, READ, f"/cases/{case['id']}/dsp-proposals", shown=case in cases)
        if view is not None:
            everything = [str(row["id"]) for row in visit.world.rows("dsp_proposals")]
            expected = {str(row["id"]) for row in shown if row["case_id"] == case["id"]}
            visit.report.compare_sets(visit.actor, door, everything, expected, {one["id"] for one in view["items"]})


async def show_proposal(visit: Visit) -> None:
    """Compare each proposal with its versions, each of which tells its id, and its steps."""
    door, shown = "GET /v1/dsp-proposals/{id}", _shown(visit, "dsp_proposals")
    versions, steps = _shown(visit, "dsp_proposal_versions"), _shown(visit, "dsp_proposal_steps")
    for proposal in visit.world.rows("dsp_proposals"):
        view = await visit.one(door, READ, f"/dsp-proposals/{proposal['id']}", shown=proposal in shown)
        if view is None:
            continue
        everything = [str(row["id"]) for row in visit.world.rows("dsp_proposal_versions")]
        expected = {str(row["id"]) for row in versions if row["proposal_id"] == proposal["id"]}
        found = {one["content"]["analysis"] for one in view["versions"]}
        visit.report.compare_sets(visit.actor, f"{door} versions", everything, expected, found)
        taken = sorted(
            (row["step"], str(row["id"]) if row["reason"] else None)
            for row in steps
            if row["proposal_id"] == proposal["id"]
        )
        told = sorted((one["step"], one["text"]) for one in view["steps"])
        visit.compare(door, f"{proposal['id']} steps", str(taken), str(told))


async def show_expectations(visit: Visit) -> None:
    """Compare of which proposals it is told what came of them: to members of the case, and of what they read there."""
    door, shown = "GET /v1/dsp-proposals/{id}/expectations", _shown(visit, "dsp_proposals")
    cases = {row["id"] for row in _shown(visit, "cases")}
    readable = {str(row["id"]): row for row in _shown(visit, "interventions")}
    everything = [str(row["id"]) for row in visit.world.rows("interventions")]
    for proposal in visit.world.rows("dsp_proposals"):
        path, case = f"/dsp-proposals/{proposal['id']}/expectations", proposal["case_id"]
        view = await visit.one(door, READ, path, shown=proposal in shown)
        if view is None:
            continue
        told = [item["carriedOut"] for item in view["items"]]
        if told:  # else no version was there to read
            visit.compare(door, f"{proposal['id']} is told", case in cases, None not in told)
        signals = {row["signal_id"] for row in visit.world.rows("case_signals") if row["case_id"] == case}
        found = {one["id"] for each in told for one in each or ()}
        within = {one for one in found & readable.keys() if _is_within(readable[one], case, signals)}
        visit.report.compare_sets(visit.actor, door, everything, within, found)


def _is_within(intervention: Row, case: object, signals: Collection[object]) -> bool:
    return intervention["case_id"] == case or intervention["signal_id"] in signals


SHOWS_OF_PROPOSALS = {
    "GET /v1/dsp-proposals": show_proposals,
    "GET /v1/dsp-proposals/{id}": show_proposal,
    "GET /v1/dsp-proposals/{id}/expectations": show_expectations,
    "GET /v1/cases/{id}/dsp-proposals": show_proposals_of_cases,
}
