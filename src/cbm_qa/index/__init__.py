"""Documents to a searchable index."""
