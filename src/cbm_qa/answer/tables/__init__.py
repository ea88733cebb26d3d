"""Questions that a table answers: single cells, and whatever can be computed from them."""
