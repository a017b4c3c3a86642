"""Mutates the comparing of identities, and looks whether the tests of matching notice."""

import os
import subprocess
import sys
from collections.abc import Iterator

import asyncpg

from app.settings import PROJECT_ROOT
from scripts.wall.expressions import flat
from scripts.wall.mutants import Mutant, of_function

TESTS = ("tests/sharing/test_matches.py", "tests/sharing/test_waiting_matches.py")
COMPARE = ("compare_identities", "has_room", "take_room", "next_waiting")


async def matching(connection: asyncpg.Connection) -> Iterator[Mutant]:
    """List the functions that compare identities, without each term of each of their conditions."""
    rows = await connection.fetch(
        "SELECT proname, pg_get_functiondef(oid) AS source FROM pg_proc "
        "WHERE pronamespace = 'access'::regnamespace AND proname = ANY ($1) ORDER BY proname",
        list(COMPARE),
    )
    return (mutant for row in rows for mutant in of_function("matching", row["proname"], flat(row["source"])))


def tests_of_matching_notice(mutant: Mutant) -> bool:
    """Run the tests of matching on databases with the mutant; tell whether one fails."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--exitfirst", *TESTS],
        cwd=PROJECT_ROOT,
        env={**os.environ, "SIGNAALBRUG_TEST_MUTANT": mutant.sql},
        capture_output=True,
        check=False,
    )
    return done.returncode != 0
