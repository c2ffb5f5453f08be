"""What drawings have seen of the inputs outside a DAG, for when backward has let go of them.

A backward pass frees what functions have saved, and with it all that the graph knew of inputs that
lead nowhere. Whoever has drawn the graph before that has seen them. A drawing must not keep them
alive, so this holds a function by a weak reference or with the function itself, a tensor by a weak
reference, and beside it the words that its box had.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from minigrad.drawing.graph import GraphNode

_KEY = "minigrad.drawing"


@dataclass(frozen=True, slots=True)
class Seen:
    """An input as it was drawn: the tensor, while it lives, its box, and the box's shape."""

    tensor: weakref.ref[Any] | None
    node: GraphNode
    shape: tuple[int, ...] | None

    def alive(self) -> Any:
        """Return the tensor, if it is still there and still not tracked, or None."""
        tensor = self.tensor() if self.tensor is not None else None
        return None if getattr(tensor, "requires_grad", False) else tensor

    def drawn(self, with_shape: bool) -> GraphNode:
        """Return the box again; a number of the formula has no shape, and no values are known."""
        shape = self.shape if with_shape and self.node.dtype else None
        return replace(self.node, shape=shape, facts=())


_seen: weakref.WeakKeyDictionary[Any, dict[int, Seen]] = weakref.WeakKeyDictionary()
_numbers: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
_counted = count(1)


def number_of(function: Any) -> int:
    """Return a number to know a function by in later drawings, where its engine counts none.

    An `id()` would not do: once the function has died, another one may get it.
    """
    try:
        return _numbers.setdefault(function, next(_counted))
    except TypeError:  # it takes no weak references, or can't be a key
        return 0


def remember(function: Any, position: int, tensor: Any, node: GraphNode) -> None:
    """Keep in mind that `tensor`, drawn as `node`, is the input of `function` at `position`."""
    place = _place(function, create=True)
    if place is not None:
        try:
            reference = weakref.ref(tensor)
        except TypeError:  # a plain number
            reference = None
        place[position] = Seen(reference, node, tuple(getattr(tensor, "shape", ())))


def recall(function: Any) -> Mapping[int, Seen]:
    """Return what was seen of the inputs of `function`, by their position.

    >>> import minigrad as mg
    >>> x = mg.tensor([1.0, 2.0])
    >>> y = mg.tensor([3.0, 4.0], requires_grad=True) * x
    >>> drawn = mg.draw(y, untracked=True)
    >>> {position: seen.node.name for position, seen in recall(y.grad_fn).items()}
    {1: 'x'}
    """
    return _place(function) or {}


def _place(function: Any, create: bool = False) -> dict[int, Seen] | None:
    """Return where the inputs of a function are kept in mind: until the function dies."""
    try:
        return _seen.setdefault(function, {}) if create else _seen.get(function)
    except TypeError:  # PyTorch's functions take no weak references, but things of others
        kept = getattr(function, "metadata", None)
        if not isinstance(kept, dict):
            return None
        return kept.setdefault(_KEY, {}) if create else kept.get(_KEY)
