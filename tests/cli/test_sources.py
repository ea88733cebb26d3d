"""`cbm-qa sources` as a person runs it."""

import json
import sys

import pytest
from rich.console import Console

import cbm_qa.cli as cli
from cbm_qa.cli import shared


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A corpus with one paper, and its index."""
    from cbm_qa.config import Settings
    from cbm_qa.index import build_index

    root = tmp_path_factory.mktemp("cli-sources")
    (root / "corpus").mkdir()
    (root / "corpus" / "paper.md").write_text(
        "# Rivers\n\n## 1 Introduction\n\nFloods rise in spring (Marsh, 2019).\n\n## References\n\n"
        "- Idle, P. (2001). A work that nobody names. *Journal of Silence*, 1(2), 3-9.\n"
        "- Marsh, A. (2019). Rivers in spring: a survey. *Journal of Hydrology*, 13(1), 175-181.\n",
        encoding="utf-8",
    )
    build_index(root / "corpus", root / "index", Settings())
    return root


@pytest.fixture
def run(folders, monkeypatch, capsys):
    monkeypatch.setenv("CBM_QA_CORPUS", str(folders / "corpus"))
    monkeypatch.setenv("CBM_QA_INDEX", str(folders / "index"))

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["cbm-qa", "sources", *map(str, arguments)])
        monkeypatch.setattr(shared, "out", Console(width=80, highlight=False))
        monkeypatch.setattr(shared, "err", Console(width=80, stderr=True, highlight=False))
        try:
            cli.main()
            status = 0
        except SystemExit as ended:
            status = ended.code or 0
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_list_show_and_export(run, folders, tmp_path):
    status, out, _ = run("list")
    assert status == 0
    assert "2 works: 2 absent. Never named in the text: 1." in out
    rows = [json.loads(line) for line in run("list", "--uncited", "--json")[1].splitlines()]
    assert [row["key"] for row in rows] == ["idle2001"]
    assert "“Floods rise in spring (Marsh, 2019).”" in run("show", "marsh2019")[1]
    assert run("export", "--format", "ris", "--out", tmp_path / "x.ris")[0] == 0
    assert (tmp_path / "x.ris").read_text(encoding="utf-8").count("TY  - JOUR") == 2
    assert run("export", "--format", "bibtex")[1].startswith("@article{idle2001,")


def test_a_file_is_attached_and_can_be_asked(run, folders, tmp_path):
    mine = tmp_path / "mine.md"
    mine.write_text(
        "# Rivers in spring: a survey\n\nA. Marsh\n\n## 1 Snow\n\nSnow melts in May.\n", encoding="utf-8"
    )
    status, out, err = run("add", mine)
    assert (status, out) == (0, "marsh2019: full text attached\n"), err
    assert json.loads(run("show", "marsh2019", "--json")[1])["state"] == "full text"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "nobody"], "no reference has the key"),
        (["add", "no-such-file.pdf"], "there is no such file"),
        (["import", "no-such-file.json"], "cannot be read"),
        (["export", "--out", "/no/such/folder/x.json"], "cannot be written"),
    ],
)
def test_bad_input_ends_with_one_line(run, arguments, said):
    status, _, err = run(*arguments)
    assert status == 2
    assert said in err
    assert err.startswith("cbm-qa: ")
    assert err.count("\n") == 1
