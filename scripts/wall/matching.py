"""Mutates the comparing of identities, and looks whether the tests of matching notice."""

import os
import subprocess
import sys
from collections.abc import Iterator

import asyncpg

from app.settings import PROJECT_ROOT
from scripts.wall.expressions import flat
from scripts.wall.mutants import Mutant, of_function

TESTS = "tests/sharing/test_matches.py"
COMPARES = "compare_identities"


async def matching(connection: asyncpg.Connection) -> Iterator[Mutant]:
    """List the function that compares identities, without each term of each of its conditions."""
    source = await connection.fetchval(
        "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'access'::regnamespace AND proname = $1",
        COMPARES,
    )
    return of_function("matching", COMPARES, flat(source))


def tests_of_matching_notice(mutant: Mutant) -> bool:
    """Run the tests of matching on databases with the mutant; tell whether one fails."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--exitfirst", TESTS],
        cwd=PROJECT_ROOT,
        env={**os.environ, "SIGNAALBRUG_TEST_MUTANT": mutant.sql},
        capture_output=True,
        check=False,
    )
    return done.returncode != 0
