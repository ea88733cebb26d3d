"""Bytes to normalised text."""

import codecs
import unicodedata
from pathlib import Path

from cbm_qa.errors import ReadError

MAX_BYTES = 16 * 1024 * 1024
"""Largest text file that is read: about 5,000 printed pages; a longer one is rarely one document."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAX_CONTROL_SHARE = 0.01
_MIN_UTF8_SHARE = 10
_UNLIKELY = frozenset({"Cn", "Co", "Cs"})  # characters that no text in use has
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u2060\ufeff"))


def read_text(path: Path, *, encoding: str | None = None) -> str:
    r"""Return a file's text in Unicode NFC with "\\n" line ends, page breaks as "\\f".

    The encoding is taken from a byte order mark, else UTF-8, else the one given as `encoding` (what the
    file says of itself), else UTF-16 where every second byte is zero, else guessed.

    Raises:
        ReadError: The file cannot be opened, is empty, too large, or is not text.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ReadError(
                f"{path.name}: {size / 2**20:.0f} MB is over the limit of {MAX_BYTES // 2**20} MB a text",
                hint="split it into one file a document",
            )
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path.name}: cannot be read: {error.strerror}") from error
    text = normalise(_decode(data, path.name, encoding))
    if not text.strip():
        raise ReadError(f"{path.name}: the file is empty", hint="remove it or put the text in it")
    controls = sum(1 for c in text if unicodedata.category(c) == "Cc" and c not in "\n\t\f")
    if controls > _MAX_CONTROL_SHARE * len(text):
        raise _not_text(path.name)
    return text


def normalise(text: str) -> str:
    r"""Return NFC text with "\\n" line ends and without invisible characters (soft hyphens, zero-width)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE))


def _decode(data: bytes, name: str, stated: str | None) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if b"\0" in data:
        return _decode_utf16(data, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if stated is not None and stated != "utf-8":
            return data.decode(stated, errors="replace")
        return _mostly_utf8(data) or _guess(data, name)


def _mostly_utf8(data: bytes) -> str | None:
    """Return UTF-8 text that a few bytes spoil, with those replaced; None where other bytes prevail."""
    text = data.decode("utf-8", errors="replace")
    spoiled = text.count("\ufffd")
    beyond_ascii = sum(1 for c in text if ord(c) > 127) - spoiled
    return text if beyond_ascii > _MIN_UTF8_SHARE * spoiled else None


def _guess(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    if best is None:
        raise _not_text(name)
    return data.decode(best.encoding, errors="replace")


def _decode_utf16(data: bytes, name: str) -> str:
    """Decode UTF-16 without a mark: the zero bytes of spaces and line ends all fall on one side."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if min(even, odd) <= 0.05 * max(even, odd):
        text = data.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")
        unlikely = sum(unicodedata.category(c) in _UNLIKELY or c == "\ufffd" for c in text)
        if unlikely <= _MAX_CONTROL_SHARE * len(text):
            return text
    raise _not_text(name)


def _not_text(name: str) -> ReadError:
    return ReadError(
        f"{name}: this is a binary file, not text", hint="save the document as plain text or Markdown"
    )
