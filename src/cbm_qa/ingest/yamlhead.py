"""The YAML at the head of a Markdown file: title, authors and date, as the blocks a paper begins with."""

from typing import Any

import regex

from cbm_qa.ingest.blocks import Block, BlockKind

_HEAD = regex.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", regex.S)
_MAX_CHARS = 20_000


def split_yaml_head(text: str) -> tuple[list[Block], str]:
    """Return the blocks that the head of a Markdown file stands for, and the rest of the file.

    A head that is no YAML, or says none of these things, is dropped like the marks around it.
    """
    found = _HEAD.match(text)
    if not found:
        return [], text
    data = _load(found[1])
    rest = text[found.end() :]
    blocks = []
    title = _words(data.get("title"))
    if _has_own_title(rest):
        return [], rest
    if title:
        subtitle = _words(data.get("subtitle"))
        blocks.append(Block(BlockKind.HEADING, (f"{title}: {subtitle}" if subtitle else title,), level=1))
    authors = _authors(data.get("author") or data.get("authors"))
    if authors and title:
        blocks.append(Block(BlockKind.TEXT, (", ".join(authors),), is_whole=True))
    dated = regex.search(r"\b(?:1[5-9]|20)\d{2}\b", _words(data.get("date") or data.get("year")))
    if dated and title:
        blocks.append(Block(BlockKind.TEXT, (f"Date: {dated[0]}",), is_whole=True))
    return blocks, rest


def _load(source: str) -> dict[str, Any]:
    import yaml

    try:
        data = yaml.safe_load(source[:_MAX_CHARS])
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return {str(k).casefold(): v for k, v in data.items()} if isinstance(data, dict) else {}


def _words(value: object) -> str:
    return " ".join(str(value).split()) if value is not None and not isinstance(value, dict | list) else ""


def _authors(value: object) -> list[str]:
    """Return names: of one text, of a list of texts, or of a list of mappings with a name."""
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return [_words(value)] if _words(value) else []
    names = (_words(item.get("name") if isinstance(item, dict) else item) for item in value)
    return [name for name in names if name]


def _has_own_title(text: str) -> bool:
    """Whether the text begins with its one heading of the first level."""
    return text.lstrip().startswith("# ") and len(regex.findall(r"^# ", text, regex.M)) == 1
