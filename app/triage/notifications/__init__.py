"""Notifications: that there is something for somebody, and nothing of what it is about."""
