"""Who shares memory with whom: a view knows its base, and a base knows its living views.

When a tensor is modified in place, the history of everything on the same memory changes with it.
So a view remembers how it was made, to be made again from the base's new history; and a base
finds its views, without keeping them alive.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from typing import Any


class _Inference:
    """Stands in the place of the version counter of a tensor made in inference mode: whoever
    wants to save such a tensor for backward asks for its version, and gets the error."""

    __slots__ = ()

    def __getitem__(self, index: int) -> int:
        raise RuntimeError(
            "Inference tensors cannot be saved for backward. Please do not use Tensors created in "
            "inference mode in computation tracked by autograd. To work around this, you can make "
            "a clone to get a normal tensor and use it in autograd, or use `torch.no_grad()` "
            "instead of `torch.inference_mode()`."
        )


INFERENCE: Any = _Inference()


class View:
    """How a view was made.

    base: the tensor that owns the memory, never a view itself.
    replay: makes the view's array again from an array of the base's shape.
    recorded: whether operations were being recorded when the view was made.
    siblings: the name of the operation, if it gave several views at once.
    """

    __slots__ = ("base", "recorded", "replay", "siblings")

    def __init__(
        self,
        source: Any,
        forward: Callable[..., Any],
        arguments: tuple[Any, ...],
        recorded: bool,
        siblings: str | None = None,
    ) -> None:
        earlier = source._view
        self.recorded = recorded
        self.siblings = siblings
        if isinstance(earlier, View):
            before = earlier.replay
            self.base = earlier.base
            self.replay = lambda array: forward(before(array), *arguments)
            self.siblings = siblings or earlier.siblings
        else:
            self.base = source
            self.replay = lambda array: forward(array, *arguments)


class Viewed:
    """Stands in the place of a View in a tensor that has views: weak references to them."""

    __slots__ = ("_limit", "_references")

    def __init__(self) -> None:
        self._references: list[weakref.ref[Any]] = []
        self._limit = 8

    def add(self, view: Any) -> None:
        """Remember a view, and now and then forget those that have died."""
        if len(self._references) >= self._limit:
            self._references = [r for r in self._references if r() is not None]
            self._limit = max(8, 2 * len(self._references))
        self._references.append(weakref.ref(view))

    def alive(self) -> Iterator[Any]:
        """The views that still exist."""
        for reference in self._references:
            view = reference()
            if view is not None:
                yield view


def connect(view: Any, made: View) -> None:
    """Enter a new view: it knows how it was made, and its base knows it."""
    view._view = made
    base = made.base
    if base._view is None:
        base._view = Viewed()
    base._view.add(view)


def views_of(tensor: Any) -> Iterator[Any]:
    """The living views on the memory of `tensor`, itself included if it is one."""
    base = base_of(tensor)
    return base._view.alive() if isinstance(base._view, Viewed) else iter(())


def base_of(tensor: Any) -> Any:
    """The tensor that owns the memory: the base of a view, else the tensor itself."""
    return tensor._view.base if isinstance(tensor._view, View) else tensor
