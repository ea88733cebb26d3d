"""A run as one self-contained page: no script, nothing loaded from elsewhere, everything escaped."""

from cbm_qa.evaluate.html.page import report_html

__all__ = ["report_html"]
