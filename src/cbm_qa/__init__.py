"""Ask a research paper and its sources: cited answers, verbatim quotes, exact table values."""
