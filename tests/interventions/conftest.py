"""What the tests of interventions have in common."""

from tests.triage.conftest import worker

__all__ = ["worker"]
