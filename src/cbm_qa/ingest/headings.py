"""Which lines are headings: by numbering in sequence, by the names sections have, by their shape."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

_MAX_CHARS = 150
_MAX_WORDS = 20
_NUMBERED = regex.compile(
    r"^(?:(?:section|chapter|part)\s+)?(\d{1,2}(?:\.\d{1,2}){0,4})[.):]?\s+(\S.*)$", regex.I
)
_ROMAN = regex.compile(r"^([IVX]{1,6})[.)]\s+(\S.*)$")
_LETTER = regex.compile(r"^([A-H])[.)]\s+(\S.*)$")
_APPENDIX = regex.compile(
    r"^((?:appendix|annex|supplement)(?:\s+[A-Z\d]{1,2})?)(?:\s*[.:–—-]\s*(.+))?$", regex.I
)
_FORMULA = regex.compile(r"\s=\s|[≈≠∑∏∫√∂∇\u20d7]")
_ENDS_OPEN = regex.compile(
    r"(?:[.,;:]|\b(?:and|or|of|the|a|an|in|on|to|for|with|by|from|at|as|is|are|was|were|"
    r"that|which|its|their|this|и|в|на|с))$",
    regex.I,
)

_ABSTRACT = r"abstract|summary|executive summary|аннотация|резюме|аңдатпа|түйін|摘要"
_REFERENCES = (
    r"references?|reference list|notes and references|references and notes|citations|bibliography"
    r"|works? cited|literature(?: cited)?|cited "
    r"literature|sources cited"
    r"|список (?:использованной )?литературы|литература|библиография|пайдаланылған "
    r"әдебиеттер(?: тізімі)?|әдебиеттер"
    r"|参考文献|literaturverzeichnis|bibliographie|bibliografía|referencias"
)
_BODY = (
    r"introduction|background|motivation|related works?|(?:literature|theoretical) "
    r"(?:review|framework|background)"
    r"|theory|(?:materials?|patients|subjects|data|participants)?(?: and |, | & "
    r")?methods?|methodology|research (?:design|methods?|questions?)"
    r"|data|experiments?|experimental (?:setup|section|results)|results?(?: and "
    r"discussions?)?|findings|analysis|evaluation"
    r"|discussions?(?: and conclusions?)?|limitations|conclusions?(?: and .{3,40})?|"
    r"concluding remarks|future work|implications"
    r"|введение|материалы и методы|методы|результаты(?: и обсуждение)?|обсуждение|заключение|выводы"
    r"|кіріспе|нәтижелер|талқылау|қорытынды|引言|方法|结果|讨论|结论"
)
_BACK = (
    r"acknowledge?ments?|funding(?: statement| information)?|financial support|"
    r"(?:declaration of )?(?:conflicts?|competing) (?:of )?interests?(?: statement)?"
    r"|data availability(?: statement)?|code availability|(?:authors?[’']?s?[’']? "
    r")?contributions?|author contributions?(?: statement)?"
    r"|ethics(?: statement| approval)?|informed consent|supplementary (?:materials?|"
    r"information)|abbreviations|disclosure(?: statement)?"
    r"|(?:end|foot)?notes?|about the authors?|благодарности|финансирование|致谢"
)
_ABSTRACT_NAME = regex.compile(rf"^(?:{_ABSTRACT})$", regex.I)
_REFERENCES_NAME = regex.compile(rf"^(?:{_REFERENCES})$", regex.I)
_KNOWN_NAME = regex.compile(rf"^(?:{_ABSTRACT}|{_REFERENCES}|{_BODY}|{_BACK})$", regex.I)
_BODY_NAME = regex.compile(rf"^(?:{_BODY})$", regex.I)
_PART_NAME = regex.compile(
    r"^(?:participants|materials?|methods?|procedures?|measures|data|analysis|results?)$", regex.I
)
_RUN_IN = regex.compile(
    rf"^({_ABSTRACT}|acknowledge?ments?|funding)\s*(?:[.:：]|\s[–—-]|[–—])\s*(?=\S)", regex.I
)
_HAN = regex.compile(r"\p{Han}")
_SENTENCE_END = regex.compile(r"[.!?。]")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class Heading:
    """A recognised heading: its whole line as printed, its number without the final dot (None for none)."""

    number: str | None
    title: str
    level: int
    printed: str

    @property
    def is_references(self) -> bool:
        """Whether a reference list follows."""
        return is_references_title(self.title)


def is_references_title(title: str) -> bool:
    """Return whether a heading is one that stands over a reference list."""
    return bool(_REFERENCES_NAME.match(title.rstrip(":. ")))


class HeadingReader:
    """Recognises headings one after the other, so that their numbers can be held against each other."""

    def __init__(self) -> None:
        """Start before the first heading."""
        self._last: tuple[int, ...] = ()
        self._roman = 0
        self._under_body = False
        self._in_capitals = False

    def read(
        self, line: str, *, marked_level: int = 0, following: Sequence[str] = (), alone: bool = True
    ) -> Heading | None:
        """Return the heading that a line is, or None.

        Args:
            line: A cleaned line.
            marked_level: Its level where the format marks it as a heading, else 0.
            following: The next two blocks; without number or known name, a heading is a line before prose.
            alone: It stands between blank lines.
        """
        line = line.strip()
        if not line or len(line) > _MAX_CHARS or len(line.split()) > _MAX_WORDS:
            return None if not marked_level else Heading(None, line, marked_level, line)
        heading = (
            self._numbered(line, marked_level) or self._known(line, marked_level) or self._appendix(line)
        )
        if heading is None and marked_level:
            heading = Heading(None, line, marked_level, line)
        if heading is None and alone and _looks_like_title(line) and _leads_to_prose(following):
            is_below = not line.isupper() if self._in_capitals else self._under_body
            heading = Heading(None, line, 2 if is_below else 1, line)
        if heading is not None and heading.level == 1:
            self._in_capitals = heading.title.isupper() and not _ABSTRACT_NAME.match(heading.title)
            self._under_body = bool(heading.number or _BODY_NAME.match(heading.title))
        return heading

    def _numbered(self, line: str, marked_level: int) -> Heading | None:
        found = _NUMBERED.match(line)
        if found and _is_title(found[2]):
            numbers = tuple(int(n) for n in found[1].split("."))
            if marked_level or self._follows(numbers):
                self._last = numbers
                return Heading(found[1], found[2].strip(), len(numbers), line)
        found = _ROMAN.match(line)
        if found and _is_title(found[2]) and _roman_value(found[1]) == self._roman + 1:
            self._roman += 1
            return Heading(found[1], found[2].strip(), 1, line)
        found = _LETTER.match(line) if self._roman else None
        if found and _is_title(found[2]):
            return Heading(found[1], found[2].strip(), 2, line)
        return None

    def _follows(self, numbers: tuple[int, ...]) -> bool:
        """Whether a section number can come after the last one: the next here, or the first below."""
        if not self._last:
            return numbers[0] <= 1 and all(n <= 1 for n in numbers[1:])
        if len(numbers) == 1:
            return 0 < numbers[0] - self._last[0] <= 2
        if numbers[:-1] == self._last[: len(numbers) - 1]:
            last = self._last[len(numbers) - 1] if len(self._last) >= len(numbers) else 0
            return last < numbers[-1] <= last + 2
        return self._follows(numbers[:-1]) and numbers[-1] <= 1

    def _known(self, line: str, marked_level: int) -> Heading | None:
        name = line.rstrip(":. ")
        if not _KNOWN_NAME.match(name):
            return None
        if marked_level:
            return Heading(None, name, marked_level, line)
        # "Method" without a number among numbered sections belongs to the one it stands in.
        is_part = bool(self._last or self._roman) and _PART_NAME.match(name)
        return Heading(None, name, 2 if is_part else 1, line)

    @staticmethod
    def _appendix(line: str) -> Heading | None:
        found = _APPENDIX.match(line)
        if found is None or not _is_title(found[2] or found[1]):
            return None
        if found[2]:
            return Heading(found[1], found[2].strip(), 1, line)
        return Heading(None, found[1], 1, line)


def split_run_in(line: str) -> tuple[str, str] | None:
    """Split "Abstract. We study ..." into the heading and the text, or return None."""
    found = _RUN_IN.match(line)
    return (
        (found[1], line[found.end() :])
        if found and len(line) - found.end() > (20 if _HAN.search(line) else 40)
        else None
    )


def _is_title(text: str) -> bool:
    first = text.strip()[:1]
    return (
        bool(first)
        and not first.islower()
        and not _ENDS_OPEN.search(text.strip())
        and not _FORMULA.search(text)
        and any(c.isalpha() for c in text)
    )


def _looks_like_title(line: str) -> bool:
    """A short line that is no sentence: no final punctuation, capitalised, hardly any digits."""
    words = line.split()
    if len(words) > 12 or len(line) < 3 or not line[0].isupper() or _ENDS_OPEN.search(line):
        return False
    return (
        line[-1] not in "!…)]»”’\"'"
        and sum(c.isdigit() for c in line) <= 4
        and "=" not in line
        and "@" not in line
    )


def _leads_to_prose(following: Sequence[str]) -> bool:
    """Whether running text comes next, or below one more heading."""
    first, second = (*following, "", "")[:2]
    return _is_prose(first) or (_looks_like_title(first) and len(first) < 80 and _is_prose(second))


def _is_prose(text: str) -> bool:
    """Whether a paragraph of running text begins: a capital, several words, a sentence end in it."""
    start = text.lstrip("“\"'‘([")
    return len(text) >= 80 and not start[:1].islower() and bool(_SENTENCE_END.search(text))


def _roman_value(text: str) -> int:
    values = [_ROMAN_VALUES[c] for c in text]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
