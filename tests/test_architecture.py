"""Data flows one way: a package imports only from those before it."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "cbm_qa"
ORDER = (
    "errors",
    "config",
    "messages",
    "stages",
    "model",
    "ingest",
    "sources",
    "index",
    "retrieve",
    "rerank",
    "gloss",
    "answer",
    "collection",
    "assistant",
)
LAST = {
    "audit",
    "evaluate",
    "export",
    "takeaway",
    "feedback",
    "web",
    "cli",
    "terminal",
    "tables_view",
    "markup",
    "progress",
    "__main__",
}


def part_of(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imported_parts(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "cbm_qa" else [f"cbm_qa.{a.name}" for a in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("cbm_qa.")}
    return found


@pytest.mark.parametrize("path", sorted(SRC.rglob("*.py")), ids=lambda p: str(p.relative_to(SRC)))
def test_a_module_imports_only_from_packages_before_its_own(path):
    part = part_of(path)
    if part in LAST or part == "__init__":
        return
    allowed = set(ORDER[: ORDER.index(part) + 1])
    assert imported_parts(path) <= allowed, f"{path.name} reaches forward"


def test_every_package_has_its_place():
    parts = {part_of(path) for path in SRC.rglob("*.py")} - {"__init__"}
    assert parts <= set(ORDER) | LAST


def test_the_source_does_not_know_the_shipped_paper():
    """Names from the shipped corpus's title must not occur in the code."""
    import tomllib

    manifest = tomllib.loads((SRC.parents[1] / "corpus" / "corpus.toml").read_text(encoding="utf-8"))
    common = {"and", "for", "the", "with", "from", "measures", "economic", "development"}
    words = {
        word.strip(",:.'").removesuffix("'s")
        for document in manifest["document"]
        if document["kind"] == "paper"
        for word in (*document["title"].split(), *" ".join(document["authors"]).split())
    }
    telling = {
        word for word in words if word[:1].isupper() and len(word) > 3 and word.casefold() not in common
    }
    assert telling
    prose = ("Cooperation", "Building", "Confidence", "Sustainable")  # everyday words of titles
    for path in SRC.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        known = [word for word in telling - set(prose) if word in text]
        assert not known, f"{path.relative_to(SRC)} knows {known}"
