"""One word, one name, one aim: spelled and stated the same throughout."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import regex

from cbm_qa.audit.check import Check
from cbm_qa.audit.finding import Finding, Severity
from cbm_qa.audit.paper import Paper, Statement, bare, times
from cbm_qa.model import Span

_MIN_EACH = 2  # a single other spelling may stand in a name or a quotation
_ISE = regex.compile(r"(?<!\p{L})(\p{Ll}{3,})(i[sz])(e[ds]?|ing|ations?|ational|er|ers)(?!\p{L})")
_PAIRS = tuple(
    (regex.compile(british), regex.compile(american))
    for british, american in (
        ("analys(?:ed|ing|ers?)", "analyz(?:e[drs]?|ing|ers)"),  # "analyses" is a noun everywhere
        (r"colour\p{L}*", r"color(?!a)\p{L}*"),
        (r"behaviour\p{L}*", r"behavior\p{L}*"),
        (r"labour\p{L}*", r"labor(?!at)\p{L}*"),
        (r"centre[ds]?", r"center(?:s|ed)?"),
        (r"favour\p{L}*", r"favor\p{L}*"),
        ("defences?", "defenses?"),
        (r"neighbour\p{L}*", r"neighbor\p{L}*"),
        ("modell(?:ed|ing)", "model(?:ed|ing)"),
    )
)
# Words that end in -ise everywhere, or are other words with s and z.
_ALWAYS = frozenset(
    "exerc adv comprom surpr rev superv desp disgu enterpr franch prec prom prem rais pra expert "
    "otherw".split()
)
_NAME = regex.compile(r"\p{Lu}[\p{L}’'-]+(?:[ -](?:\p{Lu}[\p{L}’'-]+|of|and|the|for|in|on|&)){1,9}(?<=\p{L})")
_AIM = regex.compile(
    r"^(?:\p{L}+,? )?(?:[Tt]he |[Tt]his |[Oo]ur )?"
    r"(?:(?:aim|purpose|goal|objective) of (?:the|this|our) (?:present |current )?"
    r"(?:stud\p{L}+|research|paper|article|work)|"
    r"(?:present |current )?(?:study|research|paper|article) aim(?:s|ed)) "
)


def _spellings(paper: Paper) -> Iterator[Finding]:
    """Yield one finding for all words that are spelled both ways, British and American."""
    places: dict[str, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for statement in paper.statements:
        for stem, spelling in _spelled(bare(statement)):
            places[stem][spelling].append(statement)
    mixed = {
        stem: found
        for stem, found in places.items()
        if len(found) > 1 and min(map(len, found.values())) >= _MIN_EACH
    }
    if not mixed:
        return
    pairs = [" / ".join(f"{w} ({len(s)})" for w, s in sorted(found.items())) for found in mixed.values()]
    first = next(iter(mixed.values()))
    spans = [group[0].span for group in first.values()]
    yield paper.finding(
        "spelling-mixed",
        Severity.LOW,
        0.9,
        f"British and American spelling are mixed: {'; '.join(pairs[:4])}",
        *spans,
        reason=f"each spelling occurs at least {_MIN_EACH} times in running text",
    )


def _spelled(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a text that have two spellings: what they share, and which it is."""
    for match in _ISE.finditer(text):
        if match[1] not in _ALWAYS:
            yield match[1], f"{match[1]}{match[2]}e"
    for word in regex.findall(r"\p{Ll}{5,}", text):
        for number, (british, american) in enumerate(_PAIRS):
            if british.fullmatch(word) or american.fullmatch(word):
                yield str(number), word[:9] if british.fullmatch(word) else word[:8]


def _names(paper: Paper) -> Iterator[Finding]:
    """Yield a rare name that differs in a letter or two from one that is used often."""
    from rapidfuzz.distance import Levenshtein

    places: dict[str, list[Span]] = defaultdict(list)
    for start, text in _texts(paper):
        for match in _NAME.finditer(text):
            name = regex.sub(r"^(?:The|In|At|A|An|And|Of) ", "", " ".join(match[0].split()))
            if len(name) >= 12 and " " in name:
                places[name].append(Span(start, start + len(text)))
    counts = Counter({name: len(spans) for name, spans in places.items()})
    for rare in [n for n, count in counts.items() if count == 1]:
        for common, count in counts.items():
            if count < 2 or len(rare.split()) != len(common.split()) or rare.casefold() == common.casefold():
                continue
            if Levenshtein.distance(rare, common, score_cutoff=2) <= 2 and _one_word_differs(rare, common):
                yield paper.finding(
                    "name-variant",
                    Severity.LOW,
                    0.75,
                    f"“{rare}” is elsewhere “{common}” ({count} times)",
                    places[rare][0],
                    places[common][0],
                    reason="the names differ in a letter or two",
                )
                break


def _one_word_differs(a: str, b: str) -> bool:
    """Return whether just one word differs, in letters: no plural, no number, no other spelling of -ise."""
    pairs = [(x, y) for x, y in zip(a.split(), b.split(), strict=True) if x != y]
    if len(pairs) != 1 or min(map(len, pairs[0])) < 5:
        return False
    x, y = (regex.sub(r"i[sz](?=e|a|i)", "is", w.casefold()) for w in pairs[0])
    return x.rstrip("s") != y.rstrip("s") and x[0] == y[0] and not regex.search(r"\d|[’']", x + y)


def _texts(paper: Paper) -> Iterator[tuple[int, str]]:
    for statement in paper.statements:
        yield statement.span.start, statement.text


def _aims(paper: Paper) -> Iterator[Finding]:
    """Yield an aim that the body states several times, each time in other words."""
    from rapidfuzz import fuzz

    stated = [
        s
        for s in paper.statements
        if _AIM.match(s.text)
        and s.section is not None
        and "abstract" not in paper.document.section_title(s.section).casefold()
    ]
    sections = {s.section for s in stated}
    if len(stated) > 1 and len(sections) < len(stated):  # twice in one section; once more at the end is usual
        same = max(stated, key=lambda s: sum(o.section == s.section for o in stated)).section
        group = [s for s in stated if s.section == same]
        alike, where = fuzz.ratio(group[0].text, group[1].text), paper.document.section_name(same)
        if alike < 97:
            yield paper.finding(
                "aim-restated",
                Severity.LOW,
                0.85,
                f"section {where} states the aim {times(len(group))}, differently",
                *(s.span for s in group),
                reason="a reader cannot tell which aim the study is to be judged by",
            )


SPELLINGS = Check(
    "spelling-mixed", "Mixed spelling", "British and American spelling of the same words.", _spellings
)
NAMES = Check(
    "name-variant", "Names spelled in two ways", "Rare names are compared with frequent ones.", _names
)
AIMS = Check("aim-restated", "Aims stated twice", "The aim is stated once in a section.", _aims)
