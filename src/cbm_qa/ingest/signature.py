"""What a file is by its first bytes, against what its name says."""

from pathlib import Path

from cbm_qa.errors import ReadError

_HEAD = 1024  # a PDF may begin with a little of something else
_OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".epub")
_FOREIGN = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a packed archive"),
    (b"Rar!", "a packed archive"),
    (b"7z\xbc\xaf", "a packed archive"),
    (b"{\\rtf", "a rich-text file (RTF)"),
    (b"%!PS", "a PostScript file"),
    (b"\xd0\xcf\x11\xe0", "an Office file of before 2007, or one locked with a password"),
)
_HINTS = {
    "a picture": "make a searchable PDF of it with OCR, and add that",
    "a rich-text file (RTF)": "save it as .docx",
    "a PostScript file": "convert it to PDF, for example with ps2pdf",
    "an Office file of before 2007, or one locked with a password": "save it as .docx or .xlsx, unlocked",
}


def check_signature(path: Path) -> None:
    """Refuse a file whose first bytes say that it is something else than its name tells.

    Raises:
        ReadError: It is, or it cannot be opened; the message says what it seems to be.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise ReadError(f"{path.name}: cannot be read: {error.strerror}") from error
    suffix = path.suffix.lower()
    if not head:
        raise ReadError(f"{path.name}: the file is empty", hint="get it again; a download may have failed")
    foreign = next((name for magic, name in _FOREIGN if head.startswith(magic)), None)
    if foreign is not None:
        raise ReadError(
            f"{path.name}: this is {foreign}, not a {suffix} file",
            hint=_HINTS.get(foreign, "add the document itself"),
        )
    is_pdf, is_zip = b"%PDF-" in head, head.startswith(b"PK\x03\x04")
    if is_pdf and suffix != ".pdf" and head.startswith(b"%PDF-"):
        raise ReadError(f"{path.name}: this is a PDF with another ending", hint="rename it to end in .pdf")
    if is_zip and suffix not in _OFFICE:
        raise ReadError(
            f"{path.name}: this is a zip archive or an Office file, not a {suffix} file",
            hint="unpack it and add the documents in it, or give it its right ending (.docx, .epub ...)",
        )
    if suffix == ".pdf" and not is_pdf and head.lstrip()[:1] == b"<":
        raise ReadError(
            f"{path.name}: this is a web page, not a PDF",
            hint="the site may have asked for a login: download the PDF again, or rename it to .html",
        )
