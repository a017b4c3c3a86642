"""Sharing across the wall."""
