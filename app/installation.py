"""Brings a database to this version, and refuses to serve from one that could leak."""

from collections.abc import Collection, Mapping
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access.appointments.first import ENOUGH, NotAppointedError, appoint_first_beheerder
from app.access.appointments.queries import Holder
from app.access.appointments.schemas import HolderSubmission
from app.access.load import load_matrix
from app.access.matrix import database_actions, database_rows
from app.demo import appoint_personas
from app.platform.database import APPLICATION_ROLE, WORKER_ROLE, Database, create_engine
from app.platform.health import Readiness
from app.platform.validation import errors_of_body
from app.reference.load import load_reference_data
from app.routing.service import load_shipped_table
from app.settings import DEMO_ISSUER, SettingsError

POWERS = text(
    """
    SELECT r.rolsuper OR r.rolbypassrls AS unbound,
      EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
        AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owns,
      pg_has_role(current_user, :application_role, 'USAGE') AS granted
    FROM pg_roles r WHERE r.rolname = current_user
    """
)
RIGHTS = text("SELECT role, compartment, reach, desk_kind FROM role_rights")
ACTIONS = text("SELECT role, action FROM role_actions")
WORKER = text(
    """
    SELECT r.rolname AS name,
      r.rolsuper OR r.rolbypassrls OR coalesce(has_table_privilege(to_regclass('public.signals')::oid, 'SELECT'), false)
        OR coalesce(has_table_privilege(to_regclass('public.tasks')::oid, 'SELECT'), false) AS reads,
      coalesce(has_function_privilege(to_regprocedure('access.find_lost_deadlines()')::oid, 'EXECUTE'), false) AS works
    FROM pg_roles r WHERE r.rolname = session_user
    """
)
DEMO_ACTORS = text("SELECT access.has_actors_of(:issuer)")


async def install(owner_url: str, now: datetime, *, with_personas: bool) -> None:
    """Load what the service comes with, where it is missing, into a migrated database, as its owner."""

    async def load(connection: AsyncConnection) -> None:
        await load_matrix(connection)
        await load_reference_data(connection)
        await load_shipped_table(connection, now)
        if with_personas:
            await appoint_personas(connection, now)

    database = Database(create_engine(owner_url, pool_size=1))
    try:
        await database.run(load)
    finally:
        await database.close()


async def appoint_beheerder(owner_url: str, sent: Mapping[str, str], issuers: Collection[str], now: datetime) -> str:
    """Appoint one of the first two beheerders, as the owner of the tables; return a line on what was done.

    Raises SettingsError for what cannot be appointed, and Unavailable.
    """
    try:
        holder = HolderSubmission.model_validate(sent, context={"issuers": issuers})
    except ValidationError as error:
        wrong = "; ".join(f"{str(e.pointer)[1:].upper()}: {e.message}" for e in errors_of_body(error))
        raise SettingsError(wrong) from None

    async def appoint(connection: AsyncConnection) -> int:
        return await appoint_first_beheerder(connection, Holder(holder.issuer, holder.subject, holder.name), now)

    database = Database(create_engine(owner_url, pool_size=1))
    try:
        count = await database.run(appoint)
    except NotAppointedError as error:
        raise SettingsError(str(error)) from None
    finally:
        await database.close()
    left = "; appoint a second one, so that one can approve what the other proposes" if count < ENOUGH else ""
    return f"appointed a beheerder, {count} of {ENOUGH}{left}"


async def refuse_unsafe_worker(url: str) -> None:
    """Raise SettingsError for a login of the worker that could read a case, or with which nothing would be escalated.

    Raises Unavailable when the database cannot be reached.
    """

    async def read_login(connection: AsyncConnection) -> Row[str, bool]:
        return (await connection.execute(WORKER)).one()

    database = Database(create_engine(url, pool_size=1))
    try:
        login = await database.run(read_login)
    finally:
        await database.close()
    if login.name != WORKER_ROLE:
        raise SettingsError(f"SIGNAALBRUG_WORKER_DATABASE_URL logs in as another role; use {WORKER_ROLE}")
    if login.reads:
        raise SettingsError(f"the role {WORKER_ROLE} was given more than it needs: it can read signals")
    if not login.works:
        raise SettingsError("the database lacks what the worker calls; run: signaalbrug migrate")


async def refuse_unsafe_database(url: str, setting: str = "DATABASE_URL") -> None:
    """Raise SettingsError for a database or a login with which the wall would not hold; `setting` is where it stands.

    Raises Unavailable when the database cannot be reached or lacks migrations.
    """

    async def read_powers(connection: AsyncConnection) -> Row[bool, bool, bool]:
        return (await connection.execute(POWERS, {"application_role": APPLICATION_ROLE})).one()

    async def has_personas(connection: AsyncConnection) -> bool:
        return bool((await connection.execute(DEMO_ACTORS, {"issuer": DEMO_ISSUER})).scalar_one())

    async def holds_this_matrix(connection: AsyncConnection) -> bool:
        rights = {tuple(row) for row in await connection.execute(RIGHTS)}
        actions = {tuple(row) for row in await connection.execute(ACTIONS)}
        return rights == database_rows() and actions == database_actions()

    database = Database(create_engine(url, pool_size=1))
    try:
        powers = await database.run(read_powers)
        if powers.unbound:
            raise SettingsError(f"{setting} logs in as a role that bypasses row-level security; use signaalbrug_api")
        if powers.owns:
            raise SettingsError(f"{setting} logs in as a role that owns tables; use signaalbrug_api")
        if not powers.granted:
            raise SettingsError(f"{setting} logs in as a role that is no member of {APPLICATION_ROLE}")
        await Readiness(database).check()
        if not await database.run(holds_this_matrix):
            raise SettingsError(
                "the permission matrix of this database is of another version; run: signaalbrug migrate"
            )
        if await database.run(has_personas):
            raise SettingsError("this database has demo personas in it; they are refused outside the embedded default")
    finally:
        await database.close()
