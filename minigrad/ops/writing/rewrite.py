"""History rewritten: what an in-place operation does to the graph of everything on its memory.

Say `y` came from somewhere, `v = y[1:3]`, and now `v.mul_(3)`. The memory of `y` has changed, so
`y` is a different function of its origin: what was there before, with `3 * v` written into a part
of it. That is the node CopySlices. And `v` is now a part of the new `y`: its node is made again on
top of that (AsStridedBackward0), and so are the nodes of all other views of `y`.
"""

from __future__ import annotations

from typing import Any
from weakref import ref

import numpy as np

from ...engine.arrays.sharing import View, base_of, check_not_inference, views_of
from ...engine.broadcasting import sum_to
from ...engine.callbacks import Hooks
from ...engine.complaints import operation_of
from ...engine.modes import mode
from ...engine.node import Leaf, Node
from ...engine.placeholders import RELEASED
from ...engine.tensor import Tensor, edge_of, wrap
from ..operands import cast
from ..rows import TABLE, register, row
from .overlap import overlaps


def place_in(whole: np.ndarray, replay: Any) -> np.ndarray | None:
    """What a view shows of `whole`, if it can be written there; else None."""
    place = replay(whole)
    if overlaps(place) or not np.may_share_memory(place, whole):
        return None
    return place


def positions(replay: Any, shape: tuple[int, ...]) -> np.ndarray:
    """For each element of a view the place of the base that it shows, counted row by row."""
    return np.asarray(replay(np.arange(int(np.prod(shape))).reshape(shape)))


def spread(part: Any, shape: tuple[int, ...], replay: Any) -> Any:
    """Zeros of `shape` with `part` in the place that `replay` looks at: a view, transposed."""
    if isinstance(part, Tensor):
        if part._array.size:
            return TABLE["spread"](part, shape, replay)
        part = part._array  # of nothing PyTorch makes plain zeros
    whole = np.zeros(shape, part.dtype)
    place = place_in(whole, replay)
    if place is not None:
        place[...] = part
    else:  # an expanded view shows one element several times: what arrives there adds up
        np.add.at(whole.reshape(-1), positions(replay, shape).ravel(), np.asarray(part).ravel())
    return whole


_seen_through = row(
    "as_strided",
    lambda self, replay: np.asarray(replay(self)),
    self=lambda grad, self_sym_sizes, replay: spread(grad, self_sym_sizes, replay),
    records=True,
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

    __slots__ = ("fn", "replay", "seen")
    fn: Node
    replay: Any
    seen: Any  # the node of the view that was written to, weakly

    def __init__(self, base: Tensor, fn: Node, replay: Any) -> None:
        super().__init__((edge_of(base), *fn.next[1:]), base._array.shape)
        self.seen = None
        self.fn = fn
        self.replay = replay

    def apply(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        whole = np.array(grad, order="C")
        part = place_in(whole, self.replay)
        if part is not None:
            to_part, *others = self.fn.apply(np.array(part)[()], keep)
            part[...] = 0 if to_part is None else sum_to(to_part, part.shape)
        else:
            flat, where = whole.reshape(-1), positions(self.replay, whole.shape)
            to_part, *others = self.fn.apply(flat[where], keep)
            flat[where] = 0 if to_part is None else sum_to(to_part, where.shape)
        return (whole[()], *self._fitted(others))

    def apply_recorded(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        part = _seen_through(grad, self.replay)
        fn = self._fn_with_result() if self.fn.saved_result else self.fn
        to_part, *others = fn.apply_recorded(part, keep)
        if not keep:
            self.fn.free()
        whole = grad - spread(part, self.shape, self.replay)
        if to_part is not None:
            to_part = cast(to_part, grad._array.dtype)  # (fn may compute in another)
            whole = whole + spread(to_part, self.shape, self.replay)
        return (whole, *self._fitted(others))

    def _fn_with_result(self) -> Node:
        """A copy of `fn` to which its saved result is what it has become: a part of this output."""
        # (Or the derivative of the result would run `fn` itself, past this node.)
        cls = type(self.fn)
        if cls not in _with_result:
            body = {"__slots__": ("part",), "unpack_result": lambda node: node.part}
            _with_result[cls] = type(cls.__name__, (cls,), body)
        copy: Any = object.__new__(_with_result[cls])
        for slot in [s for kind in cls.__mro__ for s in getattr(kind, "__slots__", ())]:
            if slot != "__weakref__":
                setattr(copy, slot, getattr(self.fn, slot))
        if copy.result is not RELEASED:
            whole = wrap(np.broadcast_to(copy.result.dtype.type(0), self.shape))
            whole._edge = self
            copy.part = wrap(copy.result)
            copy.part._counter = copy.counter
            copy.part._edge = self.seen and self.seen()  # it may have hooks, and retain
            if copy.part._edge is None:
                _seen_through.record(copy.part, whole, self.replay)  # type: ignore[attr-defined]
        return copy

    def _fitted(self, others: list[Any]) -> list[Any]:
        return [
            out if out is None or to is None or out.shape == to.shape else sum_to(out, to.shape)
            for to, out in zip(self.next[1:], others, strict=True)
        ]


_with_result: dict[type, type] = {}


def rebase(tensor: Tensor, result: Tensor) -> None:
    """Give everything on the memory of `tensor` the history that it has after an in-place change.

    result: what was written in; without a node (as under no_grad) the base keeps its history.
    """
    base = base_of(tensor)
    node = result._edge
    if isinstance(node, Node):
        if base is not tensor:
            node = CopySlices(base, node, tensor._view.replay)
        move_retained(base._edge, node)
        base._edge = node
    renew_views(base)
    if isinstance(node, CopySlices) and isinstance(tensor._edge, Node):
        node.seen = ref(tensor._edge)


def renew_views(base: Tensor) -> None:
    """Make the nodes of all views again, on top of what the base's history is now."""
    if base._edge is None:
        return
    for view in views_of(base):
        limits = view._view.limits
        if limits is None:
            before = view._edge
            _seen_through.record(view, base, view._view.replay)  # type: ignore[attr-defined]
            move_retained(before, view._edge)
        elif limits not in ("no_grad", "inference"):  # those stay the constants that they are
            view._edge = _refusing(refusal(view, "its base or another view of its base has been"))


def _refusing(error: RuntimeError) -> Leaf:
    """An edge for a tensor that can no longer be used: to ask for its node raises the error."""

    def refuse() -> None:
        raise error

    edge = Leaf()
    edge._alive = refuse
    return edge


def move_retained(old: Any, new: Node) -> None:
    """retain_grad() asks for the gradient of the tensor's final value."""
    if isinstance(old, Node) and old.hooks is not None and old.hooks.retain is not None:
        if new.hooks is None:
            new.hooks = Hooks()
        new.hooks.retain, old.hooks.retain = old.hooks.retain, None


def check_writable(self: Tensor, *others: Any, fill: bool = False) -> None:
    """Refuse what would lose gradients, or cannot be told apart from what would.

    others: what will be combined with the tensor. fill: one number will be written everywhere, so
        that it does no harm when several elements lie in one place.
    """
    if mode.enabled:
        _check_history(self, others)
    check_not_inference(self)
    if not fill and type(self._array) is np.ndarray and overlaps(self._array):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a "
            "single memory location. Please clone() the tensor before performing the operation."
        )


def _check_history(self: Tensor, others: tuple[Any, ...]) -> None:
    base = base_of(self)
    if self._edge is None and base._edge is None and not any(_requires(o) for o in others):
        return
    if isinstance(self._view, View):
        if self._view.limits is not None:
            raise refusal(self, "is being")
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


def refusal(view: Tensor, changed: str) -> RuntimeError:
    """The error for a view whose making does not allow that its memory is modified.

    changed: what is being modified, itself or its base, as the start of a passive.
    """
    limits, edge = view._view.limits, view._edge
    node, index = edge.as_edge() if isinstance(edge, Node) else (None, 0)
    output = node and f"Output {index} of {operation_of(node)}"
    if limits == "function":
        return RuntimeError(
            f"{output or 'An output of a custom Function'} is a view and {changed} modified "
            "inplace. This view was created inside a custom Function (or because an input was "
            "returned as-is) and the autograd logic to handle view+inplace would override the "
            "custom backward associated with the custom Function, leading to incorrect gradients. "
            "This behavior is forbidden. You can fix this by cloning the output of the custom "
            "Function."
        )
    if limits not in ("no_grad", "inference"):
        return RuntimeError(
            f"{output or limits} is a view and {changed} modified inplace. This "
            "view is the output of a function that returns multiple views. Such functions do not "
            "allow the output views to be modified inplace. You should replace the inplace "
            "operation by an out-of-place one."
        )
    made = f"{output} is a view of a view which was created in" if output else None
    block = "no_grad" if limits == "no_grad" else "inference_mode"
    where = (
        "no_grad mode and {} modified inplace with grad mode enabled."
        if limits == "no_grad"
        else "inference mode and {} modified inplace in normal mode."
    )
    return RuntimeError(
        f"{made or 'A view was created in'} {where.format(changed)} Given that this use case is "
        "ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the "
        f"view and the inplace either both inside the {block} block (if you don't want the "
        "inplace to be tracked) or both outside (if you want the inplace to be tracked)."
    )
