"""How far the answer to a question is, told to whoever listens.

A question is answered deep inside; a page that shows "12 passages found" only has to listen around it:

    with listening(lambda found: print(f"{found} passages found")):
        assistant.ask("...")

What is told stays within the thread (or task) that asks.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[int], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have the number of passages told that each search for an answer finds."""
    before = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(before)


def tell_found(passages: int) -> None:
    """Say how many passages are about to be read."""
    listener = _listener.get()
    if listener is not None:
        listener(passages)
