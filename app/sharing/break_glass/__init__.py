"""Break-glass: an hour with one signal, or with who and what a case is about, on the record, reviewed afterwards."""
