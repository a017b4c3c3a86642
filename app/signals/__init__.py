"""Signals: submission, the two parts in their compartments, enrichment."""
