"""Triage: the tasks on the queues of the desks."""
