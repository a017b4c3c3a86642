"""Where the words of an entry stand, and under which key."""

from uuid import UUID


def owner_of(entry_id: UUID) -> str:
    """Name what the data key of an entry belongs to."""
    return f"monitor_entries:{entry_id}"


def place_of_words(entry_id: UUID) -> str:
    """Name the place that the words of an entry are bound to."""
    return f"monitor_entries.words:{entry_id}"
