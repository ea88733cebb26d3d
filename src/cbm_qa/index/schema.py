"""The tables of the index database, and views that let its documents be queried with SQL."""

SCHEMA_VERSION = "2"
"""Raised whenever the tables change; an index with another version is built anew."""

_SCHEMA = """
CREATE TABLE manifest (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE documents (
    key TEXT PRIMARY KEY,
    position INTEGER NOT NULL,       -- order in the corpus
    sha256 TEXT NOT NULL,            -- of the file's bytes
    entry TEXT NOT NULL,             -- fingerprint of what the corpus manifest says of it
    payload TEXT NOT NULL            -- the whole document as JSON
);

CREATE TABLE problems (              -- files that could not be read as documents
    key TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    entry TEXT NOT NULL,
    message TEXT NOT NULL
);

CREATE TABLE passages (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,        -- from 0 in the document, in the order of its text
    section INTEGER,
    first_paragraph INTEGER,
    last_paragraph INTEGER,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    kind TEXT NOT NULL,
    embedded TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    vector BLOB NOT NULL,            -- little-endian float32 of length 1
    UNIQUE (document, ordinal)
);

CREATE TABLE sentences (
    document TEXT NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    passage TEXT NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (document, ordinal)
);
CREATE INDEX sentences_by_passage ON sentences (passage);

CREATE VIEW sections AS
SELECT d.key AS document, s.key AS position,
       json_extract(s.value, '$.number') AS number, json_extract(s.value, '$.title') AS title,
       json_extract(s.value, '$.level') AS level, json_extract(s.value, '$.parent') AS parent,
       json_extract(s.value, '$.start') AS start, json_extract(s.value, '$.end') AS "end"
FROM documents d, json_each(d.payload, '$.sections') s;

CREATE VIEW tables_ AS
SELECT d.key AS document, t.key AS position,
       json_extract(t.value, '$.label') AS label, json_extract(t.value, '$.caption') AS caption,
       json_extract(t.value, '$.source_note') AS source_note, json_extract(t.value, '$.section') AS section,
       json_extract(t.value, '$.header') AS header,
       json_extract(t.value, '$.start') AS start, json_extract(t.value, '$.end') AS "end"
FROM documents d, json_each(d.payload, '$.tables') t;

CREATE VIEW cells AS
SELECT d.key AS document, t.key AS table_position, json_extract(t.value, '$.label') AS table_label,
       json_extract(c.value, '$.row') AS row, json_extract(c.value, '$.column') AS "column",
       json_extract(c.value, '$.text') AS text, json_extract(c.value, '$.value') AS value,
       json_extract(c.value, '$.exact') AS exact, json_extract(c.value, '$.unit') AS unit,
       json_extract(c.value, '$.missing') AS missing,
       json_extract(c.value, '$.start') AS start, json_extract(c.value, '$.end') AS "end"
FROM documents d, json_each(d.payload, '$.tables') t, json_each(t.value, '$.cells') c;

CREATE VIEW references_ AS
SELECT d.key AS document, json_extract(r.value, '$.key') AS key,
       json_extract(r.value, '$.authors') AS authors,
       json_extract(r.value, '$.year') AS year, json_extract(r.value, '$.title') AS title,
       json_extract(r.value, '$.container') AS container, json_extract(r.value, '$.doi') AS doi,
       json_extract(r.value, '$.url') AS url, json_extract(r.value, '$.raw') AS raw,
       json_extract(r.value, '$.start') AS start, json_extract(r.value, '$.end') AS "end"
FROM documents d, json_each(d.payload, '$.references') r;

CREATE VIEW mentions AS
SELECT d.key AS document, json_extract(m.value, '$.text') AS text,
       json_extract(m.value, '$.section') AS section,
       json_extract(m.value, '$.references') AS "references",
       json_extract(m.value, '$.unresolved') AS unresolved,
       json_extract(m.value, '$.start') AS start, json_extract(m.value, '$.end') AS "end"
FROM documents d, json_each(d.payload, '$.mentions') m;
"""

STATEMENTS = tuple(statement for part in _SCHEMA.split(";\n") if (statement := part.strip()))
"""The schema, a statement an item, as a script would end the transaction it runs in."""
