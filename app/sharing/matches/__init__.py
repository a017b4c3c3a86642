"""Matches: the fact that a person or a place is known on both sides of the wall."""
