import pytest

from cbm_qa.ingest.blocks import Block, BlockKind
from cbm_qa.ingest.frontmatter import join_authors


def blocks(*texts):
    return [Block(BlockKind.TEXT, (text,)) for text in texts]


def test_names_torn_over_two_blocks_are_one_line():
    joined = join_authors(blocks("Ann B. Smith, Bo Lee, and Cy", "Marsh", "Lake College"))
    assert joined[0].text.split() == "Ann B. Smith, Bo Lee, and Cy Marsh".split()


@pytest.mark.parametrize("heading", ["Abstract", "Introduction", "Summary"])
def test_a_heading_below_whole_names_is_no_name(heading):
    lines = blocks("Ann Smith, Bo Lee, Cy Marsh", heading)
    assert join_authors(lines) == lines
