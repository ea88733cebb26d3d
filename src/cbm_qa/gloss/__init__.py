"""Questions in other languages, read word by word in the documents' own vocabulary."""

from cbm_qa.gloss.glosser import Glosser, collect_vocabulary
from cbm_qa.gloss.script import Language, language_of

__all__ = ["Glosser", "Language", "collect_vocabulary", "language_of"]
