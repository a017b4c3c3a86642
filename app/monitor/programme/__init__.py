"""The monitor of the programme: its actions in green, amber and red, its norms, and its evaluations."""
