"""Proving the wall at length: many worlds, and mutations of the rules that must be noticed."""
