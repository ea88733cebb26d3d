"""CSL items as BibTeX, and BibTeX as CSL items."""

from collections.abc import Mapping, Sequence
from typing import Any

import regex

from cbm_qa.sources.csl import Csl, author_csl, filled

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


def write_bibtex(works: Sequence[Mapping[str, Any]]) -> str:
    """Return CSL items as BibTeX entries in UTF-8, a blank line between."""
    return "\n\n".join(map(_entry, works)) + ("\n" if works else "")


def read_bibtex(text: str) -> list[Csl]:
    """Return the entries of a BibTeX file as CSL items; what cannot be read of it is passed over."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import LatexDecodingMiddleware

    library = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    kinds = {bib: csl for csl, bib in _TYPES.items()} | {"inbook": "chapter", "online": "webpage"}
    items = []
    for entry in library.entries:
        fields = {f.key.casefold(): _plain(str(f.value)) for f in entry.fields}
        year = regex.match(r"(\d{4})([a-z]?)", fields.get("year") or fields.get("date") or "")
        items.append(
            filled(
                {
                    "id": entry.key,
                    "type": kinds.get(entry.entry_type, "document"),
                    "title": fields.get("title"),
                    "author": [
                        _read_name(n) for n in regex.split(r"\s+and\s+", fields.get("author", "")) if n
                    ],
                    "container-title": next(
                        (
                            fields[f]
                            for f in ("journal", "journaltitle", "booktitle", "howpublished")
                            if f in fields
                        ),
                        None,
                    ),
                    "publisher": next(
                        (fields[f] for f in ("publisher", "institution", "school") if f in fields), None
                    ),
                    "volume": fields.get("volume"),
                    "issue": fields.get("number") or fields.get("issue"),
                    "page": regex.sub(r"\s*[-–—]+\s*", "-", fields.get("pages", "")),
                    "DOI": fields.get("doi"),
                    "URL": fields.get("url"),
                    "abstract": fields.get("abstract"),
                    "issued": {"date-parts": [[int(year[1])]]} if year else None,
                    "year-suffix": year[2] if year else None,
                }
            )
        )
    return items


def _read_name(name: str) -> dict[str, str]:
    family, comma, given = name.partition(",")
    return {"family": family.strip(), "given": given.strip()} if comma else author_csl(name, is_person=True)


def _plain(value: str) -> str:
    return " ".join(regex.sub(r"[{}]", "", value).split())


def _entry(csl: Mapping[str, Any]) -> str:
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
    key = regex.sub(r"[^\w:.+-]", "", str(csl["id"]), flags=regex.ASCII) or "work"
    return f"@{kind}{{{key},\n{lines}\n}}"


def _name(author: dict[str, Any]) -> str:
    if "literal" in author:
        return f"{{{_escaped(author['literal'])}}}"  # braces keep the parts of an organisation together
    return ", ".join(filter(None, (_escaped(author["family"]), _escaped(author.get("given", "")))))


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in " ".join(text.split()))
