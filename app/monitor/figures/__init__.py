"""Figures of periods that are over, published once, with what is small left out."""
