"""Searching the tasks of one's own desks, by what identifies a signal or somebody in it."""
