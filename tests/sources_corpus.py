"""What the tests of sources look at in a corpus."""

from cbm_qa.ingest import list_corpus, read_document

PAPER = """Rivers of Norland

Ann Smith

1. Introduction

Floods rise in spring (Marsh and Okoro, 2019). The dams were closed in 2020 (River Agency, 2020; Wen, 2018).

2. Results

The flood of 2018 displaced 412 families (Wenn, 2018). Rivers carry sand (Marsh and Okoro, 2019).

References

- Idle, P. (2001). A work that nobody names. *Journal of Silence*, 1(2), 3-9.
- Marsh, A.B., Okoro, C. (2019). Rivers in spring: a survey of floods. *Journal of Hydrology*, 13(1), 175-181. Doi: 10.1000/xyz.7.
- River Agency (2020). *Closing of the dams of the north*. -- <https://rivers.example/dams>.
- Wen, C. (2018). Displaced families of the great flood. *Water Policy*, 8(2), 1-20. Doi: 10.1000/wen.8.
"""
NOTE = """# A note about “Closing of the dams of the north”

## What the source says

The agency closed three dams in 2020.

## What was not seen

The report itself was not seen.
"""
MANIFEST = """# kept comment
[[document]]
file = "paper.txt"
key = "paper"

[[document]]
file = "sources/riveragency2020.md"
kind = "source-note"
about = "riveragency2020"
title = "Note about “Closing of the dams of the north”"
seen = "abstract"
"""


def write_corpus(parent, title="Closing of the dams of the north"):
    """Write the small corpus below a folder and return its own."""
    folder = parent / "corpus"
    (folder / "sources").mkdir(parents=True)
    old = "Closing of the dams of the north"
    (folder / "paper.txt").write_text(PAPER.replace(old, title), encoding="utf-8")
    (folder / "sources" / "riveragency2020.md").write_text(NOTE, encoding="utf-8")
    (folder / "corpus.toml").write_text(MANIFEST, encoding="utf-8")
    return folder


def documents_of(corpus):
    return {entry.key: read_document(entry) for entry in list_corpus(corpus)}


def snapshot(folder):
    """Every file with its bytes, hidden ones of removed documents aside."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.relative_to(folder).parts[0].startswith(".")
    }
