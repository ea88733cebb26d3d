"""Question sets, measures and runs."""
