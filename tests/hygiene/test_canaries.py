"""Personal data stands where it belongs and nowhere else: a canary in every field, a full run, and a search for them.

Canaries may be read in the answers to whoever may read them, and encrypted in the database. Names of officials (whoever
is appointed, and clients) stand in `actors` and in answers; the department and file number of a source, which are no
personal data, in `submissions`; names that clients choose for their writes in `idempotency_keys`.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from app.main import create_app
from tests.access.permitted import routes_of
from tests.hygiene.appointing import appoint
from tests.hygiene.canaries import (
    NAMED,
    NOT_FREE,
    PLANTED,
    REFUSED,
    UNKNOWN,
    canary,
    sentence,
)
from tests.hygiene.desk_work import be_mailed, keep_the_monitor, mails, work_through
from tests.hygiene.faults import be_refused, lose_the_database
from tests.hygiene.full_run import Run
from tests.mailbox import HOST, SENDER, Mailbox, mailbox
from tests.process import folder_for_everybody, served
from tests.world import Json

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    with folder_for_everybody() as folder, mailbox() as box:
        var_dir = folder / "var"
        settings = {"SIGNAALBRUG_VAR_DIR": str(var_dir), "SIGNAALBRUG_LOG_LEVEL": "DEBUG", **settings_of(box)}
        with served(**settings) as service:
            one = Run(service, var_dir, box)
            be_mailed(one)
            view = work_through(one)
            assert len(mails(one, 2)) >= 2
            keep_the_monitor(one)
            appoint(one)
            be_refused(one)
            lose_the_database(one, view)
            one.look_at_processes()
            one.dump()
            one.close()
        yield one


def settings_of(box: Mailbox) -> dict[str, str]:
    """Let the service mail."""
    told = {"HOST": HOST, "PORT": str(box.port), "SECURITY": "none"}
    return {**{f"SIGNAALBRUG_SMTP_{name}": value for name, value in told.items()}, "SIGNAALBRUG_MAIL_FROM": SENDER}


def every_canary() -> list[str]:
    """List all canaries there are, and the texts around them."""
    return [*map(canary, PLANTED), UNKNOWN, REFUSED, NAMED, sentence("CarePart.narrative")[:34]]


def found_in(text: str) -> list[str]:
    """List the canaries in a text: as they stand, in hexadecimal as PostgreSQL writes bytes, or as in a URL."""
    lowered = text.casefold()
    spelt = ((c, (c.casefold(), c.encode().hex(), quote(c).casefold())) for c in every_canary())
    return [c for c, spellings in spelt if any(spelling in lowered for spelling in spellings)]


def test_every_field_in_which_somebody_may_write_has_a_canary() -> None:
    fields: set[str] = set()

    def look(name: str, schema: Json, seen: tuple[str, ...] = ()) -> None:
        if reference := schema.get("$ref"):
            shape = reference.rsplit("/", 1)[-1]
            for field, inner in schemas[shape].get("properties", {}).items() if shape not in seen else ():
                look(f"{shape}.{field}", inner, (*seen, shape))
        items = [schema["items"]] if "items" in schema else []
        for inner in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *items):
            look(name, inner, seen)
        if schema.get("type") == "string" and not {"enum", "const"} & schema.keys():
            fields.add(name)

    described: Json = create_app().openapi()
    schemas = described["components"]["schemas"]
    for operation in (operation for path in described["paths"].values() for operation in path.values()):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            look("", content["schema"])
    assert fields == PLANTED.keys() | set().union(*NOT_FREE.values()), (
        "plant a canary: PLANTED in tests/hygiene/canaries.py"
    )


def test_every_canary_reaches_whoever_may_read_it(run: Run) -> None:
    read = "".join(answer.text for answer in run.answers if answer.is_success)
    hidden = {field for field in PLANTED if canary(field) not in read}
    sought = {field for field in PLANTED if field.startswith("Sought")}
    assert hidden == {"Label.nl", "Label.en"} | sought, "a draft table is not answered, nor what was looked for"


def test_every_route_took_part(run: Run) -> None:
    lines = [json.loads(line) for line in run.service.said if line.startswith("{")]
    asked = {f"{line['method']} {line['route']}" for line in lines if line["event"] == "request"}
    assert asked >= routes_of(create_app()).keys()
    every = {200, 201, 204, 400, 401, 403, 404, 405, 406, 409, 413, 415, 500, 503}
    assert {answer.status_code for answer in run.answers} == every


def test_no_canary_is_in_what_the_service_says(run: Run) -> None:
    assert len(run.service.output) > 100_000
    assert found_in(run.service.output) == []


def test_no_canary_is_in_a_mail_but_the_address_it_goes_to_and_no_code_in_what_the_service_says(run: Run) -> None:
    code, *others = mails(run, 2)
    assert len(others) >= 1
    for mail in (code, *others):
        assert set(found_in(mail)) == {canary("PreferencesSubmission.address")}
    numbers = re.findall(r"\b[0-9]{8}\b", code.partition("Uw code is")[2])
    assert len(numbers) == 1
    assert numbers[0] not in run.service.output


def test_no_canary_is_in_a_refusal_or_a_header(run: Run) -> None:
    refusals = [answer for answer in run.answers if not answer.is_success]
    assert len(refusals) > 500
    for answer in refusals:
        assert found_in(answer.text) == [], (answer.request.url, answer.text)
    for answer in run.answers:
        assert found_in(str(answer.headers.multi_items())) == []


def test_no_canary_is_in_an_address_of_ours(run: Run) -> None:
    """Every address that the service gives out is made of ids; and a canary in one that was made up is not taken in."""
    locations = [answer.headers["location"] for answer in run.answers if "location" in answer.headers]
    assert len(locations) >= 5
    assert found_in(" ".join(locations)) == []


def test_no_canary_is_readable_in_a_column_but_where_that_is_said(run: Run) -> None:
    assert "signals.reference" in run.tables
    kept = {column: found for column, text in run.tables.items() if (found := found_in(text))}
    expected: dict[str, set[str]] = {"idempotency_keys.key": {NAMED}}
    for field, columns in PLANTED.items():
        for column in columns:
            expected.setdefault(column, set()).add(canary(field))
    assert kept.keys() == expected.keys()
    for column, found in kept.items():
        assert set(found) <= expected[column], column


def test_no_canary_is_in_an_event(run: Run) -> None:
    text = " ".join(text for column, text in run.tables.items() if column.startswith("events."))
    assert "signal.received" in text
    assert found_in(text) == []


def test_no_canary_is_in_what_postgresql_says_or_shows_of_its_work(run: Run) -> None:
    log = (run.var_dir / "postgres" / "log").read_text()
    for happened in ("violates check constraint", "terminating connection due to administrator command"):
        assert happened in log
    assert "Failing row contains" not in log, "PostgreSQL leaves out the values of tables under policies"
    assert found_in(log) == []
    assert found_in(" ".join(run.statements)) == []


def test_no_canary_is_in_the_arguments_of_a_process(run: Run) -> None:
    assert any("postgres" in line for line in run.processes)
    assert found_in(" ".join(run.processes)) == []


def test_no_canary_that_is_kept_encrypted_is_in_a_file(run: Run) -> None:
    """Tables, indexes, WAL, temporary files and logs: read as bytes, after the service has stopped."""
    wanted = [canary(field).encode() for field, columns in PLANTED.items() if not columns] + [REFUSED.encode()]
    files = [path for path in run.var_dir.rglob("*") if path.is_file()]
    assert any("pg_wal" in path.parts for path in files)
    found = {(path.name, c) for path in files for content in [path.read_bytes()] for c in wanted if c in content}
    assert found == set()
