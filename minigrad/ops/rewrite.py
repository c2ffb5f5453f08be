"""History rewritten: what an in-place operation does to the graph of everything on its memory.

Say `y` came from somewhere, `v = y[1:3]`, and now `v.mul_(3)`. The memory of `y` has changed, so
`y` is a different function of its origin: what was there before, with `3 * v` written into a part
of it. That is the node CopySlices. And `v` is now a part of the new `y`: its node is made again on
top of that (AsStridedBackward0), and so are the nodes of all other views of `y`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, edge_of
from ..engine import sum_to
from ..modes import mode
from ..node import Node, new_order
from ..sharing import View, base_of, views_of
from .rows import TABLE, register, row


def spread(part: Any, shape: tuple[int, ...], replay: Any) -> Any:
    """Zeros of `shape` with `part` in the place that `replay` looks at: a view, transposed."""
    if isinstance(part, Tensor):
        return TABLE["spread"](part, shape, replay)
    whole = np.zeros(shape, part.dtype)
    place = replay(whole)
    if place.flags.writeable and 0 not in place.strides:
        place[...] = part
        return whole
    # An expanded view shows one element several times: what arrives there adds up.
    where = replay(np.arange(whole.size).reshape(shape))
    np.add.at(whole.reshape(-1), np.asarray(where).ravel(), np.asarray(part).ravel())
    return whole


_seen_through = row(
    "as_strided",
    lambda self, replay: np.asarray(replay(self)),
    self=lambda grad, self_sym_sizes, replay: spread(grad, self_sym_sizes, replay),
    public=False,
)
register(
    "spread",
    row(
        "spread",
        lambda part, shape, replay: spread(part, shape, replay),
        part=lambda grad, replay: (
            _seen_through(grad, replay) if isinstance(grad, Tensor) else replay(grad).copy()
        ),
        node="AsStridedScatterBackward0",
        public=False,
    ),
)


class CopySlices(Node):
    """The history of a tensor of which a part was overwritten in place.

    The gradient of the overwritten part goes back through the operation that computed it (`fn`),
    and from there to where the part was before; the rest goes straight on.
    """

    __slots__ = ("fn", "replay")
    fn: Node
    replay: Any

    def __init__(self, base: Tensor, fn: Node, replay: Any) -> None:
        self.next = (edge_of(base), *fn.next[1:])
        self.order = new_order()
        self.shape = base._array.shape
        self.versions = 0
        self.hooks = None
        self.fn = fn
        self.replay = replay

    def apply(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        whole = np.array(grad)
        part = self.replay(whole)
        to_part, *others = self.fn.apply(np.array(part)[()], keep)
        part[...] = 0 if to_part is None else sum_to(to_part, part.shape)
        return (whole, *self._fitted(others))

    def apply_recorded(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        part = _seen_through(grad, self.replay)
        to_part, *others = self.fn.apply_recorded(part, keep)
        whole = grad - spread(part, self.shape, self.replay)
        if to_part is not None:
            whole = whole + spread(to_part, self.shape, self.replay)
        return (whole, *self._fitted(others))

    def _fitted(self, others: list[Any]) -> list[Any]:
        return [
            out if out is None or to is None or out.shape == to.shape else sum_to(out, to.shape)
            for to, out in zip(self.next[1:], others, strict=True)
        ]


def rebase(tensor: Tensor, result: Tensor | None) -> None:
    """Give everything on the memory of `tensor` the history that it has after an in-place change.

    result: the recorded result that was written in; None if it has no history of its own, as
        under no_grad.
    """
    base = base_of(tensor)
    if result is not None and isinstance(result._edge, Node):
        node = result._edge
        if base is tensor:
            _move_retained(tensor._edge, node)
            tensor._edge = node
        else:
            base._edge = CopySlices(base, node, tensor._view.replay)
    if base._edge is not None and mode.inference is False:
        for view in views_of(tensor):
            _seen_through.record(view, (base, view._view.replay))  # type: ignore[attr-defined]


def _move_retained(old: Any, new: Node) -> None:
    """retain_grad() asks for the gradient of the tensor's final value."""
    if isinstance(old, Node) and old.hooks is not None and old.hooks.retain is not None:
        from ..node import Hooks

        if new.hooks is None:
            new.hooks = Hooks()
        new.hooks.retain, old.hooks.retain = old.hooks.retain, None


def check_writable(self: Tensor, *others: Any) -> None:
    """Refuse what would lose gradients, or cannot be told apart from what would."""
    if mode.inference is False and self.is_inference():
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed. You can "
            "make a clone to get a normal tensor before doing inplace update."
        )
    array = self._array
    if type(array) is np.ndarray and array.ndim and 0 in array.strides and array.size > 1:
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a "
            "single memory location. Please clone() the tensor before performing the operation."
        )
    if not mode.enabled:
        return
    base = base_of(self)
    if self._edge is None and base._edge is None and not any(_requires(o) for o in others):
        return
    if isinstance(self._view, View):
        _check_view(self._view)
        if base.requires_grad and base.is_leaf:
            raise RuntimeError(
                "a view of a leaf Variable that requires grad is being used in an in-place "
                "operation."
            )
    if self.requires_grad and self.is_leaf:
        raise RuntimeError(
            "a leaf Variable that requires grad is being used in an in-place operation."
        )


def _requires(value: Any) -> bool:
    return isinstance(value, Tensor) and value._edge is not None


def _check_view(view: View) -> None:
    if view.siblings is not None:
        raise RuntimeError(
            f"Output 0 of {view.siblings} is a view and is being modified inplace. This view is "
            "the output of a function that returns multiple views. Such functions do not allow "
            "the output views to be modified inplace. You should replace the inplace operation by "
            "an out-of-place one."
        )
    if not view.recorded:
        raise RuntimeError(
            "A view was created in no_grad mode and is being modified inplace with grad mode "
            "enabled. Given that this use case is ambiguous and error-prone, it is forbidden. You "
            "can clarify your code by moving both the view and the inplace either both inside the "
            "no_grad block (if you don't want the inplace to be tracked) or both outside (if you "
            "want the inplace to be tracked)."
        )
