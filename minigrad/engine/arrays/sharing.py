"""Who shares memory with whom: a view knows its base, and a base knows its living views.

When a tensor is modified in place, the history of everything on the same memory changes with it.
So a view remembers how it was made, to be made again from the base's new history; and a base
finds its views, without keeping them alive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from weakref import ref

from ..modes import mode


class _Inference:
    """Stands in the place of the version counter of a tensor made in inference mode: whoever
    wants to save such a tensor for backward asks for its version, and gets the error."""

    __slots__ = ()

    def __getitem__(self, index: int) -> int:
        if mode.transforming:
            return 0
        raise RuntimeError(
            "Inference tensors cannot be saved for backward. Please do not use Tensors created in "
            "inference mode in computation tracked by autograd. To work around this, you can make "
            "a clone to get a normal tensor and use it in autograd, or use `torch.no_grad()` "
            "instead of `torch.inference_mode()`."
        )


INFERENCE: Any = _Inference()


def check_not_inference(tensor: Any) -> None:
    """Refuse to modify an inference tensor where nobody could notice any more."""
    if tensor._counter is INFERENCE and not mode.inference:
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed. You can "
            "make a clone to get a normal tensor before doing inplace update."
        )


# The steps from a base to a view: (the steps before, forward, arguments), or None for no step.
# A chain rather than a list, so that a view of a view costs one link, however deep.
Steps = Any


class View:
    """How a view was made.

    base: the tensor that owns the memory, never a view itself.
    steps: the operations that lead from the base to the view.
    limits: None, or what forbids to modify the view in place while recording: the mode it was
        made in ("no_grad" or "inference"), or which output it is of an operation that gives
        several views at once. A view of a view inherits it.
    """

    __slots__ = ("base", "limits", "steps")

    base: Any
    limits: str | None
    steps: Steps

    @property
    def replay(self) -> Callable[[Any], Any]:
        """Makes the view's array again, from an array of the base's shape."""
        return partial(follow, self.steps)


def follow(steps: Steps, array: Any) -> Any:
    """Take all the steps, starting from `array`."""
    trail = []
    while steps is not None:
        steps, forward, arguments = steps
        trail.append((forward, arguments))
    for forward, arguments in reversed(trail):
        array = forward(array, *arguments)
    return array


def prepend(forward: Callable[..., Any], arguments: tuple[Any, ...], steps: Steps) -> Steps:
    """The same steps after one more: what leads to a view when its base has another shape now."""
    trail = []
    while steps is not None:
        trail.append(steps)
        steps = steps[0]
    steps = (None, forward, arguments)
    for _, later, of in reversed(trail):
        steps = (steps, later, of)
    return steps


class Viewed:
    """Stands in the place of a View in a tensor that has views: weak references to them."""

    __slots__ = ("limit", "references")

    def __init__(self) -> None:
        self.references: list[ref[Any]] = []
        self.limit = 8

    def forget_the_dead(self) -> None:
        """Called now and then, when there are twice as many references as views were alive."""
        self.references = [r for r in self.references if r() is not None]
        self.limit = max(8, 2 * len(self.references))


_new = object.__new__


def connect(
    view: Any,
    source: Any,
    forward: Callable[..., Any],
    arguments: tuple[Any, ...],
    several: str | None = None,
) -> None:
    """Enter a new view of `source`: it knows how it was made, and its base knows it.

    several: as "Output 0 of Unbind", if the operation gives several views at once.
    """
    earlier = source._view
    view._view = made = _new(View)
    if not mode.enabled:
        several = "inference" if mode.inference else "no_grad"
    if type(earlier) is View:
        base = made.base = earlier.base
        made.steps = (earlier.steps, forward, arguments)
        made.limits = several or earlier.limits
        viewed = base._view
    else:
        base = made.base = source
        made.steps = (None, forward, arguments)
        made.limits = several
        viewed = earlier
        if viewed is None:
            viewed = source._view = Viewed()
    if len(viewed.references) >= viewed.limit:
        viewed.forget_the_dead()
    viewed.references.append(ref(view))


def views_of(tensor: Any) -> Iterator[Any]:
    """The living views on the memory of `tensor`, itself included if it is one."""
    viewed = base_of(tensor)._view
    if type(viewed) is Viewed:
        for reference in viewed.references:
            view = reference()
            if view is not None:
                yield view


def base_of(tensor: Any) -> Any:
    """The tensor that owns the memory: the base of a view, else the tensor itself."""
    return tensor._view.base if type(tensor._view) is View else tensor
