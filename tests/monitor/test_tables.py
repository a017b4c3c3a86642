"""The tables of statistics tell what JSON tells: shares with their intervals, differences, and what rises."""

import csv
import io

from app.worker import Worker
from tests.interventions.logging import a_task, assessed, logged
from tests.monitor.passing import passed
from tests.monitor.test_publishing import care, figures, risen
from tests.triage.conftest import worker
from tests.world import Json, World

__all__ = ["worker"]
TREKKER = "bestuurlijk-trekker"
OF_KIND = "/statistics/intervention-effects?period=2026-H2&scale=victim&groupBy=kind"
SAFE = {"ambulatory_support": 15, "reflection_period": 5}


async def table(world: World, path: str) -> list[dict[str, str]]:
    """Return the lines of a statistic as a table."""
    answer = await world.call(TREKKER, "GET", f"{path}&format=csv")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def cells(share: Json | None) -> list[str]:
    """Return how a share stands in a table."""
    return ["", "", ""] if share is None else [str(share[name]) for name in ("value", "low", "high")]


async def test_shares_and_differences_stand_in_the_table_as_in_json(world: World, worker: Worker) -> None:
    for kind, safe in SAFE.items():
        for number in range(20):
            made = await logged(world, await a_task(world), kind=kind, startedOn="2026-10-05")
            outcome = "safe" if number < safe else "revictimised"
            assert (await assessed(world, made["id"], outcome=outcome, assessedOn="2026-11-23"))[0] == 201
    await passed(world, worker, days=45)
    lines = {(line["kant"], line["code"]): line for line in await table(world, OF_KIND)}
    told = (await figures(world, OF_KIND))[1]["sides"]
    for side in told:
        for group in (side["total"], *side["groups"]):
            line, due, effects = lines[side["compartment"], group["code"] or ""], group["assessments"], group["effects"]
            written = [line[name] for name in ("aandeel_beoordeeld", "beoordeeld_laag_95", "beoordeeld_hoog_95")]
            assert written == cells(due and due["share"])
            written = [line[name] for name in ("aandeel_positief", "laag_95", "hoog_95")]
            assert written == cells(effects and effects["share"])
            written = [line[name] for name in ("verschil_met_overige", "verschil_laag_95", "verschil_hoog_95")]
            assert written == cells(effects and effects["differsFromOthers"])
    assert lines["care", "ambulatory_support"]["verschil_met_overige"] == "0.5"
    assert lines["care", "reflection_period"]["verschil_met_overige"] == "-0.5"
    assert lines["care", ""]["verschil_met_overige"] == "", "all are compared with nothing"
    assert any(line["aandeel_beoordeeld"] for line in lines.values())


async def test_what_rises_has_lines_of_its_own_without_a_number(world: World, worker: Worker) -> None:
    await risen(world, worker)
    path = "/statistics/signals?period=2027-11&groupBy=form"
    side = await care(world, path)
    lines = [line for line in await table(world, path) if line["kant"] == "care"]
    rising = [line for line in lines if line["stijgt"] == "ja"]
    assert [line["code"] for line in rising] == [" ".join(one["codes"]) for one in side["rising"]]
    (labour,) = (line for line in rising if line["code"] == "form:labour")
    assert (labour["maand"], labour["groep"], labour["signalen"]) == ("2027-11", "Arbeidsuitbuiting", "")
    assert any(" en " in line["groep"] for line in rising), "features together"
    counted = [line for line in lines if line["stijgt"] == ""]
    sizes = [group["size"] for group in (side["total"], *side["groups"])]
    assert [line["signalen"] for line in counted] == ["" if size is None else str(size) for size in sizes]
    assert len(lines) == len(rising) + len(counted)


async def test_the_document_says_what_the_lines_of_each_table_are(world: World) -> None:
    paths = (await world.http.get("/v1/openapi.json")).json()["paths"]
    told = {
        path.rpartition("/")[2]: written["text/csv"]["schema"]["description"]
        for path, operations in paths.items()
        if "/statistics/" in path and "text/csv" in (written := operations["get"]["responses"]["200"]["content"])
    }
    assert told.keys() == {"intervention-effects", "signals", "timeliness"}
    assert "differsFromOthers" in told["intervention-effects"]
    assert "`antwoorden` is `toldApart`" in told["intervention-effects"]
    assert "`stijgt`" in told["signals"]
