"""Sharing decisions: the recorded decisions that let named items cross the wall."""
