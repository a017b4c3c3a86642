"""Who may do and see what: tokens, actors, appointments and the permission matrix."""
