"""Personal data stands where it belongs: a full run with a canary in every field, and a search for them."""
