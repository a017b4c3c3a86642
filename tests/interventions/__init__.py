"""What is done on a signal, and what it turned out to do."""
