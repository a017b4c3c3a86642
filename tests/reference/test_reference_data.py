"""The facts about the region and the words in use, as the service loads and serves them."""

import csv
import re
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.installation import install
from app.platform.embedded import OWNER_LOGIN
from app.reference.load import DATA
from app.reference.snapshot import Membership, ReferenceSnapshot, read_snapshot
from app.settings import DEMO_ISSUER
from app.signals import vocabulary
from tests.bodies import victim_signal
from tests.conftest import Cluster
from tests.interventions.logging import logged, withdrawn
from tests.reference.code_lists import CODE_LISTS
from tests.triage.alike import SOMEBODY, care, task_of
from tests.working import worker_of
from tests.world import NOW, Json, World

READER = "auditor"
DISTRICTS = {"zeeland": 12, "de_markiezaten": 8, "de_baronie": 9, "hart_van_brabant": 8}


async def snapshot(world: World) -> ReferenceSnapshot:
    """Read all reference data."""
    return await world.components.database.run(read_snapshot)


async def test_the_four_districts_hold_the_thirty_seven_municipalities(shared_world: World) -> None:
    districts = (await shared_world.get(READER, "/districts"))["items"]
    with (DATA / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        written = {row["code"]: row["district"] for row in csv.DictReader(file)}
    assert {code: d["id"] for d in districts for code in d["municipalityCodes"]} == written
    assert {d["id"]: len(d["municipalityCodes"]) for d in districts} == DISTRICTS
    assert {d["id"]: d["name"] for d in districts}["de_baronie"] == "De Baronie"


async def test_a_municipality_shows_its_membership_through_time(shared_world: World) -> None:
    municipalities = (await shared_world.get(READER, "/municipalities"))["items"]
    assert [m["name"] for m in municipalities] == sorted(m["name"] for m in municipalities)
    breda = next(m for m in municipalities if m["code"] == "GM0758")
    assert (breda["name"], [m["district"] for m in breda["memberships"]]) == ("Breda", ["de_baronie"])


def test_a_membership_counts_from_its_first_day_until_the_day_it_ends() -> None:
    moved = (
        Membership("zeeland", date(2021, 1, 1), date(2024, 1, 1)),
        Membership("de_baronie", date(2024, 1, 1), None),
    )
    data = ReferenceSnapshot({}, {"GM0001": "Voorbeeld"}, {"GM0001": moved}, {}, {})
    days = [date(2020, 12, 31), date(2021, 1, 1), date(2023, 12, 31), date(2024, 1, 1), date(2100, 1, 1)]
    assert [data.district_of("GM0001", day) for day in days] == [
        None,
        "zeeland",
        "zeeland",
        "de_baronie",
        "de_baronie",
    ]
    assert data.district_of("GM0002", date(2026, 1, 1)) is None


async def test_every_desk_of_the_layered_model_is_there_in_every_area_where_it_belongs(shared_world: World) -> None:
    desks = (await shared_world.get(READER, "/desks"))["items"]
    per_kind = Counter(desk["kind"] for desk in desks)
    assert per_kind == {
        "zorgcoordinator": 4,
        "zorgtafel": 4,
        "dsp": 4,
        "projectleider_ondermijning": 37,
        "avim": 1,
        "arbeidsinspectie": 1,
        "anna_overleg": 1,
        "specialistenoverleg": 1,
        "ketenregisseur": 1,
    }
    by_id = {desk["id"]: desk for desk in desks}
    assert by_id["zorgtafel.de_baronie"]["name"] == "Zorgtafel Mensenhandel De Baronie"
    assert (by_id["projectleider_ondermijning.GM0758"]["municipalityCode"], by_id["avim"]["district"]) == (
        "GM0758",
        None,
    )


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("kind=avim", ["avim"]),
        ("kind=dsp&district=zeeland", ["dsp.zeeland"]),
        ("district=zeeland", ["dsp.zeeland", "zorgcoordinator.zeeland", "zorgtafel.zeeland"]),
        ("kind=nothing", []),
    ],
)
async def test_desks_are_chosen_by_kind_and_district(shared_world: World, query: str, ids: list[str]) -> None:
    assert [desk["id"] for desk in (await shared_world.get(READER, f"/desks?{query}"))["items"]] == ids


@pytest.mark.parametrize("name", CODE_LISTS)
async def test_the_codes_of_the_api_are_those_of_its_code_list(shared_world: World, name: str) -> None:
    items = (await shared_world.get(READER, f"/code-lists/{name}"))["items"]
    assert {item["code"] for item in items} == {str(code) for code in CODE_LISTS[name]}


async def test_what_is_answered_as_a_number_or_a_word_of_the_database_has_labels_too(shared_world: World) -> None:
    lists = (await snapshot(shared_world)).code_lists
    assert list(lists["layer"]) == ["1", "2", "3", "4"]
    assert {value.attributes["layer"] for value in lists["desk-kind"].values()} <= set(lists["layer"])
    async with shared_world.as_superuser() as connection:
        check = await connection.fetchval(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_routing_tables_status'"
        )
    assert set(re.findall(r"'(\w+)'", check)) == set(lists["routing-table-status"])


async def refer_in_every_way(world: World, task_id: str) -> None:
    """Let a task be referred to a partner until there is no end of it that was not reached."""
    sender = "zorgcoordinator.de-baronie"
    partner = (await world.get(sender, "/partners"))["items"][0]["id"]
    returned: Json = {"answer": "return", "reason": "other"}
    steps: list[tuple[str, Json | None]] = [("response", returned), ("response", returned), ("withdrawal", None)]
    for step, body in (*steps, ("response", {"answer": "accept", "closesTask": False}), ("", None)):
        offer = {"partner": partner, "reason": "other"}
        made = (await world.call(sender, "POST", f"/tasks/{task_id}/referrals", json=offer)).json()
        if step:
            done = await world.call(sender, "POST", f"/referrals/{made['id']}/{step}", json=body)
            assert done.status_code == 200, done.text


async def test_every_step_of_a_signal_has_a_label(world: World) -> None:
    made = [await world.submit("aandachtsfunctionaris.breda", care(SOMEBODY)) for _ in range(3)]
    signal = made[-1]  # the third on one person, which is raised
    desk, place = "zorgcoordinator.de-baronie", f"/signals/{signal['id']}"
    addition = {"compartment": "care", "kind": "other", "text": "Zij belt morgen."}
    await world.call("aandachtsfunctionaris.breda", "POST", f"{place}/enrichments", json=addition)
    task = await task_of(world, signal["id"])
    waits = {"reason": "meeting", "until": "2026-12-01"}
    for method, step, body in (
        ("PUT", "claim", None),
        ("DELETE", "claim", None),
        ("PUT", "claim", None),
        ("PUT", "wait", waits),
        ("DELETE", "wait", None),
    ):
        await world.call(desk, method, f"/tasks/{task['id']}/{step}", json=body)
    await world.appoint("colleague", "zorgcoordinator", district="de_baronie")
    people = (await world.get(desk, "/colleagues"))["items"]
    colleague = next(person["id"] for person in people if not person["you"])
    for giver, receiver in ((desk, colleague), ("colleague", None)):
        assignment: Json = {"tasks": [task["id"]], "assignee": receiver}
        await world.call(giver, "POST", "/task-assignments", json=assignment)
    await world.call("colleague", "DELETE", f"/tasks/{task['id']}/claim")
    await world.call(desk, "PUT", f"/tasks/{task['id']}/claim")
    await refer_in_every_way(world, task["id"])
    helped = await logged(world, task, desk, startedOn="2026-11-01")
    world.clock.advance(timedelta(days=40))
    async with worker_of(world) as worker:
        await worker.round()
    assert (await withdrawn(world, helped["id"]))[0] == 200
    await world.call(desk, "POST", f"/tasks/{task['id']}/outcome", json={"outcome": "taken_up"})
    given = await world.call(desk, "POST", f"/tasks/{task['id']}/feedback", json={"standardText": "taken_up"})
    await world.call("aandachtsfunctionaris.breda", "PUT", f"/feedback/{given.json()['id']}/read")
    readers = ("aandachtsfunctionaris.breda", desk)
    steps = [step for reader in readers for step in (await world.get(reader, f"{place}/timeline"))["items"]]
    assert {step["type"] for step in steps} == set((await snapshot(world)).code_lists["event-type"])


def test_institutions_keep_their_names_with_their_diacritics() -> None:
    for file in DATA.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            for row in csv.DictReader(opened):
                labels = " ".join(text for name, text in row.items() if name.startswith(("label", "title")))
                assert "coordinatoren" not in labels, row


async def test_every_code_has_a_label_in_dutch_and_in_english(shared_world: World) -> None:
    data = await snapshot(shared_world)
    assert set(CODE_LISTS) <= set(data.code_lists)
    for name, values in data.code_lists.items():
        view: Json = await shared_world.get(READER, f"/code-lists/{name}")
        assert [item["code"] for item in view["items"]] == list(values)
        for item in view["items"]:
            assert item["label"]["nl"].strip(), (name, item["code"])
            assert item["label"]["en"].strip(), (name, item["code"])


async def test_indicators_are_of_a_form_that_there_is(shared_world: World) -> None:
    indicators = (await snapshot(shared_world)).code_lists["indicator"].values()
    assert len({indicator.code for indicator in indicators}) > 20
    forms = {indicator.attributes["form"] for indicator in indicators}
    assert forms <= {"any", *(str(form) for form in vocabulary.ExploitationForm)}


async def test_a_list_that_is_not_there_is_a_404(shared_world: World) -> None:
    for name in ("nothing", "role_rights", "%2e%2e"):
        assert (await shared_world.call(READER, "GET", f"/code-lists/{name}")).status_code == 404


def test_of_two_memberships_the_one_that_began_last_counts() -> None:
    moved = (Membership("zeeland", date(2021, 1, 1), None), Membership("de_baronie", date(2024, 1, 1), None))
    for listed in (moved, moved[::-1]):
        data = ReferenceSnapshot({}, {"GM0001": "Voorbeeld"}, {"GM0001": listed}, {}, {})
        assert data.district_of("GM0001", date(2023, 12, 31)) == "zeeland"
        assert data.district_of("GM0001", date(2024, 1, 1)) == "de_baronie"


async def test_a_municipality_that_moved_in_the_file_is_routed_by_its_new_district(
    cluster: Cluster, database: str, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    file = tmp_path / "data" / "municipalities.csv"
    rows = file.read_text(encoding="utf-8").replace(
        "GM0664,Goes,zeeland,2021-01-01,,", "GM0664,Goes,zeeland,2021-01-01,2026-11-01,"
    )
    file.write_text(f"{rows}GM0664,Goes,de_markiezaten,2026-11-01,,besluit\n", encoding="utf-8")
    monkeypatch.setattr("app.reference.load.DATA", tmp_path / "data")
    await install(cluster.url(OWNER_LOGIN, database), NOW, with_personas=True)
    signal = await world.submit("aandachtsfunctionaris.goes", victim_signal(municipalityCode="GM0664"))
    assert {outcome["desk"] for outcome in signal["routing"]["outcomes"]} == {"zorgcoordinator.de_markiezaten"}
    municipalities = (await world.get(READER, "/municipalities"))["items"]
    goes = next(one for one in municipalities if one["code"] == "GM0664")
    assert [(one["district"], one["validUntil"]) for one in goes["memberships"]] == [
        ("zeeland", "2026-11-01"),
        ("de_markiezaten", None),
    ]


async def test_work_that_a_municipality_leaves_behind_can_be_somebodys(world: World) -> None:
    signal = await world.submit("aandachtsfunctionaris.goes", victim_signal(municipalityCode="GM0664"))
    async with world.as_superuser() as connection:
        await connection.execute(
            "UPDATE district_memberships SET valid_until = '2026-11-23' WHERE municipality_code = 'GM0664'"
        )
    world.clock.advance(timedelta(minutes=2))
    of_goes = {"role": "aandachtsfunctionaris", "municipalityCode": "GM0664"}
    body = {"issuer": DEMO_ISSUER, "subject": "auditor", "name": "Zoë", **of_goes}
    proposed = await world.call("beheerder", "POST", "/appointments", json=body)
    assert proposed.status_code == 201, proposed.text
    path = f"/appointments/{proposed.json()['id']}/approval"
    approved = await world.call("beheerder-2", "POST", path, headers={"If-Match": proposed.headers["etag"]})
    assert approved.status_code == 200, approved.text
    assert (await world.get("auditor", f"/signals/{signal['id']}"))["reference"] == signal["reference"]


async def test_loading_again_changes_nothing_and_leaves_what_an_administrator_changed(
    cluster: Cluster, database: str, world: World
) -> None:
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE desks SET name = 'Zorgtafel van de stad' WHERE id = 'zorgtafel.de_baronie'")
        await connection.execute(
            "UPDATE district_memberships SET valid_until = '2027-01-01' WHERE municipality_code = 'GM0758'"
        )
    before = await snapshot(world)
    await install(cluster.url(OWNER_LOGIN, database), datetime(2030, 1, 1, tzinfo=UTC), with_personas=True)
    assert await snapshot(world) == before
    assert before.desks["zorgtafel.de_baronie"].name == "Zorgtafel van de stad"
    assert await world.count("routing_tables") == 1


async def test_a_change_is_seen_by_a_running_service_within_a_minute(world: World) -> None:
    async def name() -> str:
        desks = (await world.get(READER, "/desks?kind=avim"))["items"]
        return str(desks[0]["name"])

    before = await name()
    async with world.as_superuser() as connection:
        await connection.execute("UPDATE desks SET name = 'AVIM Zuid' WHERE id = 'avim'")
    assert await name() == before
    world.clock.moment = NOW.replace(minute=31, second=1)
    assert await name() == "AVIM Zuid"
