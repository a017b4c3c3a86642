"""Notes of a case are for its members, never changed, and superseded by another where one was wrong."""

from tests.cases.casework import COLLEAGUE, LEAD, TABLE, done, joined, opened, refused
from tests.world import World

CLOSING = {"step": "close", "reason": "goals_reached", "outcome": "exploitation_ended"}


async def test_members_write_and_read_notes_the_last_first(world: World) -> None:
    case = (await opened(world))["id"]
    await joined(world, case, TABLE)
    for persona, text in ((LEAD, "Een."), (TABLE, "Twee.")):
        note = await done(world, persona, f"/cases/{case}/notes", {"text": text}, 201)
        assert (note["text"], note["by"], note["byYou"], note["supersedes"]) == (text, persona, True, None)
    items = (await world.get(LEAD, f"/cases/{case}/notes"))["items"]
    assert [(one["text"], one["byYou"]) for one in items] == [("Twee.", False), ("Een.", True)]
    page = await world.get(LEAD, f"/cases/{case}/notes?limit=1")
    rest = await world.get(LEAD, f"/cases/{case}/notes?limit=1&cursor={page['nextCursor']}")
    assert ([one["text"] for one in rest["items"]], rest["nextCursor"]) == (["Een."], None)


async def test_a_note_is_superseded_once_by_any_member_and_stays(world: World) -> None:
    case = (await opened(world))["id"]
    await joined(world, case, TABLE)
    wrong = await done(world, LEAD, f"/cases/{case}/notes", {"text": "In Goes."}, 201)
    right = await done(world, TABLE, f"/cases/{case}/notes", {"text": "In Breda.", "supersedes": wrong["id"]}, 201)
    items = (await world.get(LEAD, f"/cases/{case}/notes"))["items"]
    assert [(one["text"], one["supersedes"], one["supersededBy"]) for one in items] == [
        ("In Breda.", wrong["id"], None),
        ("In Goes.", None, right["id"]),
    ]
    again = {"text": "In Tilburg.", "supersedes": wrong["id"]}
    assert "already" in await refused(world, LEAD, f"/cases/{case}/notes", again)


async def test_a_note_of_another_case_is_not_there(world: World) -> None:
    one, other = [(await opened(world, persona))["id"] for persona in (LEAD, COLLEAGUE)]
    note = await done(world, LEAD, f"/cases/{one}/notes", {"text": "Een."}, 201)
    body = {"text": "Twee.", "supersedes": note["id"]}
    never = {**body, "supersedes": "019a1c7e-0000-7000-8000-000000000001"}
    said = {await refused(world, COLLEAGUE, f"/cases/{other}/notes", sent, 400) for sent in (body, never)}
    assert said == {"This is not a note of this case"}


async def test_one_key_writes_one_note(world: World) -> None:
    case = (await opened(world))["id"]
    key = {"Idempotency-Key": "write-this-note"}
    path, body = f"/cases/{case}/notes", {"text": "Een."}
    first, second = [(await world.call(LEAD, "POST", path, json=body, headers=key)).json() for _ in range(2)]
    assert first == second
    assert await world.count("case_notes") == 1


async def test_nothing_is_written_in_a_case_that_is_closed(world: World) -> None:
    case = (await opened(world))["id"]
    await done(world, LEAD, f"/cases/{case}/status", CLOSING)
    why = await refused(world, LEAD, f"/cases/{case}/notes", {"text": "Te laat."})
    assert why.startswith("A case that is closed does not allow write_note; allowed: ")
