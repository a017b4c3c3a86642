"""Kinds of intervention: what can be done to protect, disturb or stop, kept by a beheerder."""
