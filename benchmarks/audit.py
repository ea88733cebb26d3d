"""What the audit finds of defects that are put into clean papers on purpose, and what it finds besides.

    python benchmarks/audit.py                 # the table: planted, found, false findings, by kind
    python benchmarks/audit.py --held-out      # the same on papers that no check was tuned on
    python benchmarks/audit.py --kind sums     # one kind, with each finding printed

Every clean paper in audit_papers/ gets one defect of each kind, one at a time. A defect is found where the
audit reports a finding of an accepted check that quotes the changed place. Every other finding that the
clean paper did not have counts against precision, unless it follows from the same defect (an entry that
nobody cites any more, once its only mention is misspelt).
"""

import argparse
import hashlib
import random
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cbm_qa.audit import CHECKS, Finding, Paper, audit
from cbm_qa.ingest import Entry, parse_document
from cbm_qa.model import Document

if TYPE_CHECKING:
    from cbm_qa.audit.paper import Vectors

PAPERS = Path(__file__).parent / "audit_papers"
Change = tuple[str, str]  # what to replace in the text, and by what


@dataclass(frozen=True)
class Plant:
    """One kind of defect: how to make it, which checks may report it, which may report it besides."""

    kind: str
    make: Callable[[Document, str, random.Random], tuple[Change, ...]]
    accepted: tuple[str, ...]
    besides: tuple[str, ...] = ()
    where: str = ""


def read(text: str, folder: Path, name: str = "paper.txt") -> Document:
    """Read a text as the corpus does."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return parse_document(Entry(path.stem, path, path.name, hashlib.sha256(text.encode()).hexdigest()))


def _sentences(document: Document, pattern: str) -> list[str]:
    all_of_them = [s.span.of(document.text) for p in document.paragraphs for s in p.sentences]
    return [s for s in all_of_them if re.search(pattern, s)]


def _mention(rng: random.Random, document: Document) -> str:
    found = _sentences(document, r"\(\w+(?: and \w+| et al\.)?, \d{4}\)\.$")
    return re.search(r"\((\w+)[^()]*, \d{4}\)", rng.choice(found))[0]


def misspelt_mention(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Swap two letters of a name."""
    mention = _mention(rng, document)
    name = re.search(r"\w+", mention)[0]
    return ((mention, mention.replace(name, name[:2] + name[3] + name[2] + name[4:])),)


def missing_entry(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Cite a work that the list does not have."""
    sentence = rng.choice(_sentences(document, r"^[^()]{40,}\.$"))
    return ((sentence, f"{sentence[:-1]} (Quillfeather, 2011)."),)


def wrong_year(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Move the year of a mention by one."""
    mention = _mention(rng, document)
    return ((mention, re.sub(r"\d{4}", lambda m: str(int(m[0]) - 1), mention)),)


def uncited_entry(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Add an entry that nobody cites."""
    entry = rng.choice([r for r in document.references if r.doi])
    extra = "Zellweger, B. (2009). Notes on an old survey. Survey Letters, 3(1), 11-19. https://doi.org/10.5678/s3"
    return ((entry.raw, f"{entry.raw}\n{extra}"),)


def double_entry(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """List a work a second time, in slightly other words."""
    entry = rng.choice([r for r in document.references if r.doi])
    again = entry.raw.replace("https://doi.org/", "doi:").replace(" & ", " and ")
    return ((entry.raw, f"{entry.raw}\n{again}"),)


def no_year(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Take the year out of an entry."""
    entry = rng.choice([r for r in document.references if r.doi])
    bare = re.sub(r" \(\d{4}\)\.", ".", entry.raw)
    return ((entry.raw, re.sub(r"\.\d{4}\.", ".", bare)),)


def pages_backwards(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Swap the first and the last page."""
    entry = rng.choice([r for r in document.references if re.search(r", \d{2,}-\d{2,}\.", r.raw)])
    return ((entry.raw, re.sub(r", (\d+)-(\d+)\.", r", \2-\1.", entry.raw)),)


def broken_doi(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Lose the prefix of a DOI."""
    entry = rng.choice([r for r in document.references if r.doi])
    return ((entry.raw, re.sub(r"doi\.org/10\.\d+/", "doi.org/", entry.raw)),)


def broken_url(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Lose the host of an address."""
    entry = rng.choice([r for r in document.references if r.url and not r.doi])
    return ((entry.raw, re.sub(r"https://www\.[\w.]+", "https://", entry.raw)),)


def later_claim(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Let a work report what happened after it."""
    sentence = rng.choice(_sentences(document, r"^[A-Z][a-z]+ [^()]*\(\w+[^()]*, \d{4}\)\.$"))
    year = int(re.search(r"(\d{4})\)\.$", sentence)[1]) + 2
    return ((sentence, f"In {year}, {sentence[0].lower()}{sentence[1:]}"),)


def late_source(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """End the study before its sources appear."""
    sentence = _sentences(document, r"was (?:conducted|carried out) (?:from|between)")[0]
    years = re.findall(r"\d{4}", sentence)
    earlier = sentence.replace(years[1], "2013").replace(years[0], "2011")
    return ((sentence, earlier),)


def two_credits(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Say what one work says a second time, and credit another with it."""
    pattern = r"^[^()]{45,}\((\w+)[^()]*, \d{4}\)\.$"
    first = rng.choice(_sentences(document, pattern))
    own = re.search(pattern, first)[1]
    other = rng.choice([s for s in _sentences(document, pattern) if own not in s])
    mention = re.search(r"\([^()]*\)\.$", other)[0]
    return ((other, f"{other} {re.sub(r'[(][^()]*[)][.]$', mention, first)}"),)


def other_value(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Give a sum of money that stands twice another value the second time."""
    found = _sentences(document, r"cost \d+\.\d million (?:euros|dollars)")
    sentence = found[-1]
    value = re.search(r"\d+\.\d(?= million)", sentence)[0]
    return ((sentence, sentence.replace(value, f"{float(value) * 1.3:.1f}")),)


def text_not_table(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Let the text give another value than the table."""
    sentence = _sentences(document, r"was [\d.]+ \w+ in \d{4} and [\d.]+ \w+ in \d{4}")[0]
    value = re.search(r"and ([\d.]+) \w+ in", sentence)[1]
    return (
        (
            sentence,
            sentence.replace(
                f"and {value}",
                f"and {float(value) * 0.8:.{len(value) - value.find('.') - 1 if '.' in value else 0}f}",
            ),
        ),
    )


def wrong_total(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Change a cell above a total."""
    table = next(t for t in document.tables if t.rows[-1][0] == "Total")
    row = rng.choice(table.rows[:-1])
    return (("\t".join(row), "\t".join((row[0], f"{float(row[1]) + 1.2:.1f}"))),)


def wrong_shares(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Change a share so that all no longer make 100 %."""
    table = next(t for t in document.tables if "Share" in t.header[1])
    row = rng.choice(table.rows)
    return (("\t".join(row), "\t".join((row[0], f"{float(row[1]) + 3:.1f}"))),)


def wrong_row(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Change one row in which two columns should add up to a third."""
    table = document.tables[0]
    row = rng.choice(table.rows)
    return (("\t".join(row), "\t".join((*row[:-1], str(int(row[-1]) + 11)))),)


def wrong_share_in_text(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Get a percentage of two counts wrong."""
    sentence = rng.choice(_sentences(document, r"\d of (?:the )?[\d,]+ \w+(?: \w+)? \(\d+%\)"))
    return ((sentence, re.sub(r"\((\d+)%\)", lambda m: f"({int(m[1]) + 7}%)", sentence)),)


def wrong_change(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Get the percentage of a change wrong."""
    sentence = _sentences(document, r"from [\d.]+ to [\d.]+.* of \d+%")[0]
    return ((sentence, re.sub(r"of (\d+)%", lambda m: f"of {int(m[1]) + 11}%", sentence)),)


def wrong_parts(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Let the parts of a sample miss its size."""
    sentence = _sentences(document, r"\d \w+ \(\d+ [\w ]+ and \d+ [\w ]+\)")[0]
    return ((sentence, re.sub(r"\((\d+) ", lambda m: f"({int(m[1]) + 6} ", sentence)),)


def wrong_trend(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Turn a fall of the table into a rise in the text, or the other way."""
    sentence = _sentences(document, r"(?:increased|decreased) between \d{4} and \d{4}")[0]
    flip = {"increased": "decreased", "decreased": "increased"}
    return ((sentence, re.sub("increased|decreased", lambda m: flip[m[0]], sentence)),)


def wrong_p(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Print a p-value that is not the statistic's."""
    sentence = _sentences(document, r"p = \.\d+")[0]
    return ((sentence, re.sub(r"p = \.\d+", "p = .048", sentence)),)


def narrow_tables(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Claim a longer period than the tables have."""
    sentence = _sentences(document, r"covers? the .*\d{4}-\d{4}")[0]
    return ((sentence, re.sub(r"(\d{4})-", lambda m: f"{int(m[1]) - 6}-", sentence)),)


def one_too_many(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Say that there are more places than are named."""
    sentence = _sentences(document, r"(?:Three|Four|Five) (?:rivers|provinces|regions|cities) \w+ \w+:")[0]
    return ((sentence, re.sub("Three|Four|Five", "Six", sentence)),)


def no_such_table(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Point to a table that is not there."""
    sentence = rng.choice(_sentences(document, r"^[^()]{40,}\.$"))
    return ((sentence, f"{sentence[:-1]} (Table 7)."),)


def table_unnamed(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Never refer to a table."""
    sentence = _sentences(document, "Table 3")[0]
    return ((sentence, re.sub(r"Table 3", "A survey", sentence)),)


def heading_gap(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Leave a number of headings out."""
    section = [s for s in document.sections if s.number in ("4", "5")]
    return tuple(
        (f"\n{s.number}. {s.title}\n", f"\n{int(s.number) + 1}. {s.title}\n") for s in reversed(section)
    )


def not_spelled_out(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Use an abbreviation that is nowhere spelled out."""
    sentences = rng.sample(_sentences(document, r"^[^()]{40,}\.$"), 2)
    return tuple((s, f"{s[:-1]}, as the QVXD requires.") for s in sentences)


def spelled_out_otherwise(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Spell an abbreviation out in other words the second time."""
    found = _sentences(document, r"The [A-Z]\w+ (?:\w+ )+\([A-Z]{3}\)")
    sentence = found[-1]
    long, short = re.search(r"The ((?:\w+ )+)\(([A-Z]{3})\)", sentence).groups()
    other = "Alliance Bureau Centre Division Economic Forum Group House Institute Joint Kin League Medical "
    other += "Northern Observers Panel Quality Regional Station Trust Urban Venture Western"
    words = {word[0]: word for word in other.split()}
    return ((sentence, sentence.replace(long, "".join(f"{words[letter]} " for letter in short))),)


def spelled_out_again(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Spell an abbreviation out a second time in the body."""
    found = _sentences(document, r"The [A-Z]\w+ (?:\w+ )+\([A-Z]{3}\)")
    name = re.search(r"The ((?:\w+ )+\([A-Z]{3}\))", found[-1])[1]
    body = document.text.index("Introduction")
    plain = _sentences(document, r"^[^()\d]{40,}\.$")
    sentence = rng.choice([s for s in plain if s not in found and document.text.index(s) > body])
    return ((sentence, f"{sentence[:-1]}, as the {name} asks."),)


def strange_keyword(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Name a keyword that the text never uses."""
    line = re.search(r"^Keywords: .*$", text, re.M)[0]
    return ((line, f"{line}, hermeneutics"),)


def said_twice(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Repeat a sentence in the conclusions."""
    sentence = rng.choice(_sentences(document, r"^[^()\d]{60,}\.$"))
    last = [p for p in document.paragraphs if document.section_title(p.section).startswith("Conclusion")][-1]
    whole = last.span.of(document.text)
    return ((whole, f"{whole} {sentence}"),)


def doubled_word(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Double a word."""
    sentence = rng.choice(_sentences(document, r" (?:the|of|in|to) "))
    return ((sentence, re.sub(r" (the|of|in|to) ", r" \1 \1 ", sentence, count=1)),)


def off_topic(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Cite a work about something else entirely."""
    sentence = rng.choice(_sentences(document, r"^[^()]{45,}\.$"))
    entry = document.references[-1].raw
    extra = (
        "Vanterpool, Q. (2010). Glazes of medieval pottery in Andalusian monasteries. Ceramic Heritage "
        "Review, 6(1), 3-21. https://doi.org/10.5678/chr.2010.003"
    )
    return ((sentence, f"{sentence[:-1]} (Vanterpool, 2010)."), (entry, f"{entry}\n{extra}"))


def abstract_alone(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Promise a method in the abstract that the paper never uses."""
    sentence = _sentences(document, r"stud(?:ied|y) (?:by|with)")[0]
    return ((sentence, f"{sentence[:-1]} and conjoint analysis."),)


def jump(document: Document, text: str, rng: random.Random) -> tuple[Change, ...]:
    """Slip the decimal point of one year."""
    row = document.tables[0].rows[-1]
    value = f"{float(row[1]) * 10:g}"
    return (("\t".join(row), "\t".join((row[0], value, *row[2:]))),)


PLANTS = (
    Plant("misspelt mention", misspelt_mention, ("unmatched-mention",), ("uncited-reference",)),
    Plant("work not in the list", missing_entry, ("unmatched-mention",)),
    Plant("year of a mention", wrong_year, ("unmatched-mention",), ("uncited-reference",)),
    Plant("entry never cited", uncited_entry, ("uncited-reference",)),
    Plant("entry listed twice", double_entry, ("duplicate-entry",),
          ("unmatched-mention", "uncited-reference", "incomplete-entry")),
    Plant("entry without year", no_year, ("incomplete-entry",), ("unmatched-mention", "uncited-reference")),
    Plant("pages backwards", pages_backwards, ("incomplete-entry",)),
    Plant("broken DOI", broken_doi, ("bad-address",), ("incomplete-entry",)),
    Plant("broken address", broken_url, ("bad-address",)),
    Plant("claim after its source", later_claim, ("claim-after-source",)),
    Plant("source after the study", late_source, ("source-after-study",), ("scope",)),
    Plant("one statement, two works", two_credits, ("credited-twice",)),
    Plant("two values in the text", other_value, ("quantity-differs",), ("repeated-sentence",)),
    Plant("text against table", text_not_table, ("quantity-differs",), ("abstract-only",)),
    Plant("total of a table", wrong_total, ("sums",)),
    Plant("shares of a table", wrong_shares, ("sums",)),
    Plant("row of a table", wrong_row, ("sums",)),
    Plant("share in the text", wrong_share_in_text, ("arithmetic",)),
    Plant("change in the text", wrong_change, ("arithmetic",)),
    Plant("parts of a sample", wrong_parts, ("arithmetic",)),
    Plant("trend against table", wrong_trend, ("trend-differs",)),
    Plant("p-value", wrong_p, ("p-value",)),
    Plant("period wider than tables", narrow_tables, ("scope",)),
    Plant("count of a list", one_too_many, ("count",)),
    Plant("table that is not there", no_such_table, ("cross-reference",)),
    Plant("table never named", table_unnamed, ("cross-reference",), where="Table 3"),
    Plant("gap in headings", heading_gap, ("heading-numbers",), ("cross-reference",)),
    Plant("abbreviation unexplained", not_spelled_out, ("abbreviation-undefined",)),
    Plant("abbreviation with two meanings", spelled_out_otherwise, ("abbreviation-differs",)),
    Plant("abbreviation explained again", spelled_out_again, ("abbreviation-repeated",)),
    Plant("keyword never used", strange_keyword, ("unused-keyword",)),
    Plant("sentence said twice", said_twice, ("repeated-sentence",)),
    Plant("doubled word", doubled_word, ("leftover",)),
    Plant("work about something else", off_topic, ("off-topic-citation",), ("claim-after-source",)),
    Plant("only in the abstract", abstract_alone, ("abstract-only",)),
    Plant("jump in a series", jump, ("table-series",), ("quantity-differs", "trend-differs")),
)  # fmt: skip


def planted(plant: Plant, name: str, text: str, folder: Path) -> tuple[str, list[str]]:
    """Return a paper with one defect of a kind, and the places that were changed."""
    rng = random.Random(f"{plant.kind} {name}")
    document = read(text, folder)
    places = []
    for old, new in plant.make(document, text, rng):
        if old not in text or old == new:
            raise SystemExit(f"{plant.kind} cannot be planted in {name}: {old[:60]!r}")
        text = text.replace(old, new, 1)
        places.append(new)
    return text, places


def outcomes(
    plants: tuple[Plant, ...], papers: Path = PAPERS
) -> Iterator[tuple[Plant, str, list[Finding], list[Finding]]]:
    """Yield for every planted defect the findings that tell of it, and those that are wrong."""
    vectors_of = Encoder()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for path in sorted(papers.glob("*.txt")):
            text = path.read_text(encoding="utf-8")
            before = {_name(f) for f in _audited(read(text, folder), vectors_of)}
            for plant in plants:
                changed, places = planted(plant, path.stem, text, folder)
                findings = [f for f in _audited(read(changed, folder), vectors_of) if _name(f) not in before]
                right = [
                    f for f in findings if f.check in plant.accepted and _touches(f, [*places, plant.where])
                ]
                wrong = [f for f in findings if f not in right and f.check not in plant.besides]
                yield plant, path.stem, right, wrong


def _audited(document: Document, encoder: "Encoder") -> tuple[Finding, ...]:
    return audit(Paper(document, vectors=encoder.of(document))).findings


def _name(finding: Finding) -> tuple[str, ...]:
    return (finding.check, finding.message)


def _touches(finding: Finding, places: list[str]) -> bool:
    """Return whether a finding quotes what was changed, or a table whose row was."""
    flat = [" ".join(p.split()) for p in places if p]
    quotes = [" ".join(q.quote.split()) for q in finding.quotes]
    return any(q in p or p in q for p in flat for q in quotes)


class Encoder:
    """Sentence vectors, each text encoded once."""

    def __init__(self) -> None:
        from cbm_qa.config import Settings
        from cbm_qa.index.question import load_question_encoder

        self._encoder = load_question_encoder(Settings().embedder)
        self._known: dict[str, object] = {}

    def of(self, document: Document) -> "Vectors":
        """Return the vectors of a document's spans."""

        def vector(key: str, span: object) -> object:
            text = span.of(document.text)  # type: ignore[attr-defined]
            if text not in self._known:
                self._known[text] = self._encoder.encode([text])[0]
            return self._known[text]

        return vector


def main() -> None:
    """Plant, audit, count."""
    parser = argparse.ArgumentParser(description="Recall and precision of the audit on planted defects.")
    parser.add_argument("--kind", help="only kinds or checks with this in their name; findings are printed")
    parser.add_argument("--held-out", action="store_true", help="the papers that no check was tuned on")
    chosen = parser.parse_args()
    papers = PAPERS / "held_out" if chosen.held_out else PAPERS
    plants = tuple(
        p
        for p in PLANTS
        if not chosen.kind or chosen.kind in p.kind or any(chosen.kind in a for a in p.accepted)
    )
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for plant, paper, right, wrong in outcomes(plants, papers):
        count = counts[plant.kind]
        count[0] += 1
        count[1] += bool(right)
        count[2] += len(right)
        count[3] += len(wrong)
        for finding in wrong if not chosen.kind else (*right, *wrong):
            mark = "+" if finding in right else "-"
            print(f"{mark} {plant.kind} in {paper}: {finding.check}: {finding.message}", file=sys.stderr)
        if not right:
            print(f"? {plant.kind} in {paper}: not found", file=sys.stderr)
    print(f"{'kind':34}{'planted':>8}{'found':>7}{'false':>7}")
    for kind, (planted_, found, _, false) in counts.items():
        print(f"{kind:34}{planted_:8}{found:7}{false:7}")
    total = [sum(c[n] for c in counts.values()) for n in range(4)]
    print(f"{'all':34}{total[0]:8}{total[1]:7}{total[3]:7}")
    print(f"recall {total[1] / total[0]:.3f}, precision {total[2] / max(1, total[2] + total[3]):.3f}")
    print(f"{len(CHECKS)} checks, {len(counts)} kinds of defect, {len(list(papers.glob('*.txt')))} papers")


if __name__ == "__main__":
    main()
