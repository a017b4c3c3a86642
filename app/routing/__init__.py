"""Routing: facts, decision tables as data, and the pure engine."""
