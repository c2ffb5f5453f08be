"""Another shape, in place: the tensor becomes the view that the operation would give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...engine.arrays.sharing import View, Viewed, prepend, views_of
from ...engine.node import Node
from ...engine.tensor import Tensor
from ..rows import FACES, TABLE, register
from .rewrite import check_writable, move_retained, renew_views


def reshaping(name: str, node: Callable[..., str], undo: Callable[..., Any]) -> None:
    """The in-place form of a change of shape: the tensor becomes the view that it would give.

    node: PyTorch's name of the node, from the arguments. undo: leads from an array of the new
        shape back to the old one, for the views that the tensor had before.
    """
    op = TABLE[name]

    def op_(self: Tensor, *arguments: Any) -> Tensor:
        check_writable(self, fill=True)
        seen, old = op(self, *arguments), self._array.shape
        if isinstance(self._view, View):
            self._view = seen._view
        else:
            for view in views_of(self):
                view._view.steps = prepend(undo, (old, *arguments), view._view.steps)
                del view
        self._array = seen._array
        if isinstance(seen._edge, Node):
            before, self._edge = self._edge, renamed(seen._edge, node(*arguments))
            move_retained(before, self._edge)
        del seen  # or it would count as a view of this tensor, to be renewed
        self._count_change()
        if isinstance(self._view, Viewed):
            renew_views(self)
        return self

    register(
        f"{name}_",
        op_,
        doc=f"As `{name}`, but the tensor itself gets the new shape.",
        face=FACES[name]._replace(function=False),
    )


def renamed(node: Any, name: str) -> Node:
    """The node under another name: what PyTorch calls the in-place form is another overload."""
    cls = type(node)
    if (cls, name) not in _renamed:
        _renamed[cls, name] = type(name, (cls,), {"__slots__": (), "__module__": cls.__module__})
    node.__class__ = _renamed[cls, name]
    return node


_renamed: dict[tuple[type, str], type] = {}


def _squeeze_name(dim: Any = None) -> str:
    return f"SqueezeBackward{3 if dim is None else 5 if isinstance(dim, (tuple, list)) else 4}"


def _as_before(array: Any, shape: tuple[int, ...], *_: Any) -> Any:
    return array.reshape(shape)


reshaping("t", lambda: "TBackward1", lambda array, old: array.T)
reshaping(
    "transpose",
    lambda dim0, dim1: "TransposeBackward1",
    lambda array, old, dim0, dim1: array.swapaxes(dim0, dim1) if array.ndim else array,
)
reshaping("unsqueeze", lambda dim: "UnsqueezeBackward1", _as_before)
reshaping("squeeze", _squeeze_name, _as_before)
