"""Cases: who they are open to, what is written in them, and how they go."""
