"""Every decision is stored with why, and readable by whoever may read the task."""

from datetime import timedelta

import orjson
import pytest

from tests.bodies import perpetrator_signal, signal_aimed_at_both, victim_signal
from tests.routing.tables import regional
from tests.world import Json, World

SUBMITTER = "aandachtsfunctionaris.breda"


async def routing(world: World, persona: str, signal: Json) -> dict[str, Json]:
    """Return the decisions that a persona may read, by track."""
    items = (await world.get(persona, f"/signals/{signal['id']}/routing"))["items"]
    return {item["track"]: item for item in items}


async def test_a_decision_tells_the_table_the_facts_and_the_rows_that_fired(world: World) -> None:
    signal = await world.submit(SUBMITTER, signal_aimed_at_both(exploitationForms=["labour", "sexual"]))
    decisions = await routing(world, SUBMITTER, signal)
    assert decisions.keys() == {"care", "security"}
    security = decisions["security"]
    assert (security["tableVersion"], security["decidedAt"]) == ("zwb-2026.2", "2026-11-23T09:30:00Z")
    assert security["facts"] == {
        "aimed_at": "perpetrator",
        "forms": ["labour", "sexual"],
        "acute_danger": False,
        "district": "de_baronie",
        "minor_involved": False,
        "mild_intellectual_disability": False,
        "mixed_profile": False,
        "organised": False,
        "suspects": "one",
        "location_kind": "none",
    }
    assert {outcome["desk"]: outcome["rows"] for outcome in security["outcomes"]} == {
        "avim": ["avim-informed"],
        "dsp.de_baronie": ["dsp-otherwise"],
        "arbeidsinspectie": ["arbeidsinspectie-labour"],
    }
    assert decisions["care"]["facts"]["aimed_at"] == "victim"


@pytest.mark.parametrize(
    ("persona", "tracks"),
    [
        (SUBMITTER, {"care", "security"}),
        ("system.breda", {"care", "security"}),
        ("zorgcoordinator.de-baronie", {"care"}),
        ("avim", {"security"}),
        ("dsp.de-baronie", {"security"}),
    ],
)
async def test_each_side_reads_its_own_decision(world: World, persona: str, tracks: set[str]) -> None:
    signal = await world.submit(SUBMITTER, signal_aimed_at_both())
    assert (await routing(world, persona, signal)).keys() == tracks


async def test_who_has_no_task_finds_no_decision(world: World) -> None:
    signal = await world.submit(SUBMITTER, signal_aimed_at_both())
    for persona, status in (
        ("zorgcoordinator.zeeland", 404),
        ("zorgtafel.de-baronie", 404),
        ("aandachtsfunctionaris.goes", 404),
        ("beheerder", 403),
        ("ketenregisseur", 403),
    ):
        answer = await world.call(persona, "GET", f"/signals/{signal['id']}/routing")
        assert answer.status_code == status, persona


async def test_rows_that_open_the_same_task_are_one_task_with_every_reason(world: World) -> None:
    security = perpetrator_signal()["security"]
    several = {**security, "organised": True, "persons": security["persons"] * 2}
    signal = await world.submit(SUBMITTER, perpetrator_signal(security=several))
    (dsp,) = [o for o in signal["routing"]["outcomes"] if o["desk"] == "dsp.de_baronie"]
    assert len(dsp["reasons"]) == 2
    (task,) = await world.tasks("dsp.de-baronie")
    assert (await world.get("dsp.de-baronie", f"/tasks/{task['id']}"))["reasons"] == dsp["reasons"]


@pytest.mark.parametrize(
    ("broken", "signal", "desk"),
    [
        ("care-victim", victim_signal(), "zorgcoordinator.de_baronie"),
        ("dsp-otherwise", perpetrator_signal(acuteDanger=False), "avim"),
    ],
)
async def test_a_table_that_leaves_a_gap_sends_the_signal_to_a_person(
    world: World, broken: str, signal: Json, desk: str
) -> None:
    document = regional()
    document["rows"] = [row for row in document["rows"] if row["id"] != broken]
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE routing_tables SET document = $1", orjson.dumps(document).decode())
    view = await world.submit(SUBMITTER, signal)
    (outcome,) = [o for o in view["routing"]["outcomes"] if o["desk"] == desk]
    assert (outcome["involvement"], outcome["dueAt"]) == ("responsible", "2026-11-23T10:30:00Z")
    assert "wezen geen bereikbaar loket aan" in outcome["reasons"][0]["nl"]


async def test_a_desk_that_is_not_there_sends_the_signal_to_a_person(world: World) -> None:
    async with world.as_superuser() as connection:
        await connection.execute("DELETE FROM desks WHERE id = 'dsp.de_baronie'")
    view = await world.submit(SUBMITTER, perpetrator_signal())
    assert [(o["desk"], o["involvement"]) for o in view["routing"]["outcomes"]] == [("avim", "responsible")]
    assert len(await world.tasks("avim")) == 1


async def close(world: World, *desks: str) -> None:
    """Close desks from now on, as an administrator would."""
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE desks SET closed_at = $1 WHERE id = ANY ($2)", world.clock.now(), desks)


async def test_a_signal_goes_to_a_person_instead_of_to_a_desk_that_was_closed(world: World) -> None:
    await close(world, "dsp.zeeland")
    view = await world.submit("aandachtsfunctionaris.goes", perpetrator_signal(municipalityCode="GM0664"))
    assert [(o["desk"], o["involvement"]) for o in view["routing"]["outcomes"]] == [("avim", "responsible")]
    assert await world.tasks("dsp.zeeland") == []
    elsewhere = await world.submit(SUBMITTER, perpetrator_signal())
    assert ("dsp.de_baronie", "responsible") in [
        (o["desk"], o["involvement"]) for o in elsewhere["routing"]["outcomes"]
    ]


async def test_each_side_of_a_signal_aimed_at_both_finds_a_person_when_its_desk_was_closed(world: World) -> None:
    await close(world, "dsp.de_baronie", "zorgcoordinator.de_baronie")
    view = await world.submit(SUBMITTER, signal_aimed_at_both())
    responsible = {(o["track"], o["desk"]) for o in view["routing"]["outcomes"] if o["involvement"] == "responsible"}
    assert responsible == {("security", "avim"), ("care", "zorgcoordinator.de_baronie")}, "care has nobody else"


async def test_a_desk_takes_signals_until_the_moment_at_which_it_closes(world: World) -> None:
    world.clock.advance(timedelta(minutes=10))
    await close(world, "dsp.de_baronie")
    world.clock.advance(timedelta(seconds=-1))
    before = await world.submit(SUBMITTER, perpetrator_signal())
    world.clock.advance(timedelta(seconds=1))
    after = await world.submit(SUBMITTER, perpetrator_signal())
    for view, desk in ((before, "dsp.de_baronie"), (after, "avim")):
        assert desk in {o["desk"] for o in view["routing"]["outcomes"] if o["involvement"] == "responsible"}


async def test_decisions_name_the_table_that_made_them(world: World) -> None:
    first = await world.submit(SUBMITTER, victim_signal())
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE routing_tables SET status = 'retired'")
        await connection.execute(
            "INSERT INTO routing_tables SELECT gen_random_uuid(), 'zwb-2027.1', 'active', "
            "jsonb_set(document, '{version}', '\"zwb-2027.1\"'), now() FROM routing_tables"
        )
    world.clock.advance(timedelta(seconds=11))
    second = await world.submit(SUBMITTER, victim_signal())
    for signal, version in ((first, "zwb-2026.2"), (second, "zwb-2027.1")):
        assert (await routing(world, SUBMITTER, signal))["care"]["tableVersion"] == version
        assert signal["routing"]["tableVersion"] == version
