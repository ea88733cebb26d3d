"""The one interface of all checks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cbm_qa.audit.finding import Finding
from cbm_qa.audit.paper import Paper


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a careful referee looks at.

    Attributes:
        name: As `--check` takes it: "uncited-reference".
        title: As a report heads its findings.
        about: What is looked at, in a sentence.
        run: Yields the findings of a paper; their `check` is the name.
    """

    name: str
    title: str
    about: str
    run: Callable[[Paper], Iterable[Finding]]
