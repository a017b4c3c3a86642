"""The monitor: figures with suppression, norms and programme actions."""
