"""Measures how well identity tokens find the same person again, on synthetic people."""
