"""A made-up document, questions about it, and an assistant that answers them from a script."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

from cbm_qa.errors import UsageError
from cbm_qa.evaluate import CellTarget, Question
from cbm_qa.model import (
    Answer,
    AnswerKind,
    Cell,
    CellCitation,
    Citation,
    Claim,
    Document,
    DocumentKind,
    Hit,
    Mention,
    Origin,
    Passage,
    PassageKind,
    Ranking,
    Reference,
    Section,
    Span,
    Table,
)

TEXT = (
    "1 Water\nThe lake lost 18.7 percent of its water (Smith, 2020).\n"
    "2 Fish\nStocks of perch fell after the dam was closed.\n"
    "Table 1. Catch\nYear\tPerch, tons\n2020\t12.5\n2021\t9\n"
    "References\nSmith, J. (2020). The lake.\nWater Board of the North (2019). Report.\n"
)


def _span(part: str) -> Span:
    start = TEXT.index(part)
    return Span(start, start + len(part))


def _cell(row: str, text: str, line: str, index: int) -> Cell:
    return Cell(row, "Perch, tons", text, Decimal(text), "tons", False, _span(line), index, 1)


DOCUMENT = Document(
    key="paper",
    title="The lake",
    authors=("Smith, J.",),
    year=2021,
    kind=DocumentKind.PAPER,
    origin=Origin("paper.txt", "0" * 64),
    text=TEXT,
    sections=(
        Section("1", "Water", 1, Span(0, TEXT.index("2 Fish")), None),
        Section("2", "Fish", 1, Span(TEXT.index("2 Fish"), TEXT.index("References")), None),
        Section(None, "References", 1, Span(TEXT.index("References"), len(TEXT)), None),
    ),
    tables=(
        Table(
            label="Table 1",
            caption="Catch",
            source_note="",
            section=1,
            span=_span("Table 1. Catch\nYear\tPerch, tons\n2020\t12.5\n2021\t9"),
            header=("Year", "Perch, tons"),
            rows=(("2020", "12.5"), ("2021", "9")),
            row_spans=(_span("2020\t12.5"), _span("2021\t9")),
            cells=(_cell("2020", "12.5", "2020\t12.5", 0), _cell("2021", "9", "2021\t9", 1)),
        ),
    ),
    references=(
        Reference(
            "smith2020", ("Smith, J.",), "2020", "The lake", "", None, None, None, None,
            "Smith, J. (2020). The lake.", _span("Smith, J. (2020). The lake."),
        ),
        Reference(
            "waterboardofthenorth2019", ("Water Board of the North",), "2019", "Report", "", None, None,
            "WBN", None,
            "Water Board of the North (2019). Report.", _span("Water Board of the North (2019). Report."),
        ),
    ),
    mentions=(Mention("Smith, 2020", 0, _span("Smith, 2020"), ("smith2020",)),),
)  # fmt: skip


def _passage(number: int, part: str) -> Passage:
    kind = PassageKind.TABLE if "\t" in part else PassageKind.PROSE
    span = _span(part)
    return Passage(f"paper:p{number}", "paper", DOCUMENT.section_at(span.start), None, span, kind, part, 10)


PASSAGES = tuple(
    _passage(number, part)
    for number, part in enumerate(
        (
            "The lake lost 18.7 percent of its water (Smith, 2020).",
            "Stocks of perch fell after the dam was closed.",
            "Table 1. Catch\nYear\tPerch, tons\n2020\t12.5\n2021\t9",
            "Smith, J. (2020). The lake.",
        )
    )
)


def cite(quote: str, marker: int = 1) -> Citation:
    """Return a citation to the place where `quote` stands in the document."""
    span = _span(quote)
    section = DOCUMENT.section_at(span.start)
    return Citation(
        marker, "paper", DOCUMENT.title, DOCUMENT.section_name(section), DOCUMENT.section_title(section),
        1, None, quote, span, DOCUMENT.references_in(span),
    )  # fmt: skip


def passage_answer(question: str, quote: str) -> Answer:
    """Return an answer that is one quote."""
    return Answer(
        question,
        None,
        AnswerKind.PASSAGE,
        (Claim(quote, (1,)),),
        "",
        (),
        0.9,
        (cite(quote),),
        timings_ms={"total": 1.0},
    )


def cell_answer(question: str, row: str, text: str) -> Answer:
    """Return an answer that is one cell of Table 1."""
    cell = CellCitation("Table 1", row, "Perch, tons", text, Decimal(text), "tons", 1)
    return Answer(
        question, None, AnswerKind.TABLE, (Claim(f"{text} tons", (1,)),), "", (text,), 0.9,
        (cite(f"{row}\t{text}"),), (cell,), timings_ms={"total": 1.0},
    )  # fmt: skip


def abstention(question: str) -> Answer:
    """Return an abstention that shows one passage."""
    return Answer(
        question, None, AnswerKind.ABSTENTION, (), "The documents do not say.", (), 0.1,
        nearest=(cite("Stocks of perch fell after the dam was closed."),), timings_ms={"total": 1.0},
    )  # fmt: skip


WATER = Question(
    "water", "How much water did the lake lose?", True, "fact", answers=("18.7%",), sections=("1",),
    quotes=("lost 18.7 percent of its water",), references=("Smith 2020",), split="dev",
)  # fmt: skip
FISH = Question(
    "fish", "Why did perch decline?", True, "fact", all_of=(("dam", "barrage"), ("closed",)), sections=("2",),
    quotes=("after the dam was closed",),
    split="test",
)  # fmt: skip
CATCH = Question(
    "catch", "How many tons of perch in 2020?", True, "table", answers=("12.5",), sections=("2",),
    cells=(CellTarget("Table 1", "2020", "Perch, tons"),), split="dev",
)  # fmt: skip
BIRDS = Question("birds", "How many herons nest there?", False, "unanswerable", split="test")
QUESTIONS = (WATER, FISH, CATCH, BIRDS)

RIGHT = {
    WATER.question: passage_answer(WATER.question, "The lake lost 18.7 percent of its water (Smith, 2020)."),
    FISH.question: passage_answer(FISH.question, "Stocks of perch fell after the dam was closed."),
    CATCH.question: cell_answer(CATCH.question, "2020", "12.5"),
    BIRDS.question: abstention(BIRDS.question),
}


class ScriptedAssistant:
    """Answers each question as the script says; an unknown one is a usage error."""

    index = SimpleNamespace(passages=PASSAGES, digest="1234")

    def __init__(self, script: Mapping[str, Answer] = RIGHT) -> None:
        self.script = dict(script)
        self.documents = {"paper": DOCUMENT}
        self.asked: list[tuple[str, tuple[str, ...], str | None]] = []

    def search(self, question: str, *, top_k: int, document: str | None = None) -> Ranking:
        """Rank the passages that the script's answer cites first, then the others."""
        answer = self.script.get(question)
        cited = [c.span for c in answer.citations] if answer else []
        order = sorted(PASSAGES, key=lambda p: not any(p.span.overlaps(span) for span in cited))
        return tuple(Hit(passage, 1 / n) for n, passage in enumerate(order, 1))[:top_k]

    def ask(self, question: str, *, history: Sequence[str] = (), document: str | None = None) -> Answer:
        self.asked.append((question, tuple(history), document))
        if question not in self.script:
            raise UsageError("the question is empty")
        return self.script[question]


def with_shifted_sections(script: Mapping[str, Answer]) -> dict[str, Answer]:
    """Sabotage: every citation names the section after the right one."""
    names = [section.name for section in DOCUMENT.sections]

    def shift(citation: Citation) -> Citation:
        return replace(citation, section=names[(names.index(citation.section) + 1) % len(names)])

    return {q: replace(a, citations=tuple(map(shift, a.citations))) for q, a in script.items()}


def with_changed_number(script: Mapping[str, Answer]) -> dict[str, Answer]:
    """Sabotage: 18.7 and 12.5 in the answers become other numbers, the quotes stay."""

    def change(text: str) -> str:
        return text.replace("18.7", "17.8").replace("12.5", "15.2")

    return {
        q: replace(
            a,
            claims=tuple(replace(c, text=change(c.text)) for c in a.claims),
            cells=tuple(replace(c, text=change(c.text)) for c in a.cells),
        )
        for q, a in script.items()
    }


def without_abstention(script: Mapping[str, Answer]) -> dict[str, Answer]:
    """Sabotage: the nearest passage is given as an answer."""
    return {
        q: replace(
            a,
            kind=AnswerKind.PASSAGE,
            claims=(Claim(a.nearest[0].quote, (1,)),),
            citations=a.nearest,
            nearest=(),
        )
        if a.abstained
        else a
        for q, a in script.items()
    }
