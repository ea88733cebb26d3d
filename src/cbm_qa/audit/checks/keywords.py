"""Keywords that the text never uses."""

from collections.abc import Iterator

import regex

from cbm_qa.answer.words import similarity, stems
from cbm_qa.audit.check import Check
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper
from cbm_qa.model import NoteKind

_NAME = "unused-keyword"


def _keywords(paper: Paper) -> Iterator[Finding]:
    document = paper.document
    text = stems(f"{document.title}\n{paper.prose}")
    sentences = [stems(s.text) for s in paper.statements]
    if len(text) < 100:
        return
    for note in document.notes:
        if note.kind is not NoteKind.KEYWORDS:
            continue
        listed = regex.sub(
            r"^\W*(?:key\s?words?|index terms|ключевые слова)\W*",
            "",
            note.span.of(document.text),
            flags=regex.I,
        )
        for keyword in (k.strip(" .*_") for k in regex.split(r"[,;·•|]", listed)):
            wanted = stems(keyword)
            if not wanted or len(wanted) > 5:
                continue
            missing = [w for w in wanted if not any(similarity(w, s) for s in text)]
            if missing:
                message = f"the keyword “{keyword}” never occurs in the text"
                yield paper.finding(
                    _NAME, Severity.LOW, 0.85, message, note.span, reason="not in title, abstract or body"
                )
            elif len(wanted) > 1 and not any(wanted <= s for s in [stems(document.title), *sentences]):
                message = f"no sentence uses the words of the keyword “{keyword}” together"
                yield paper.finding(
                    _NAME,
                    Severity.LOW,
                    0.7,
                    message,
                    note.span,
                    reason="its words occur only apart from each other",
                )


KEYWORDS = Check(
    _NAME, "Keywords that do not occur", "Every keyword is looked for in title, abstract and body.", _keywords
)
