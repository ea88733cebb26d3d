from factories import heading, make_document, note

from cbm_qa.answer.evidence import Evidence, ScoredSentence
from cbm_qa.answer.passage import PassageAnswerer, joined
from cbm_qa.answer.question import read_question
from cbm_qa.answer.ranking import SentenceRanker
from cbm_qa.answer.weights import Weights
from cbm_qa.model import NoteKind, Span


def evidence_of(question, document, cosines):
    spans = [s.span for p in document.paragraphs for s in p.sentences]
    spans += [n.span for n in document.notes]
    sentences = tuple(
        ScoredSentence(document.key, span, "p1", cosines.get(span.of(document.text), 0.2)) for span in spans
    )
    return Evidence(read_question(question), {document.key: document}, (), sentences)


def quotes(question, document, cosines=None):
    answerer = PassageAnswerer(SentenceRanker(Weights(())), 3)
    found = answerer.propose(evidence_of(question, document, cosines or {}))
    return [c.quote for c in found.citations]


def test_a_short_form_counts_as_its_long_form():
    document = make_document(
        heading("1", "A"),
        "The Lake Fishery Board (LFB) meets at noon. Few people like the harbour.",
        "In 1988 the LFB was closed by law. Boats were sold in 1990 by the harbour.",
    )
    assert quotes("When was the Lake Fishery Board closed?", document) == [
        "In 1988 the LFB was closed by law."
    ]


def test_a_question_in_the_text_and_keywords_are_no_answers():
    document = make_document(
        heading("1", "A"),
        note(NoteKind.KEYWORDS, "Keywords: ice, trade"),
        "Why did the price of ice fall?",
        "The price went down because winters are warm.",
    )
    assert quotes(
        "Why did the price of ice fall?", document, {"The price went down because winters are warm.": 0.6}
    ) == ["The price went down because winters are warm."]


def test_sentences_beside_each_other_are_one_quote():
    document = make_document(heading("1", "A"), "One is here. Two is here. Three is here.")
    first, second, third = (s.span for s in document.paragraphs[0].sentences)
    assert joined(document, [second, first]) == [Span(first.start, second.end)]
    assert joined(document, [third, first]) == [first, third]
