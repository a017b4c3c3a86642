"""Appointments through the API: two people, loans, machine clients, and the yearly review."""
