"""The ways across the wall: sharing decisions, matches and break-glass."""
