"""Proposing an appointment: who may be given what, and what is refused."""

import pytest

from app.settings import DEMO_ISSUER
from tests.access.appointments.steps import ONE, OTHER, decide, errors_of, lend, own_appointment, propose, works
from tests.bodies import appointment
from tests.world import World


async def test_a_proposal_shows_who_is_to_hold_what(world: World) -> None:
    answer = await world.call(ONE, "POST", "/appointments", json=appointment())
    assert answer.status_code == 201
    view = answer.json()
    assert answer.headers["location"] == f"/v1/appointments/{view['id']}"
    assert view == {
        "id": view["id"],
        "issuer": DEMO_ISSUER,
        "subject": "zoe",
        "name": "Zoë Đorđević",
        "role": "zorgcoordinator",
        "municipalityCode": None,
        "district": "de_baronie",
        "validFrom": "2026-11-23T09:30:00Z",
        "validUntil": None,
        "status": "proposed",
        "proposedBy": ONE,
        "proposedAt": "2026-11-23T09:30:00Z",
        "approvedBy": None,
        "approvedAt": None,
        "withdrawnBy": None,
        "withdrawnAt": None,
        "lastUsedOn": None,
        "lentFrom": None,
    }
    read = await world.call(OTHER, "GET", f"/appointments/{view['id']}")
    assert read.json() == view
    assert read.headers["etag"] == answer.headers["etag"]


async def test_a_proposal_gives_nothing_yet(world: World) -> None:
    await propose(world)
    assert not await works(world, "zoe")


@pytest.mark.parametrize("name", ["Zoë", "Łukasz Wiśniewski", "Đorđević-'s-Gravesande", "Ærøe İpek", "Zoe\u0308"])
async def test_names_keep_their_diacritics(world: World, name: str) -> None:
    view = await propose(world, name=name)
    assert view["name"] == ("Zoë" if name.startswith("Zoe") else name)


async def test_a_beheerder_cannot_appoint_themselves(world: World) -> None:
    answer = await world.call(ONE, "POST", "/appointments", json=appointment(ONE, "avim"))
    assert answer.status_code == 403
    assert "Nobody gives an appointment to themselves" in answer.json()["detail"]


async def test_somebody_who_is_known_here_gets_another_name_when_a_second_beheerder_agrees(world: World) -> None:
    view = await propose(world, "avim", "ketenregisseur", name="Somebody Else")
    assert (view["name"], (await world.get("avim", "/me"))["name"]) == ("Somebody Else", "avim")
    await decide(world, OTHER, f"/appointments/{view['id']}/approval")
    assert (await world.get("avim", "/me"))["name"] == "Somebody Else"


async def test_a_name_that_is_not_agreed_on_is_nobodys(world: World) -> None:
    view = await propose(world, "avim", "ketenregisseur", name="Somebody Else")
    await decide(world, OTHER, f"/appointments/{view['id']}/withdrawal")
    assert (await world.get("avim", "/me"))["name"] == "avim"


async def test_a_lender_does_not_decide_what_somebody_is_called_for_good(world: World) -> None:
    lent = await own_appointment(world, "avim")
    await lend(world, "avim", lent, "jansen", name="OvJ De Vries (rijk)")
    view = await propose(world, "jansen", name="Jan Jansen")
    assert view["name"] == "Jan Jansen"
    assert (await decide(world, OTHER, f"/appointments/{view['id']}/approval"))["name"] == "Jan Jansen"
    again = await lend(world, "avim", lent, "jansen", name="OvJ De Vries (rijk)")
    await decide(world, OTHER, f"/appointments/{again['id']}/approval")
    assert (await world.get("jansen", "/me"))["name"] == "Jan Jansen"


async def test_the_same_proposal_sent_twice_is_made_once(world: World) -> None:
    headers = {"Idempotency-Key": "proposal-1"}
    answers = [await world.call(ONE, "POST", "/appointments", json=appointment(), headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    other = await world.call(ONE, "POST", "/appointments", json=appointment("other"), headers=headers)
    assert other.status_code == 409


BREDA, ZEELAND = {"municipalityCode": "GM0758"}, {"district": "zeeland"}
NO_MUNICIPALITY, NO_DISTRICT = ("/municipalityCode", "area_missing"), ("/district", "area_missing")
STRAY_MUNICIPALITY, STRAY_DISTRICT = ("/municipalityCode", "area_of_other_kind"), ("/district", "area_of_other_kind")


@pytest.mark.parametrize(
    ("role", "area", "errors"),
    [
        ("zorgcoordinator", BREDA, {STRAY_MUNICIPALITY, NO_DISTRICT}),
        ("aandachtsfunctionaris", {}, {NO_MUNICIPALITY}),
        ("aandachtsfunctionaris", ZEELAND, {NO_MUNICIPALITY, STRAY_DISTRICT}),
        ("dsp", {**ZEELAND, **BREDA}, {STRAY_MUNICIPALITY}),
        ("avim", ZEELAND, {STRAY_DISTRICT}),
        ("avim", BREDA, {STRAY_MUNICIPALITY}),
        ("aandachtsfunctionaris", {"municipalityCode": "GM0363"}, {("/municipalityCode", "unknown_municipality")}),
        ("aandachtsfunctionaris", {"municipalityCode": "Breda"}, {("/municipalityCode", "string_pattern_mismatch")}),
        ("riec", {"district": "limburg"}, {("/district", "unknown_district")}),
        ("system", BREDA, {("/role", "client_role")}),
        ("koning", {}, {("/role", "enum")}),
    ],
)
async def test_a_role_is_held_in_the_area_that_it_is_for(
    shared_world: World, role: str, area: dict[str, str], errors: set[tuple[str, str]]
) -> None:
    body = {"issuer": DEMO_ISSUER, "subject": "zoe", "name": "Zoë", "role": role, **area}
    assert errors_of(await shared_world.call(ONE, "POST", "/appointments", json=body)) == errors


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("issuer", "https://login.example", "unknown_issuer"),
        ("issuer", "", "string_too_short"),
        ("issuer", None, "string_type"),
        ("subject", "", "string_too_short"),
        ("subject", "x" * 256, "string_too_long"),
        ("subject", " zoe", "surrounding_space"),
        ("subject", "zoe\u0000", "unprintable"),
        ("subject", "zo\u200be", "unprintable"),
        ("subject", 7, "string_type"),
        ("name", "", "string_too_short"),
        ("name", "x" * 121, "string_too_long"),
        ("name", "Zoë\nBeheerder", "unprintable"),
        ("name", "Zoë \u202eredeehreb", "unprintable"),
        ("role", ["avim"], "enum"),
        ("district", 4, "string_type"),
        ("validFrom", "2026-11-22T09:29:59Z", "backdated"),
        ("validFrom", "2026-12-01", "moment_format"),
        ("validFrom", "2026-12-01T09:00:00", "moment_format"),
        ("validFrom", 1_800_000_000, "moment_format"),
        ("validFrom", "2026-13-01T09:00:00Z", "datetime_from_date_parsing"),
        ("validUntil", "2026-11-23T09:30:00Z", "period"),
        ("validUntil", "9999-12-31T23:59:59-23:59", "moment_range"),
        ("validUntil", "0001-01-01T00:00:00+23:59", "moment_range"),
        ("validUntil", "٢٠٢٧-01-01T00:00:00Z", "moment_format"),
        ("approvedBy", "zoe", "extra_forbidden"),
        ("scopes", [], "extra_forbidden"),
    ],
)
async def test_a_field_that_is_wrong_is_named(shared_world: World, field: str, value: object, code: str) -> None:
    answer = await shared_world.call(ONE, "POST", "/appointments", json={**appointment(), field: value})
    assert errors_of(answer) == {(f"/{field}", code)}
    if isinstance(value, str) and len(value) > 2:
        assert value not in answer.text


async def test_an_appointment_ends_after_it_begins(shared_world: World) -> None:
    body = appointment(validFrom="2027-01-01T00:00:00+01:00", validUntil="2026-12-31T23:00:00Z")
    assert errors_of(await shared_world.call(ONE, "POST", "/appointments", json=body)) == {("/validUntil", "period")}


async def test_everything_that_is_wrong_is_told_at_once(shared_world: World) -> None:
    body = {
        "issuer": "https://x.example",
        "name": "\u202e",
        "role": "avim",
        "district": "zeeland",
        "validUntil": "soon",
    }
    assert errors_of(await shared_world.call(ONE, "POST", "/appointments", json=body)) == {
        ("/issuer", "unknown_issuer"),
        ("/subject", "missing"),
        ("/name", "unprintable"),
        ("/district", "area_of_other_kind"),
        ("/validUntil", "moment_format"),
    }


async def test_the_subject_of_a_machine_client_is_no_person(world: World) -> None:
    answer = await world.call(ONE, "POST", "/appointments", json=appointment("system.breda"))
    assert errors_of(answer) == {("/subject", "other_kind")}
    assert await world.count("events") == 0


async def test_what_happened_is_told_in_codes_and_ids(world: World) -> None:
    view = await propose(world)
    async with world.as_superuser() as connection:
        (event,) = await connection.fetch("SELECT *, data::text AS written FROM events")
        holder = await connection.fetchval("SELECT actor_id FROM appointments WHERE id = $1", event["subject_id"])
    assert (event["type"], str(event["subject_id"])) == ("appointment.proposed", view["id"])
    assert (event["signal_id"], event["municipality_code"], event["compartment"]) == (None, None, None)
    assert str(holder) in event["written"]
    assert "zoe" not in event["written"].lower()


async def test_an_appointment_in_a_municipality_is_no_news_for_those_who_submit_there(world: World) -> None:
    await propose(world, "new", "aandachtsfunctionaris", municipalityCode="GM0758")
    async with world.as_api("aandachtsfunctionaris.breda") as connection:
        assert await connection.fetch("SELECT * FROM events") == []
        assert {row["subject"] for row in await connection.fetch("SELECT subject FROM actors")} == {
            "aandachtsfunctionaris.breda"
        }
