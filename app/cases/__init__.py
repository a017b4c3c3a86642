"""Casework: cases that are open to their members only, with notes, states and what is known in them."""
