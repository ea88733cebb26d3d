"""What every reader hands on: the file as a sequence of blocks, before any structure is seen in them."""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What the file's own form says a block is."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    TABLE = "table"
    CAPTION = "caption"
    NOTE = "note"  # small print right below a table


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a file between two breaks.

    Attributes:
        kind: HEADING only where the file's format marks it so (Markdown, HTML); a heading of a plain text
            file is a TEXT block until `structure` recognises it.
        lines: The lines as printed; a block of text read as one line is `text`.
        level: Depth of a marked heading, from 1; 0 otherwise.
        rows: Cells of a TABLE, the header row first; rows may differ in length.
        caption: What the format marks as the caption of a TABLE; "" where it marks none.
        is_whole: The format marks where the paragraph or the table ends, so that no later block continues it.
    """

    kind: BlockKind
    lines: tuple[str, ...] = ()
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    caption: str = ""
    is_whole: bool = False

    @property
    def text(self) -> str:
        """The lines as one, a space for each line break."""
        return " ".join(line.strip() for line in self.lines)
