"""A function as another interface wants it: its name, words and types, errors in that interface's way."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from cbm_qa.errors import CbmQaError

_P = ParamSpec("_P")
_R = TypeVar("_R")


def wrapped(function: Callable[_P, _R], told: Callable[[CbmQaError], Exception]) -> Callable[_P, _R]:
    """Return the function with its errors on bad input turned into another interface's."""

    @functools.wraps(function)
    def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return function(*args, **kwargs)
        except CbmQaError as error:
            raise told(error) from error

    return call
