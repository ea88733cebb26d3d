"""Markdown to blocks, by markdown-it-py."""

import regex

from cbm_qa.ingest.blocks import Block, BlockKind
from cbm_qa.ingest.yamlhead import split_yaml_head


def read_markdown(text: str) -> list[Block]:
    """Return the blocks of a Markdown file (CommonMark with pipe tables), in order.

    Title, authors and date of a YAML head come first; HTML is left out; marks inside a line are kept for
    `inline`.
    """
    from markdown_it import MarkdownIt

    blocks, body = split_yaml_head(text)
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(body)
    rows: list[tuple[str, ...]] = []
    row: list[str] = []
    items = 0
    for index, token in enumerate(tokens):
        if token.type == "list_item_open":
            items += 1
        elif token.type == "list_item_close":
            items -= 1
        elif token.type == "inline":
            opening = tokens[index - 1].type
            lines = tuple(_unlink(line) for line in token.content.split("\n"))
            if opening == "heading_open":
                blocks.append(
                    Block(BlockKind.HEADING, (" ".join(lines),), level=int(tokens[index - 1].tag[1]))
                )
            elif opening in ("th_open", "td_open"):
                row.append(" ".join(lines))
            else:
                blocks += _paragraph(lines, BlockKind.ITEM if items else BlockKind.TEXT)
        elif token.type == "tr_close":
            rows.append(tuple(row))
            row = []
        elif token.type == "table_close":
            blocks.append(Block(BlockKind.TABLE, rows=tuple(rows)))
            rows = []
        elif token.type in ("fence", "code_block"):
            blocks.append(_code(token.content))
    return blocks


def _paragraph(lines: tuple[str, ...], kind: BlockKind) -> list[Block]:
    """One block, unless the lines are a tab-separated table, which Markdown takes for a paragraph."""
    if len(lines) > 1 and all("\t" in line for line in lines):
        return [
            Block(BlockKind.TABLE, rows=tuple(tuple(c.strip() for c in line.split("\t")) for line in lines))
        ]
    return [Block(kind, lines)]


def _code(content: str) -> Block:
    return Block(BlockKind.TEXT, tuple(line for line in content.split("\n") if line.strip()) or ("",))


def _unlink(line: str) -> str:
    """Keep a link's words, and its address where the two differ."""
    line = regex.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", line)
    return regex.sub(r"\[([^\]^][^\]]*)\]\((https?://[^)\s]+)[^)]*\)", _words_and_address, line)


def _words_and_address(match: "regex.Match[str]") -> str:
    words, address = match[1], match[2]
    return address if words.strip("<>") == address else f"{words} ({address})"
