"""The YAML head of a Markdown file says title, authors and year; a broken one harms nothing."""

import pytest
from reading import assert_sound, outline, paragraphs, read_text

BODY = "# Introduction\n\nWells are dug by hand in the steppe.\n\n# Results\n\nNine wells were dug.\n"


@pytest.mark.parametrize(
    "author",
    [
        "author: Jane Doe, Karl Roe",
        "authors:\n  - Jane Doe\n  - Karl Roe",
        "author:\n  - name: Jane Doe\n  - name: Karl Roe",
    ],
)
def test_head_gives_title_authors_and_year(tmp_path, author):
    text = f"---\ntitle: On wells\n{author}\ndate: 2019-04-02\ntags: [water]\n---\n{BODY}"
    read = read_text(text, tmp_path, "wells.md")
    assert (read.title, read.authors, read.year) == ("On wells", ("Jane Doe", "Karl Roe"), 2019)
    assert [line.strip() for line in outline(read)] == ["Introduction", "Results"]
    assert "tags" not in read.text
    assert_sound(read)


def test_title_that_the_text_repeats_stands_once(tmp_path):
    read = read_text(
        f"---\ntitle: On wells\n---\n# On wells\n\n{BODY.replace('# ', '## ')}", tmp_path, "wells.md"
    )
    assert (read.title, read.text.count("On wells")) == ("On wells", 1)


@pytest.mark.parametrize(
    "head", ["title: [", "- a\n- b", "title: {a: 1}", "x: &a [*a]", "!!python/object:os.system x: 1"]
)
def test_head_that_says_nothing_is_dropped(tmp_path, head):
    read = read_text(f"---\n{head}\n---\n{BODY}", tmp_path, "wells.md")
    assert paragraphs(read) == ["Wells are dug by hand in the steppe.", "Nine wells were dug."]


def test_rule_at_the_start_is_no_head(tmp_path):
    assert "Wells" in read_text("---\nWells are dug by hand.\n", tmp_path, "wells.md").text
