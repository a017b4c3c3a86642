"""Interventions: what is done to protect, disturb or stop, and what each turned out to do (strategic goal 5)."""
