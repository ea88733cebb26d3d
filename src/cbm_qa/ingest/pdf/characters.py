"""Drawn characters to words and lines."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import partial

import regex

from cbm_qa.ingest.pdf.layout import Box, Char, Line, Word, around

_LINE_GAP = 1.0  # in sizes of the text: a wider gap may be one between columns or cells
_WORD_GAP = 0.25
_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_PLAIN = {"\u2217": "*", "\x02": "-", "\ufffe": "-", "\u00ad": "-", "\u2010": "-"}
_SIGN = regex.compile(r"^[\d*†‡§¶#a-z,–-]+$")
_RIGHT_TO_LEFT = regex.compile(r"[\p{Hebrew}\p{Arabic}]")
# Letter and accent drawn apart, as some typesetters do: the accent's own sign before or after its letter.
_ACCENTS = {
    "\u00b4": "\u0301",
    "\u0060": "\u0300",
    "\u02c6": "\u0302",
    "\u00a8": "\u0308",
    "\u02dc": "\u0303",
    "\u02c7": "\u030c",
    "\u00b8": "\u0327",
    "\u02d8": "\u0306",
}


def build_lines(chars: Iterable[Char]) -> tuple[Line, ...]:
    """Group characters, as drawn one after another, into lines.

    Returns:
        Lines from top to bottom; pieces of one line that the file draws apart are joined again.
    """
    runs: list[list[Char]] = []
    for char in chars:
        if runs and _follows(runs[-1], char):
            runs[-1].append(char)
        else:
            runs.append([char])
    lines = [line for run in runs if (line := _to_line(run)) is not None]
    return tuple(_rejoin(lines))


def spell(text: str) -> str:
    """Return a drawn character as letters: ligatures taken apart, hyphens at line ends made visible."""
    if "\U0001d400" <= text <= "\U0001d7ff":  # an italic x of a formula is an x
        return unicodedata.normalize("NFKC", text)
    return _PLAIN.get(text) or _LIGATURES.get(text) or text


def is_right_to_left(text: str) -> bool:
    """Return whether most letters of a line are read from the right."""
    letters = sum(c.isalpha() for c in text)
    return letters > 0 and len(_RIGHT_TO_LEFT.findall(text)) > 0.5 * letters


def _follows(run: list[Char], char: Char) -> bool:
    before = run[-1]
    size = max(before.size, char.size)
    if abs(char.baseline - before.baseline) > 0.5 * size:
        return False
    return max(char.x0 - before.x1, before.x0 - char.x1) <= _LINE_GAP * size


def _to_line(run: list[Char]) -> Line | None:
    weights = Counter[tuple[float, float]]()
    for char in run:
        weights[round(char.size, 1), round(char.baseline, 1)] += len(char.text)
    (size, baseline), _ = weights.most_common(1)[0]
    words = [word for chars in _split_words(run, size) if (word := _to_word(chars, size, baseline))]
    if not words:
        return None
    bold = 2 * sum(char.bold for char in run) > len(run)
    italic = all(char.italic for char in run if char.text.isalpha())
    return Line(tuple(words), around([word.box for word in words]), baseline, size, bold, italic)


def _split_words(run: list[Char], size: float) -> list[list[Char]]:
    words: list[list[Char]] = []
    for char in run:
        if words and not char.starts_word:
            before = words[-1][-1]
            gap = max(char.x0 - before.x1, before.x0 - char.x1)
            if gap <= _WORD_GAP * size:
                words[-1].append(char)
                continue
        words.append([char])
    return words


def _to_word(chars: list[Char], size: float, baseline: float) -> Word | None:
    pieces: list[tuple[bool, str]] = []
    for char in chars:
        raised = char.size < 0.85 * size and baseline - char.baseline > 0.15 * size
        if pieces and pieces[-1][0] == raised:
            pieces[-1] = (raised, pieces[-1][1] + char.text)
        else:
            pieces.append((raised, char.text))
    text = "".join(
        f"^{{{piece}}}" if raised and _SIGN.match(piece) and not regex.match(r"[a-z]{2}", piece) else piece
        for raised, piece in pieces
    )
    text = _set_accents(text)
    box = Box(
        min(c.x0 for c in chars), min(c.y0 for c in chars), max(c.x1 for c in chars), max(c.y1 for c in chars)
    )
    return Word(text, box) if text.strip() else None


def _set_accents(text: str) -> str:
    if not any(sign in text for sign in _ACCENTS):
        return text
    for sign, mark in _ACCENTS.items():
        before = r"(?:(?<=\p{L})|^(?=..$))" if sign == "`" else ""  # else it opens a quotation, as in `type'
        text = regex.sub(rf"{before}{sign}(\p{{L}})", partial(_accented, mark), text)
    return text


def _accented(mark: str, found: "regex.Match[str]") -> str:
    """Return a letter with its accent, where there is such a letter; else what was drawn."""
    whole = unicodedata.normalize("NFC", {"ı": "i"}.get(found[1], found[1]) + mark)
    return whole if len(whole) == 1 else found[0]


def _rejoin(lines: list[Line]) -> list[Line]:
    """Join pieces on one baseline with no wide gap between them, from top to bottom."""
    joined: list[Line] = []
    for line in sorted(lines, key=lambda line: (line.baseline, line.box.x0)):
        for index in range(len(joined) - 1, max(-1, len(joined) - 12), -1):
            if _belongs(joined[index], line):
                joined[index] = join_line([joined[index], line])
                break
        else:
            joined.append(line)
    return joined


def _belongs(line: Line, other: Line) -> bool:
    size = max(line.size, other.size)
    if abs(line.baseline - other.baseline) > 0.35 * size:
        return False
    gap = max(other.box.x0 - line.box.x1, line.box.x0 - other.box.x1)
    return -0.3 * size <= gap <= _LINE_GAP * size


def join_line(pieces: list[Line]) -> Line:
    """Return pieces of one printed line as one, in reading order."""
    main = max(pieces, key=lambda piece: len(piece.text))
    backwards = is_right_to_left(" ".join(piece.text for piece in pieces))
    ordered = sorted(pieces, key=lambda piece: piece.box.x0, reverse=backwards)
    slanted = all(piece.italic for piece in pieces)
    words: list[Word] = []
    for piece in ordered:
        first = piece.words[0]
        if words and abs(first.box.x0 - words[-1].box.x1) < 0.12 * main.size and not backwards:
            words[-1] = Word(words[-1].text + first.text, around([words[-1].box, first.box]))
            words += piece.words[1:]
        else:
            words += piece.words
    return Line(
        tuple(words), around([piece.box for piece in pieces]), main.baseline, main.size, main.bold, slanted
    )
