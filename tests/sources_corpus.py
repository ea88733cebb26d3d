"""What the tests of sources look at in a corpus."""

from cbm_qa.ingest import list_corpus, read_document


def documents_of(corpus):
    return {entry.key: read_document(entry) for entry in list_corpus(corpus)}


def snapshot(folder):
    """Every file with its bytes, hidden ones of removed documents aside."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.relative_to(folder).parts[0].startswith(".")
    }
