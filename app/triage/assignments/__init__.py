"""Assigning tasks, many at once, to oneself or to a colleague of the same desk."""
