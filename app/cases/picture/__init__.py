"""Who and what a case is about: persons and places taken over from its signals, and how safe the persons are."""
