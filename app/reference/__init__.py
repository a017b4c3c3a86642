"""Districts, municipalities, desks and code lists."""
