import doctest
from dataclasses import fields

import pytest
from evaluate.scripted import QUESTIONS, RIGHT, ScriptedAssistant, with_changed_number

from cbm_qa.config import Settings
from cbm_qa.errors import UsageError
from cbm_qa.evaluate import evaluate_set, variants
from cbm_qa.evaluate.ablation import ablation_table
from cbm_qa.evaluate.variants import ABLATIONS, parse_settings


def test_worked_examples() -> None:
    assert doctest.testmod(variants).failed == 0


def test_values_are_read_as_the_setting_wants_them() -> None:
    made = parse_settings(["top_k=5", "threshold=0.5", "tables=No", "retrieval=dense", "embedder=a=b"])
    assert made == Settings(top_k=5, threshold=0.5, tables=False, retrieval="dense", embedder="a=b")
    assert parse_settings([]) == Settings()


@pytest.mark.parametrize(
    ("pair", "hint"),
    [
        ("topk=5", "top_k"),
        ("zzz=5", "rrf_k"),
        ("top_k", "top_k"),
        ("top_k=five", "12"),
        ("tables=maybe", "True"),
        ("retrieval=both", "fused, dense, lexical"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_way_out(pair: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_settings([pair])
    assert hint in caught.value.hint


def test_every_ablation_changes_known_settings() -> None:
    names = {field.name for field in fields(Settings)}
    for variant in ABLATIONS:
        assert set(variant.changes) <= names
        assert Settings(**variant.changes) != Settings()


def test_ablations_stand_beside_the_whole() -> None:
    many = [q for n in range(3) for q in QUESTIONS]
    whole = evaluate_set(ScriptedAssistant(), many)
    worse = evaluate_set(ScriptedAssistant(with_changed_number(RIGHT)), many)
    table = ablation_table(whole, [("numbers changed", worse), ("nothing", whole)])
    assert table.header == ("measure", "whole", "numbers changed", "nothing")
    # 6 of the 9 answerable turned wrong: 2 / 2^6 is less than 5 %.
    assert table.rows[0] == ("AnswerAccuracy", "100.0", "33.3 (-66.7*)", "100.0 (+0.0)")
