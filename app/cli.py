"""The command line: `signaalbrug serve | worker | migrate | appoint-beheerder | token | routing check | export-...`.

What a command needs is imported when it runs, so that printing a token does not load the whole service.
"""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app.settings import PROJECT_ROOT, SettingsError, load_settings

cli = typer.Typer(help="Signaalbrug", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
routing = typer.Typer(help="The routing tables.", no_args_is_help=True)
cli.add_typer(routing, name="routing")

OPENAPI = PROJECT_ROOT / "openapi" / "openapi.json"
ACCESS = PROJECT_ROOT / "docs" / "access.md"


def main() -> None:
    """Run a command; what the operator can mend is told in one line."""
    try:
        cli()
    except SettingsError as error:
        _fail(str(error))


@cli.command()
def serve(*, migrate: Annotated[bool, typer.Option("--migrate", help="Run the migrations first.")] = False) -> None:
    """Serve the API; without DATABASE_URL with an embedded PostgreSQL and a demo set."""
    from app.demo import DemoError
    from app.platform.crypto import CryptoError
    from app.platform.migrations import MigrationError
    from app.platform.problems import Unavailable
    from app.routing.document import TableError
    from app.serve import serve as run

    try:
        run(load_settings(), migrate_first=migrate)
    except (MigrationError, DemoError, CryptoError, TableError, Unavailable) as error:
        _fail("; ".join(str(error).splitlines()))


@cli.command()
def worker() -> None:
    """Work in the background: escalate what is late. `serve` does so too, unless SIGNAALBRUG_WORKER_INSIDE=false."""
    from app.platform.migrations import MigrationError
    from app.platform.problems import Unavailable
    from app.serve import work

    try:
        work(load_settings())
    except (MigrationError, Unavailable) as error:
        _fail("; ".join(str(error).splitlines()))


@cli.command("migrate")
def migrate_command() -> None:
    """Run the migrations and load the reference data, on SIGNAALBRUG_OWNER_DATABASE_URL."""
    from app.platform.migrations import MigrationError
    from app.platform.problems import Unavailable
    from app.routing.document import TableError
    from app.serve import bring_up_to_date

    try:
        bring_up_to_date(load_settings())
    except (MigrationError, TableError, Unavailable) as error:
        _fail("; ".join(str(error).splitlines()))


@cli.command("appoint-beheerder")
def appoint_beheerder_command(
    issuer: Annotated[str, typer.Argument(help="One of SIGNAALBRUG_ISSUERS.")],
    subject: Annotated[str, typer.Argument(help="The `sub` of the tokens, exactly.")],
    name: Annotated[str, typer.Argument(help="How colleagues know this person.")],
) -> None:
    """Appoint one of the first two beheerders, on SIGNAALBRUG_OWNER_DATABASE_URL; they appoint everybody else."""
    import asyncio

    from app.installation import appoint_beheerder
    from app.platform.clock import SystemClock
    from app.platform.problems import Unavailable

    settings = load_settings()
    if settings.owner_database_url is None:
        _fail("to appoint, set SIGNAALBRUG_OWNER_DATABASE_URL to the login that owns the tables")
    owner_url = settings.owner_database_url.get_secret_value()
    issuers = [known.issuer for known in settings.issuers]
    sent = {"issuer": issuer, "subject": subject, "name": name}
    try:
        line = asyncio.run(appoint_beheerder(owner_url, sent, issuers, SystemClock().now()))
    except Unavailable as error:
        _fail(str(error))
    sys.stdout.write(f"{line}\n")


@cli.command()
def token(persona: Annotated[str, typer.Argument(help="For instance aandachtsfunctionaris.breda")]) -> None:
    """Print an access token for a demo persona; they exist only with the embedded default."""
    from app.access.demo import issuer_of_served_demo, personas
    from app.platform.clock import SystemClock

    if persona not in personas():
        _fail(f"there is no persona {persona}; there are:\n  " + "\n  ".join(sorted(personas())))
    sys.stdout.write(issuer_of_served_demo(load_settings()).token(persona, SystemClock().now()) + "\n")


@routing.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="A decision table; without it, the one the service has.")] = None,
    overlay: Annotated[
        list[Path] | None, typer.Option(help="A district's deviations on top of it; may be given again.")
    ] = None,
) -> None:
    """Check that a decision table is complete, has no dead rows and no contradictions."""
    from app.routing.check import check as findings_of
    from app.routing.document import TableError, compose, read_document, shipped_document

    try:
        table = compose(read_document(file, overlay) if file else shipped_document(overlay or []))
    except TableError as error:
        _fail(str(error))
    findings = findings_of(table)
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    if findings:
        _fail(f"{table.version} has {len(findings)} fault(s) and may not be activated")
    sys.stdout.write(f"{table.version}: {len(table.rows)} rows; every combination of facts finds a desk\n")


@cli.command("export-openapi")
def export_openapi(
    *, check_only: Annotated[bool, typer.Option("--check", help="Fail when the file is out of date.")] = False
) -> None:
    """Write openapi/openapi.json."""
    import json

    from app.main import create_app

    document = json.dumps(create_app().openapi(), indent=2, ensure_ascii=False) + "\n"
    if not check_only:
        OPENAPI.parent.mkdir(exist_ok=True)
        OPENAPI.write_text(document, encoding="utf-8")
    elif not OPENAPI.exists() or OPENAPI.read_text(encoding="utf-8") != document:
        _fail("openapi/openapi.json is out of date; run: signaalbrug export-openapi")


@cli.command("export-access")
def export_access(
    *, check_only: Annotated[bool, typer.Option("--check", help="Fail when the page is out of date.")] = False
) -> None:
    """Write the permission matrix into docs/access.md."""
    from app.access.document import with_matrix

    page = ACCESS.read_text(encoding="utf-8")
    made = with_matrix(page)
    if not check_only:
        ACCESS.write_text(made, encoding="utf-8")
    elif made != page:
        _fail("docs/access.md is out of date; run: signaalbrug export-access")


def _fail(text: str) -> NoReturn:
    sys.stderr.write(f"error: {text}\n")
    raise SystemExit(1)
