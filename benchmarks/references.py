"""How well the fields of reference strings are read, on AnyStyle's labelled entries.

    python benchmarks/references.py ../shared/data/references/anystyle-good.xml

Each field counts once an entry: right if its letters and digits are those of the gold field (of authors: of
all names; of a date: its year). F1 = 2 TP / (2 TP + FP + FN), summed over the entries. The last line says how
many words get the right label, the figure that AnyStyle's own `check` prints as errors.
"""

import argparse
from collections import Counter
from pathlib import Path

import regex

from cbm_qa.ingest.fields import read_fields
from cbm_qa.ingest.labelled import Labelled, read_labelled
from cbm_qa.ingest.names import fold, split_authors
from cbm_qa.ingest.tagger import tag

FIELDS = ("authors", "year", "title", "container", "volume", "pages", "publisher", "doi", "url")
_YEAR = regex.compile(r"(?:1[5-9]|20)\d{2}[a-z]?")


def main() -> None:
    """Read every entry and print a line a field."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, default=0, help="only so many entries, evenly spaced")
    args = parser.parse_args()
    entries = list(read_labelled(args.data))
    if args.limit:
        entries = entries[:: max(1, len(entries) // args.limit)]
    counts: dict[str, Counter[str]] = {field: Counter() for field in FIELDS}
    whole = words = right = 0
    for entry in entries:
        gold, found = gold_fields(entry), found_fields(entry)
        whole += gold == found
        for field in FIELDS:
            if gold[field] and gold[field] == found[field]:
                counts[field]["tp"] += 1
            else:
                counts[field]["fp"] += bool(found[field])
                counts[field]["fn"] += bool(gold[field])
        right += sum(a == b for a, b in zip(tag(entry.words), entry.labels, strict=True))
        words += len(entry.words)
    print(f"{args.data.name}: {len(entries)} entries")
    for field in FIELDS:
        print(
            f"  {field:10} F1 {f1(counts[field]):.3f}  ({counts[field]['tp'] + counts[field]['fn']} in gold)"
        )
    print(f"  {'all fields':10} F1 {f1(sum(counts.values(), Counter())):.3f}")
    print(f"  whole entries right {whole / len(entries):.3f}, words labelled right {right / words:.4f}")


def f1(counts: Counter[str]) -> float:
    """Return 2 TP / (2 TP + FP + FN)."""
    total = 2 * counts["tp"] + counts["fp"] + counts["fn"]
    return 2 * counts["tp"] / total if total else 0.0


def gold_fields(entry: Labelled) -> dict[str, str]:
    """Return what the labels say, in the form that is compared."""
    year = _YEAR.search(entry.part("date"))
    doi = regex.search(r"10\.\d{4,}/\S+", entry.part("doi"))
    url = regex.search(r"(?:https?:|www\.)\S+", entry.part("url"))
    return {
        "authors": plain("".join(split_authors(entry.part("author")))),
        "year": year[0] if year else "",
        "title": plain(entry.part("title")),
        "container": plain(
            regex.sub(r"^in\b", "", entry.part("journal") or entry.part("container"), flags=regex.I)
        ),
        "volume": number(regex.sub(r"^\d{4}[^;:]*;", "", entry.part("volume"))),
        "pages": plain(regex.sub(r"(?i)\bpp?\b|pages?", "", entry.part("pages"))),
        "publisher": plain(entry.part("publisher")),
        "doi": plain(doi[0]) if doi else "",
        "url": plain(url[0]) if url else "",
    }


def found_fields(entry: Labelled) -> dict[str, str]:
    """Return what is read from the printed words, in the same form."""
    text = " ".join(w for w, label in zip(entry.words, entry.labels, strict=True) if label != "number")
    fields = read_fields(text)
    return {
        "authors": plain("".join(fields.authors)),
        "year": fields.year or "",
        "title": plain(fields.title),
        "container": plain(fields.container),
        "volume": number(" ".join(filter(None, (fields.volume, fields.issue)))),
        "pages": plain(fields.pages),
        "publisher": plain(fields.publisher),
        "doi": plain(fields.doi or ""),
        "url": plain(fields.url or ""),
    }


def plain(text: str) -> str:
    """Return letters and digits alone."""
    return fold(text)


def number(text: str) -> str:
    """Return the numbers of a volume and an issue, without the words around them."""
    return " ".join(regex.findall(r"\d+", text))


if __name__ == "__main__":
    main()
