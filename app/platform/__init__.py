"""What knows nothing of the domain: database, problems, pagination, ids, clock, crypto, HTTP hygiene."""
