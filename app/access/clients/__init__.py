"""Machine clients: an appointment of the role `system` for a municipality, limited to scopes."""
