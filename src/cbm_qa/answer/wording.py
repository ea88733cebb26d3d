"""Words for figures, the same wherever an answer is shown."""


def confidence_words(confidence: float) -> str:
    """Return the probability that an answer is right as people say it."""
    if confidence >= 0.85:
        return "very likely right"
    return "likely right" if confidence >= 0.6 else "uncertain: read the source"
