"""What is encrypted of a case: under one data key of its own, each text bound to its place."""

from uuid import UUID

from app.access.matrix import Compartment
from app.platform.crypto import DataKey
from app.platform.database import DatabaseRow
from app.signals.keys import KeyRing


def owner_of(case_id: UUID) -> str:
    """Name what the data key of a case belongs to."""
    return f"cases:{case_id}"


def place_of_title(case_id: UUID) -> str:
    """Name the place that the title of a case is bound to."""
    return f"cases.title:{case_id}"


def place_of_note(note_id: UUID) -> str:
    """Name the place that a note is bound to."""
    return f"case_notes.content:{note_id}"


def place_of_change(change_id: UUID) -> str:
    """Name the place that the words of a status change are bound to."""
    return f"case_status_changes.content:{change_id}"


def place_of_person(person_id: UUID) -> str:
    """Name the place that a person of a case is bound to."""
    return f"case_persons.record:{person_id}"


def place_of_location(location_id: UUID) -> str:
    """Name the place that a place of a case is bound to."""
    return f"case_locations.record:{location_id}"


def place_of_assessment(assessment_id: UUID) -> str:
    """Name the place that the words of an assessment are bound to."""
    return f"safety_assessments.content:{assessment_id}"


def place_of_goal(goal_id: UUID) -> str:
    """Name the place that the words of a goal are bound to."""
    return f"case_goals.content:{goal_id}"


def place_of_goal_change(change_id: UUID) -> str:
    """Name the place that the words of a step of a goal are bound to."""
    return f"case_goal_changes.content:{change_id}"


def key_of(case: DatabaseRow, ring: KeyRing) -> DataKey:
    """Open the data key of a case; raises CryptoError when its wrapping key is gone."""
    return ring[Compartment(case.compartment)].open_data_key(case.wrapped_key, owner=owner_of(case.id))
