"""Which reference a name and a year mean."""

from dataclasses import dataclass

import regex

from cbm_qa.ingest.names import fold, initials, is_person, surname, without_brackets
from cbm_qa.model import Reference

_NEAR = 85.0  # similarity in percent from which another spelling is offered as the same name
_SHOWN = 60.0
# Endings of declined surnames, as `fold` leaves them: "Иванова", "Петровой" for Иванов, Петрова.
_RUSSIAN_ENDING = regex.compile(r"(?:а|я|у|ю|е|ы|и|ои|еи|ую|ым|ом|ем|ого|его|ому|ему|ии|ыи)$")
_TRUNCATED = regex.compile(r"\s*(?:\.\.\.|…)\s*$")
_ET_AL = regex.compile(r",?\s*(?:\bet\s+al\b\.?|\band\s+(?:colleagues|others)\b|и др\.)\s*$", regex.I)
_BETWEEN = regex.compile(r"\s*(?:,|&|\band\b|\bи\b)\s*")
_LEADING_INITIALS = regex.compile(r"^(?:\p{Lu}\p{Ll}?\.\s?-?\s?)+")
_TRAILING_INITIALS = regex.compile(r"(?:,?\s+(?:\p{Lu}\.\s?)+)$")


@dataclass(frozen=True, slots=True)
class Resolution:
    """The keys a mention means (normally one), or why it means none; `near` the entry it nearly names."""

    keys: tuple[str, ...]
    reason: str | None
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """A reference with its names folded for comparison."""

    reference: Reference
    surnames: tuple[str, ...]
    organisation: str
    aliases: frozenset[str]


class Resolver:
    """Resolves names and years against one document's reference list."""

    def __init__(
        self, references: tuple[Reference, ...], abbreviations: dict[str, str] | None = None
    ) -> None:
        """Prepare the names of `references`; `abbreviations` are the text's own ("CFT": "Centre ...")."""
        self._named = [_names_of(reference) for reference in references]
        self._by_number = {r.number: r.key for r in references if r.number is not None}
        self._abbreviations = {fold(short): fold(full) for short, full in (abbreviations or {}).items()}

    @property
    def is_numbered(self) -> bool:
        """Whether the reference list prints numbers."""
        return bool(self._by_number)

    def has_number(self, number: int) -> bool:
        """Return whether the list prints that number."""
        return number in self._by_number

    def resolve_number(self, number: int) -> Resolution:
        """Resolve "[12]"."""
        key = self._by_number.get(number)
        if key:
            return Resolution((key,), None)
        return Resolution(
            (), f"the list has no entry number {number}; it ends at {max(self._by_number, default=0)}"
        )

    def resolve(self, name: str, year: str) -> Resolution:
        """Resolve a name as printed ("A. Smith et al.", "World Trade...", "WTO") and a year ("2020a").

        Several entries of the same name and year are ambiguous: none is chosen.
        """
        year = regex.sub(r"\s", "", year.casefold())
        of_name = [n for n in self._named if self._is_name_of(name, n)]
        exact = [n.reference for n in of_name if (n.reference.year or "").casefold() == year]
        if not exact and year[-1:].isdigit():
            exact = [n.reference for n in of_name if (n.reference.year or "").casefold()[:4] == year]
        if len(exact) == 1:
            return Resolution((exact[0].key,), None)
        if exact:
            return Resolution((), f"ambiguous: {', '.join(_show(r) for r in exact)} all fit")
        if of_name:
            known = ", ".join(_show(n.reference) for n in of_name)
            return Resolution((), f"no entry of that name has the year {year}; the list has {known}")
        near = self._nearest(name, year)
        shown = f"; nearest: {', '.join(_show(n.reference) for n in near)}" if near else ""
        meant = self._near_misses(name, year)
        return Resolution(
            (),
            f"no entry is named “{name}” ({year}){shown}",
            tuple(r.key for r in meant) if len(meant) == 1 else (),
        )

    def is_near_miss(self, name: str, year: str) -> bool:
        """Return whether an entry of that year has nearly that name, as after a spelling slip."""
        return bool(self._near_misses(name, year))

    def _near_misses(self, name: str, year: str) -> list[Reference]:
        from rapidfuzz import fuzz

        plain = fold(_plain(_LEADING_INITIALS.sub("", _ET_AL.sub("", name))))
        if len(plain) <= 3:
            return []
        return [
            n.reference
            for n in self._named
            if (n.reference.year or "")[:4] == year[:4]
            and any(
                fuzz.ratio(plain, alias) >= _NEAR
                for alias in (*n.aliases, n.organisation, *n.surnames[:1])
                if alias
            )
        ]

    def _is_name_of(self, name: str, named: _Named) -> bool:
        if named.organisation:
            return self._is_organisation(name, named)
        plain = _ET_AL.sub("", name).strip()
        parts = [p for p in _BETWEEN.split(plain) if p and not regex.fullmatch(r"(?:\p{Lu}\.\s?)+", p)]
        mentioned = [_TRAILING_INITIALS.sub("", _LEADING_INITIALS.sub("", part)) for part in parts]
        if not mentioned or not named.surnames or not _same_surname(mentioned[0], named.surnames[0]):
            return False
        if len(mentioned) > 1:
            others = named.surnames[1 : len(mentioned)]
            return len(others) == len(mentioned) - 1 and all(map(_same_surname, mentioned[1:], others))
        return plain == name.strip() or len(named.surnames) > 1

    def _is_organisation(self, name: str, named: _Named) -> bool:
        plain = fold(_plain(name))
        if not plain:
            return False
        if plain == named.organisation or plain in named.aliases:
            return True
        if self._abbreviations.get(plain) == named.organisation:
            return True
        # A name cut short ("Bureau of Statistics...", or its first words) still begins the full one.
        several = len(without_brackets(name).split()) > 1 or _TRUNCATED.search(name)
        return bool(several) and len(plain) >= 6 and named.organisation.startswith(plain)

    def _nearest(self, name: str, year: str) -> list[_Named]:
        from rapidfuzz import fuzz

        plain = fold(_plain(_LEADING_INITIALS.sub("", _ET_AL.sub("", name))))

        def similarity(named: _Named) -> float:
            candidates = [*named.surnames[:1], named.organisation, *named.aliases]
            best = max((fuzz.ratio(plain, c) for c in candidates if c), default=0.0)
            return float(best) + (5.0 if (named.reference.year or "")[:4] == year[:4] else 0.0)

        ranked = sorted(self._named, key=lambda n: (-similarity(n), n.reference.key))
        return [n for n in ranked[:2] if similarity(n) >= _SHOWN]


def _names_of(reference: Reference) -> _Named:
    first = reference.authors[0] if reference.authors else ""
    if not first or is_person(first):
        return _Named(reference, tuple(surname(a) for a in reference.authors), "", frozenset())
    plain = without_brackets(first)
    aliases = {fold(reference.abbreviation)} if reference.abbreviation else set()
    if len(initials(plain)) > 1:
        aliases.add(initials(plain))
    return _Named(reference, (), fold(plain), frozenset(aliases))


def _plain(name: str) -> str:
    return without_brackets(_TRUNCATED.sub("", name))


def _same_surname(mentioned: str, listed: str) -> bool:
    """Equal, or one is the last part of the other ("Berg" for "van den Berg", "Maria Lopez" for "Lopez")."""
    whole, last = fold(mentioned), fold(mentioned.split()[-1]) if mentioned.split() else ""
    if listed in (whole, last) or (len(whole) > 3 and listed.endswith(whole)):
        return True
    stem = _RUSSIAN_ENDING.sub("", listed)
    return len(stem) > 3 and whole.startswith(stem) and bool(_RUSSIAN_ENDING.fullmatch(whole[len(stem) :]))


def _show(reference: Reference) -> str:
    author = without_brackets(reference.authors[0]) if reference.authors else reference.title[:40]
    more = " et al." if len(reference.authors) > 2 else ""
    return f"{author}{more} ({reference.year or 'n.d.'})"
