"""`signaalbrug appoint-beheerder`: the two people that an installation begins with."""

import asyncio

import pytest

from app.installation import appoint_beheerder
from app.platform.embedded import OWNER_LOGIN
from app.settings import DEMO_ISSUER, SettingsError
from tests.access.appointments.steps import decide, works
from tests.conftest import Cluster
from tests.world import NOW, World

TWO = {"anna": "Anna Đorđević", "bram": "Bram de Wit"}


@pytest.fixture
async def owner_url(cluster: Cluster, database: str, world: World) -> str:
    """A database in which nobody is a beheerder."""
    async with world.as_superuser() as connection:
        await connection.execute("DELETE FROM appointments WHERE role = 'beheerder'")
    return cluster.url(OWNER_LOGIN, database)


async def appointed(owner_url: str, subject: str, name: str = "Anna", issuer: str = DEMO_ISSUER) -> str:
    """Do what the command does, at the moment of the tests."""
    return await appoint_beheerder(owner_url, {"issuer": issuer, "subject": subject, "name": name}, [DEMO_ISSUER], NOW)


async def test_the_first_two_appoint_everybody_else(world: World, owner_url: str) -> None:
    lines = [await appointed(owner_url, subject, name) for subject, name in TWO.items()]
    assert lines == [
        "appointed a beheerder, 1 of 2; appoint a second one, so that one can approve what the other proposes",
        "appointed a beheerder, 2 of 2",
    ]
    assert (await world.get("anna", "/me"))["name"] == "Anna Đorđević"
    (bram, anna) = (await world.get("anna", "/appointments?role=beheerder"))["items"]
    assert [item["subject"] for item in (anna, bram)] == ["anna", "bram"]
    assert (anna["proposedBy"], anna["approvedBy"], anna["status"]) == (None, None, "current")


async def test_it_appoints_no_third(world: World, owner_url: str) -> None:
    for subject in TWO:
        await appointed(owner_url, subject)
    with pytest.raises(SettingsError, match="two beheerders already"):
        await appointed(owner_url, "third")
    assert not await works(world, "third")


async def test_when_one_is_gone_it_helps_again(world: World, owner_url: str) -> None:
    for subject in TWO:
        await appointed(owner_url, subject)
    (bram, _) = (await world.get("anna", "/appointments?role=beheerder"))["items"]
    await decide(world, "anna", f"/appointments/{bram['id']}/withdrawal")
    assert await appointed(owner_url, "third") == "appointed a beheerder, 2 of 2"


async def test_two_at_once_never_make_three(owner_url: str) -> None:
    await appointed(owner_url, "anna")
    answers = await asyncio.gather(*(appointed(owner_url, f"at-once-{n}") for n in range(3)), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["SettingsError", "SettingsError", "str"]


@pytest.mark.parametrize(
    ("sent", "line"),
    [
        ({"issuer": "https://login.example"}, "ISSUER: Tokens of this issuer are not accepted here"),
        ({"subject": " anna"}, "SUBJECT: A subject may not begin or end with a space"),
        ({"subject": "system.breda"}, "this subject belongs to a machine client"),
        ({"name": "\n"}, "NAME: String should have at least 1 character"),
        ({"subject": "", "name": ""}, "SUBJECT: String should have at least 1 character; NAME: String should have"),
    ],
)
async def test_what_cannot_be_appointed_is_told_in_one_line(owner_url: str, sent: dict[str, str], line: str) -> None:
    with pytest.raises(SettingsError, match=line):
        await appointed(owner_url, **{"subject": "anna", **sent})


async def test_the_same_person_is_not_both(owner_url: str) -> None:
    await appointed(owner_url, "anna")
    with pytest.raises(SettingsError, match="a beheerder already"):
        await appointed(owner_url, "anna")
