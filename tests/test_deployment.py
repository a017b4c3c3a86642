"""The whole service as its own process, on a PostgreSQL and an identity provider that others run."""

import asyncio
import base64
import json
import os
import secrets
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from app.platform.embedded import API_LOGIN, OWNER_LOGIN, WORKER_LOGIN
from tests.access.provider import Provider, serving
from tests.bodies import victim_signal
from tests.conftest import Cluster
from tests.forgery import rsa_pem
from tests.process import COMMAND, environment, free_port, run, served
from tests.test_service import one_line

pytestmark = pytest.mark.process


def key() -> str:
    """Make a key as an operator would."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider("https://login.gemeente.example", "RS256")
    made.private["first"] = rsa_pem()
    with serving(made):
        yield made


@pytest.fixture
def settings(cluster: Cluster, provider: Provider) -> dict[str, str]:
    """An empty database of its own, and everything that is needed to serve from it."""
    asyncio.run(
        as_superuser(
            cluster,
            "postgres",
            "DROP DATABASE IF EXISTS deployed WITH (FORCE)",
            f"CREATE DATABASE deployed OWNER {OWNER_LOGIN}",
        )
    )
    issuer = {"issuer": provider.name, "audience": "signaalbrug", "algorithm": "RS256", "jwks_uri": provider.uri}
    return {
        "DATABASE_URL": cluster.url(API_LOGIN, "deployed"),
        "SIGNAALBRUG_OWNER_DATABASE_URL": cluster.url(OWNER_LOGIN, "deployed"),
        "SIGNAALBRUG_WORKER_DATABASE_URL": cluster.url(WORKER_LOGIN, "deployed"),
        "SIGNAALBRUG_ISSUERS": json.dumps([issuer]),
        "SIGNAALBRUG_CARE_KEYS": key(),
        "SIGNAALBRUG_SECURITY_KEYS": key(),
        "SIGNAALBRUG_PROCESS_KEYS": key(),
        "SIGNAALBRUG_IDENTITY_KEY": key(),
        "SIGNAALBRUG_CURSOR_KEY": key(),
    }


async def as_superuser(cluster: Cluster, database: str, *statements: str) -> None:
    """Do what an administrator of the database does."""
    connection = await cluster.superuser(database)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


def bearer(provider: Provider, subject: str) -> dict[str, str]:
    """Sign in as somebody."""
    return {"Authorization": f"Bearer {provider.token('first', datetime.now(UTC), sub=subject)}"}


def appoint_submitter(url: str, provider: Provider) -> None:
    """Make somebody an aandachtsfunctionaris of Breda, as the two beheerders do."""
    proposal = {"issuer": provider.name, "subject": "somebody", "name": "Somebody"}
    area = {"role": "aandachtsfunctionaris", "municipalityCode": "GM0758"}
    proposed = httpx.post(f"{url}/v1/appointments", json={**proposal, **area}, headers=bearer(provider, "anna"))
    assert proposed.status_code == 201, proposed.text
    approval = f"{url}/v1/appointments/{proposed.json()['id']}/approval"
    assert httpx.post(approval, headers=bearer(provider, "bram")).status_code == 200


def test_it_serves_real_tokens_from_a_migrated_database(provider: Provider, settings: dict[str, str]) -> None:
    unmigrated = run("serve", **settings, PORT=str(free_port()))
    assert "signaalbrug migrate" in one_line(unmigrated)
    assert run("migrate", **settings).returncode == 0
    for subject in ("anna", "bram"):
        appointed = run("appoint-beheerder", provider.name, subject, subject.title(), **settings)
        assert (appointed.returncode, appointed.stderr) == (0, "")
        assert appointed.stdout.startswith("appointed a beheerder")
    assert "two beheerders already" in one_line(run("appoint-beheerder", provider.name, "chris", "Chris", **settings))
    del settings["SIGNAALBRUG_OWNER_DATABASE_URL"]
    with served(**settings, SIGNAALBRUG_STATISTICS_DATABASE_URL=settings["DATABASE_URL"]) as service:
        appoint_submitter(service.url, provider)
        headers = bearer(provider, "somebody")
        today = datetime.now(UTC).date().isoformat()
        sent = httpx.post(f"{service.url}/v1/signals", json=victim_signal(observedFrom=today), headers=headers)
        assert sent.status_code == 201, sent.text
        listed = httpx.get(f"{service.url}/v1/signals", headers=headers).json()
        assert [item["id"] for item in listed["items"]] == [sent.json()["id"]]
        assert "personas" not in service.output
        assert service.stop() == 0


def test_appointing_asks_for_the_owner(provider: Provider, settings: dict[str, str]) -> None:
    del settings["SIGNAALBRUG_OWNER_DATABASE_URL"]
    line = one_line(run("appoint-beheerder", provider.name, "anna", "Anna", **settings))
    assert "SIGNAALBRUG_OWNER_DATABASE_URL" in line


def test_demo_personas_have_no_tokens_there(settings: dict[str, str]) -> None:
    result = run("token", "avim", **settings)
    assert "only with the embedded default" in one_line(result)


def test_a_login_that_owns_the_tables_is_refused(settings: dict[str, str]) -> None:
    assert run("migrate", **settings).returncode == 0
    changed = {**settings, "DATABASE_URL": settings["SIGNAALBRUG_OWNER_DATABASE_URL"]}
    assert "own" in one_line(run("serve", **changed, PORT=str(free_port())))
    changed = {**settings, "SIGNAALBRUG_STATISTICS_DATABASE_URL": settings["SIGNAALBRUG_OWNER_DATABASE_URL"]}
    line = one_line(run("serve", **changed, PORT=str(free_port())))
    assert "SIGNAALBRUG_STATISTICS_DATABASE_URL logs in as a role that owns tables" in line


def test_a_database_that_cannot_be_reached_is_told_in_one_line(settings: dict[str, str]) -> None:
    nowhere = f"postgresql://somebody:hunter2@127.0.0.1:{free_port()}/signaalbrug"
    for arguments in (["serve"], ["serve", "--migrate"], ["migrate"]):
        changed = {**settings, "DATABASE_URL": nowhere, "SIGNAALBRUG_OWNER_DATABASE_URL": nowhere}
        result = run(*arguments, **changed, PORT=str(free_port()))
        one_line(result)
        assert "hunter2" not in result.stderr


def test_missing_settings_are_named_without_values(settings: dict[str, str]) -> None:
    secret = settings["SIGNAALBRUG_CARE_KEYS"]
    del settings["SIGNAALBRUG_SECURITY_KEYS"], settings["SIGNAALBRUG_ISSUERS"]
    line = one_line(run("serve", **settings))
    assert "SIGNAALBRUG_ISSUERS, SIGNAALBRUG_SECURITY_KEYS" in line
    assert secret not in line


def test_a_key_that_is_none_is_told_in_one_line(settings: dict[str, str]) -> None:
    assert run("migrate", **settings).returncode == 0
    settings["SIGNAALBRUG_CARE_KEYS"] = "c2hvcnQ="
    line = one_line(run("serve", **settings, PORT=str(free_port())))
    assert "32 bytes" in line
    assert "c2hvcnQ" not in line


def test_serving_asks_who_escalates_what_is_late(settings: dict[str, str]) -> None:
    assert run("migrate", **settings).returncode == 0
    wrong = {**settings, "SIGNAALBRUG_WORKER_DATABASE_URL": settings["DATABASE_URL"]}
    assert "signaalbrug_worker" in one_line(run("serve", **wrong, PORT=str(free_port())))
    assert "signaalbrug_worker" in one_line(run("worker", **wrong))
    del settings["SIGNAALBRUG_WORKER_DATABASE_URL"]
    assert "SIGNAALBRUG_WORKER_INSIDE=false" in one_line(run("serve", **settings, PORT=str(free_port())))
    with served(**settings, SIGNAALBRUG_WORKER_INSIDE="false") as service:
        assert httpx.get(f"{service.url}/health/ready").status_code == 204


async def escalated(cluster: Cluster) -> tuple[int, int]:
    """Count the escalations of tasks, and the events that tell of them."""
    connection = await cluster.superuser("deployed")
    try:
        steps = await connection.fetchval("SELECT count(*) FROM escalations WHERE task_id IS NOT NULL")
        return steps, await connection.fetchval("SELECT count(*) FROM events WHERE type = 'task.escalated'")
    finally:
        await connection.close()


def test_workers_that_are_killed_and_started_again_escalate_each_step_once(
    cluster: Cluster, provider: Provider, settings: dict[str, str]
) -> None:
    assert run("migrate", **settings).returncode == 0
    assert "signaalbrug migrate" not in run("appoint-beheerder", provider.name, "anna", "Anna", **settings).stderr
    assert run("appoint-beheerder", provider.name, "bram", "Bram", **settings).returncode == 0
    with served(**settings, SIGNAALBRUG_WORKER_INSIDE="false") as service:
        appoint_submitter(service.url, provider)
        today = datetime.now(UTC).date().isoformat()
        for _ in range(40):
            body = victim_signal(observedFrom=today)
            sent = httpx.post(f"{service.url}/v1/signals", json=body, headers=bearer(provider, "somebody"))
            assert sent.status_code == 201, sent.text
    assert asyncio.run(escalated(cluster)) == (0, 0)
    late = "UPDATE tasks SET due_at = due_at - interval '90 days', opened_at = opened_at - interval '95 days'"
    asyncio.run(as_superuser(cluster, "deployed", late))
    workers = [working(settings) for _ in range(3)]
    until = time.monotonic() + 30
    while asyncio.run(escalated(cluster)) == (0, 0):
        assert time.monotonic() < until
    for worker in workers[:2]:
        worker.kill()
    while asyncio.run(escalated(cluster))[0] < 80:  # nobody is at the desk: from the second step on
        assert time.monotonic() < until
    last = working(settings)
    for worker in (workers[2], last):
        worker.terminate()
        assert worker.wait(timeout=20) == 0
    for worker in workers[:2]:
        worker.wait(timeout=20)
    assert asyncio.run(escalated(cluster)) == (80, 80)


def working(settings: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a worker in a process of its own."""
    with tempfile.TemporaryFile() as said:
        worker = subprocess.Popen([COMMAND, "worker"], env=environment(settings), stderr=said)
        while os.pread(said.fileno(), 1, 0) == b"":  # the first that it says is that it works
            assert worker.poll() is None
            time.sleep(0.05)
    return worker
