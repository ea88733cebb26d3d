"""PDF files: read with PDFium, put in reading order, and tied back to the printed lines."""

from cbm_qa.ingest.pdf.read import PdfReading, read_pdf

__all__ = ["PdfReading", "read_pdf"]
