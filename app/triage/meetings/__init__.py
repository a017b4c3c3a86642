"""Meetings of a desk: an agenda of tasks, decisions, action points and minutes."""
