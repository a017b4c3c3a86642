"""Sharing across the wall: finding the same person or address on both sides without showing either side."""
