"""Feedback: what a desk lets the submitter of a signal know, and what is owed to whoever submitted."""
