import sqlite3

import pytest
from factories import heading, make_document, reference, table

from cbm_qa.index.store import DATABASE, read_documents


@pytest.fixture
def query(build, folder):
    def read(entry):
        return make_document(
            heading("1", "Floods"),
            "Rivers rise.",
            table(
                "Table 1", "Flow", [["Year", "Flow, m"], ["2020", "8"], ["2021", "9.5"]], source="Source: us."
            ),
            heading(None, "References"),
            reference("smith2020", "Smith (2020). Rivers."),
            key=entry.key,
        )

    build(read=read)
    connection = sqlite3.connect(folder / DATABASE)
    yield lambda sql: connection.execute(sql).fetchall()
    connection.close()


def test_the_structure_of_documents_can_be_queried(query):
    assert query("SELECT number, title, level FROM sections WHERE document = 'hills' ORDER BY position") == [
        ("1", "Floods", 1),
        (None, "References", 1),
    ]
    assert query("SELECT label, caption, section FROM tables_ WHERE document = 'hills'") == [
        ("Table 1", "Flow", "1")
    ]
    assert query("SELECT row, \"column\", text FROM cells WHERE document = 'hills'") == [
        ("2020", "Flow, m", "8"),
        ("2021", "Flow, m", "9.5"),
    ]
    assert query("SELECT key, raw FROM references_ WHERE document = 'hills'") == [
        ("smith2020", "Smith (2020). Rivers.")
    ]
    assert query("SELECT count(*) FROM mentions") == [(0,)]


def test_spans_of_the_views_are_offsets_into_the_text(query, folder):
    document = read_documents(folder)["hills"]
    for text, start, end in query("SELECT text, start, \"end\" FROM cells WHERE document = 'hills'"):
        assert document.text[start:end] == text
