"""A question and its evidence to an answer."""
