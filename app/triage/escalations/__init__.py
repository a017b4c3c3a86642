"""Escalations: work that is late, or at a desk where nobody is, goes up step by step until somebody looks after it."""
