"""Liveness and readiness, for whoever runs the service."""

from alembic.script import ScriptDirectory
from fastapi import APIRouter, Request, Response
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection

from app.platform.database import Database
from app.platform.database_errors import sqlstate
from app.platform.migrations import alembic_config
from app.platform.problems import Unavailable

UNDEFINED_TABLE = "42P01"
METHODS = ["GET", "HEAD"]
"""Probes ask with either."""

router = APIRouter(prefix="/health", include_in_schema=False)


class Readiness:
    """Knows which revision the code needs, and asks the database which it has."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._needed = ScriptDirectory.from_config(alembic_config()).get_current_head()

    async def check(self) -> None:
        """Raise Unavailable unless the database answers and has the migrations of this code."""

        async def current(connection: AsyncConnection) -> str | None:
            return (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one_or_none()

        try:
            found = await self._database.run(current)
        except ProgrammingError as error:
            if sqlstate(error) != UNDEFINED_TABLE:
                raise
            found = None
        if found != self._needed:
            raise Unavailable("The migrations of this version have not been run; run: signaalbrug migrate")


@router.api_route("/live", methods=METHODS)
async def live() -> Response:
    """Answer that the process serves requests."""
    return Response(status_code=204)


@router.api_route("/ready", methods=METHODS)
async def ready(request: Request) -> Response:
    """Answer whether the database is there, with the migrations of this version."""
    readiness: Readiness = request.app.state.readiness
    await readiness.check()
    return Response(status_code=204)
