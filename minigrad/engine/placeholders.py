"""What stands where a version counter or a saved tensor could be, so that nobody needs to ask."""

from __future__ import annotations

from typing import Any

# The version of a tensor that nothing has modified and that shares its memory with nobody. Such
# a tensor needs no counter of its own: one is made when somebody shares, modifies or saves it.
UNSHARED: Any = (0,)


class DetachedCounter:
    """Stands in the place of the counter of a result that detach_() has made a leaf.

    It counts along with all that share the memory, but from another start: who saved the tensor
    before sees that it is not the same any more.
    """

    __slots__ = ("shared",)
    START = 1 << 40

    def __init__(self, shared: Any) -> None:
        self.shared = shared

    def __getitem__(self, index: int) -> int:
        return self.shared[0] + self.START

    def __setitem__(self, index: int, count: int) -> None:
        self.shared[0] = count - self.START


class _Absent:
    """Stands in a node where a saved tensor could be, so that the hot path needs no test."""

    __slots__ = ("_counter",)
    _array = None

    def __init__(self, version: int) -> None:
        self._counter = (version,)


NOT_SAVED: Any = _Absent(0)  # no formula that will be run needs this tensor
RELEASED: Any = _Absent(-1)  # freed by a backward pass: no saved versions ever add up to this
