"""Partners outside: the organisations that work can be referred to, kept by a beheerder."""
