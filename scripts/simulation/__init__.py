"""Plays a month of the region through the HTTP API, and proves from the API alone that nothing was lost."""
