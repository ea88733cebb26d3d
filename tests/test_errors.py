"""The error tree: one root, one sentence each."""

import inspect

import pytest

from cbm_qa import errors

CLASSES = [c for _, c in inspect.getmembers(errors, inspect.isclass) if c.__module__ == errors.__name__]


@pytest.mark.parametrize("error", CLASSES, ids=lambda c: c.__name__)
def test_an_error_has_the_root_and_says_what_it_means(error):
    assert issubclass(error, errors.CbmQaError)
    assert error.__doc__
    assert error.__doc__.strip().endswith(".")
    assert error.__name__ in (errors.__doc__ or "")


def test_a_hint_is_kept_apart_from_the_message():
    error = errors.ReadError("a.txt: empty", hint="fill it")
    assert str(error) == "a.txt: empty"
    assert error.hint == "fill it"
