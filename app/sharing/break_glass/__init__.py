"""Break-glass: an hour with one whole signal, on the record, reviewed afterwards."""
