"""Letters of a second reader go where the first one found the line; what it cannot read changes nothing."""

from dataclasses import replace

from cbm_qa.ingest.pdf import second
from cbm_qa.ingest.pdf.layout import Box, FileLayout, Frame, Line, PageLayout, Word
from cbm_qa.ingest.pdf.second import mend_letters
from cbm_qa.ingest.pdf.shelf import Shelf


def line(text, top):
    words = [
        Word(word, Box(100 - 10 * n, top, 109 - 10 * n, top + 10)) for n, word in enumerate(text.split())
    ]
    box = Box(min(w.box.x0 for w in words), top, 109, top + 10)
    return Line(tuple(words), box, top + 9, 10.0, False)


def layout(*texts):
    lines = tuple(line(text, 20.0 * n) for n, text in enumerate(texts))
    return FileLayout(pages=Shelf([PageLayout(0, "", Frame(200, 300), lines)]))


def test_line_read_from_the_right_gets_the_other_letters_and_keeps_its_place(monkeypatch, tmp_path):
    monkeypatch.setattr(
        second, "_page_reader", lambda path: lambda index: ["Plain words", "الأهداف الأولى", "اسم"]
    )
    found = layout("Plain wurds", "األهداف األولى")
    before = [line.box for line in found.pages[0].lines]
    mend_letters(found, tmp_path / "x.pdf")
    assert [line.text for line in found.pages[0].lines] == ["Plain wurds", "الأهداف الأولى"]
    assert [line.box for line in found.pages[0].lines] == before


def test_other_number_of_words_shares_the_line_from_the_right(monkeypatch, tmp_path):
    monkeypatch.setattr(second, "_page_reader", lambda path: lambda index: ["الأهداف الأو لى"])
    found = layout("األهداف األولى")
    mend_letters(found, tmp_path / "x.pdf")
    words = found.pages[0].lines[0].words
    assert [w.text for w in words] == ["الأهداف", "الأو", "لى"]
    assert words[0].box.x1 == 109
    assert words[0].box.x0 > words[1].box.x0 > words[2].box.x0 >= found.pages[0].lines[0].box.x0


def test_file_that_the_other_reader_cannot_open_stays_as_it_is(tmp_path):
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"no PDF")
    found = layout("األهداف األولى")
    mend_letters(found, path)
    assert found.pages[0].lines[0].text == "األهداف األولى"


def test_pieces_of_a_line_parted_by_a_wide_space_are_one_where_the_other_reader_has_one(
    monkeypatch, tmp_path
):
    whole, other = "الأهداف الأولى والتعليم", "اسم آخر"
    monkeypatch.setattr(second, "_page_reader", lambda path: lambda index: [whole, other])
    right, left, apart = line("األهداف األولى", 20.0), line("والتعليم", 20.0), line("اسم", 60.0)
    left = moved(left, -35.0)
    found = FileLayout(pages=Shelf([PageLayout(0, "", Frame(200, 300), (left, right, apart))]))
    mend_letters(found, tmp_path / "x.pdf")
    assert [len(line.words) for line in found.pages[0].lines] == [3, 1]


def moved(found, by):
    words = tuple(Word(w.text, w.box._replace(x0=w.box.x0 + by, x1=w.box.x1 + by)) for w in found.words)
    return replace(found, words=words, box=found.box._replace(x0=found.box.x0 + by, x1=found.box.x1 + by))
