"""A list of pages kept packed: the words of a thousand pages as objects would take half a gigabyte."""

import pickle
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar, cast, overload

_T = TypeVar("_T")


class Shelf(Sequence[_T], Generic[_T]):
    """A list whose items are packed when they are put in, and made anew each time they are asked for."""

    def __init__(self, items: Iterable[_T] = ()) -> None:
        self._packed = [_pack(item) for item in items]

    def append(self, item: _T) -> None:
        """Put an item at the end."""
        self._packed.append(_pack(item))

    @overload
    def __getitem__(self, index: int) -> _T: ...
    @overload
    def __getitem__(self, index: slice) -> list[_T]: ...
    def __getitem__(self, index: int | slice) -> _T | list[_T]:
        """Return an item, or a list of some."""
        if isinstance(index, slice):
            return [self._unpack(packed) for packed in self._packed[index]]
        return self._unpack(self._packed[index])

    def __setitem__(self, index: int, item: _T) -> None:
        """Put an item in another's place."""
        self._packed[index] = _pack(item)

    def __iter__(self) -> Iterator[_T]:
        """Give the items, one at a time."""
        return map(self._unpack, self._packed)

    def __len__(self) -> int:
        """Return how many items there are."""
        return len(self._packed)

    @staticmethod
    def _unpack(packed: bytes) -> _T:
        # Only what this process packed is unpacked here: nothing of a file is.
        return cast(_T, pickle.loads(zlib.decompress(packed)))


def _pack(item: object) -> bytes:
    return zlib.compress(pickle.dumps(item, pickle.HIGHEST_PROTOCOL), 1)
