"""Questions in other languages or misspelt, read in the documents' own vocabulary."""

from cbm_qa.gloss.glosser import Glosser, collect_vocabulary
from cbm_qa.gloss.initials import Initials
from cbm_qa.gloss.script import Language, language_of
from cbm_qa.gloss.spelling import Speller

__all__ = ["Glosser", "Initials", "Language", "Speller", "collect_vocabulary", "language_of"]
