"""Every error that cbm-qa raises on purpose.

    CbmQaError
      UsageError            what the user asked for makes no sense (empty question, unknown document)
      CorpusError           the input files
        ManifestError       corpus.toml
        ReadError           one file cannot be read as a document
      ModelError            an invariant of the data model is broken
      IndexStoreError       the built index
        IndexMissing        there is none yet
        IndexStale          it no longer matches the corpus or the settings
        IndexCorrupt        it cannot be read
        IndexLocked         another process is writing it
      FetchError            a cited work cannot be had from the web
      EmbedderError         the embedding model cannot be loaded
      QuestionSetError      a question file breaks the format
      ServeError            the web server cannot start

The command line and the web show the message and the hint; nothing else catches the root class.
"""


class CbmQaError(Exception):
    """Any error of cbm-qa: the message says what happened, `hint` what to do about it."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(CbmQaError):
    """What was asked for makes no sense: an empty question, a document that is not there."""


class CorpusError(CbmQaError):
    """The corpus folder cannot be used."""


class ManifestError(CorpusError):
    """corpus.toml is malformed or disagrees with the files."""


class ReadError(CorpusError):
    """One file cannot be read as a document."""


class ModelError(CbmQaError):
    """An invariant of the data model is broken."""


class IndexStoreError(CbmQaError):
    """The built index cannot be used or written."""


class IndexMissing(IndexStoreError):
    """There is no index in the folder yet."""


class IndexStale(IndexStoreError):
    """The index was built from other files or with other settings."""


class IndexCorrupt(IndexStoreError):
    """The index files cannot be read."""


class IndexLocked(IndexStoreError):
    """Another process is writing the index."""


class FetchError(CbmQaError):
    """A cited work cannot be had from the web, or what came is not it."""


class EmbedderError(CbmQaError):
    """The embedding model cannot be loaded or is not the expected one."""


class QuestionSetError(CbmQaError):
    """A question file breaks the format."""


class ServeError(CbmQaError):
    """The web server cannot start."""
