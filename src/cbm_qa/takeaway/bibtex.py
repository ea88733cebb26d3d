"""Works as BibTeX."""

from collections.abc import Sequence
from typing import Any

import regex

from cbm_qa.takeaway.works import Work

_TYPES = {
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
_CONTAINERS = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
_PUBLISHERS = {"techreport": "institution", "phdthesis": "school"}
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def bibtex(works: Sequence[Work]) -> str:
    """Return the works as BibTeX entries in UTF-8, a blank line between."""
    return "\n\n".join(map(_entry, works)) + ("\n" if works else "")


def _entry(work: Work) -> str:
    csl = work.csl
    kind = _TYPES.get(csl["type"], "misc")
    year = csl["issued"]["date-parts"][0][0] if "issued" in csl else None
    fields = {
        "author": " and ".join(map(_name, csl.get("author", ()))),
        "title": f"{{{_escaped(csl['title'])}}}" if csl.get("title") else "",
        _CONTAINERS.get(kind, "howpublished"): _escaped(csl.get("container-title", "")),
        "year": f"{year}{csl.get('year-suffix', '')}" if year else "",
        "volume": _escaped(csl.get("volume", "")),
        "number": _escaped(csl.get("issue", "")),
        "pages": regex.sub(r"(?<=\d)[-–—](?=\d)", "--", _escaped(csl.get("page", ""))),
        _PUBLISHERS.get(kind, "publisher"): _escaped(csl.get("publisher", "")),
        "doi": csl.get("DOI", ""),
        "url": csl.get("URL", ""),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    key = regex.sub(r"[^\w:.+-]", "", work.key, flags=regex.ASCII) or "work"
    return f"@{kind}{{{key},\n{lines}\n}}"


def _name(author: dict[str, Any]) -> str:
    if "literal" in author:
        return f"{{{_escaped(author['literal'])}}}"  # braces keep the parts of an organisation together
    return ", ".join(filter(None, (_escaped(author["family"]), _escaped(author.get("given", "")))))


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in " ".join(text.split()))
