"""Tensor: an array, and where it comes from.

A Tensor points at its Node (`_edge`), never the other way round. So a graph is freed by
reference counting alone, the moment its result is. The operations are not here: each row of
`minigrad/ops/` adds its method to this class.
"""

from __future__ import annotations

import threading
import warnings
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np

from .arrays.arraylike import ArrayLike, Size
from .arrays.memory import Memory
from .arrays.sharing import INFERENCE
from .callbacks import RemovableHandle, hooks_of
from .complaints import check_assigned_data, check_assigned_grad
from .modes import mode
from .node import AccumulateGrad, Leaf, Node
from .placeholders import UNSHARED

if TYPE_CHECKING:
    from .operations import Operations  # a stub, generated from the table: its methods
else:
    Operations = object

# Two threads that add to one `.grad` must not both start from the same old value. (One thread may
# take it twice: adding may run a user's hook, and that another backward pass.)
_adding = threading.RLock()

NOT_A_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
    "attribute won't be populated during autograd.backward(). If you indeed want the .grad field "
    "to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you "
    "access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead."
)


class Tensor(ArrayLike, Memory, Operations):
    """An n-dimensional array that can record the operations done on it.

    Made by `minigrad.tensor(data)` and the other factories, or by an operation.

    >>> import minigrad as mg
    >>> a = mg.tensor([2., 3.], requires_grad=True)
    >>> Q = 3 * a**3
    >>> Q.backward(gradient=mg.tensor([1., 1.]))
    >>> a.grad
    tensor([36., 81.])
    """

    # _array     a NumPy array; for 0 dimensions a NumPy scalar, until somebody shares it
    # _edge      where its gradient is sent: a Node, a Leaf (a leaf that requires grad), or None
    # _grad      the `.grad` of a leaf or of a tensor that retains it
    # _counter   [count of modifications], one list for all that share the memory; or UNSHARED
    # _view      a View if this is a view of another tensor, a Viewed if it has views, or None
    __slots__ = ("__weakref__", "_array", "_counter", "_edge", "_grad", "_view")

    _array: Any
    _edge: Any
    _grad: Tensor | None
    _counter: Any
    _view: Any

    # NumPy's functions leave operators with a Tensor on one side to the Tensor (see ops/numpy.py).
    __array_priority__ = 1000

    # ------------------------------------------------------------------ what it is

    @property
    def requires_grad(self) -> bool:
        """Whether gradients are computed for this tensor; can be set on leaves only."""
        return self._edge is not None

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if not isinstance(value, bool):
            raise RuntimeError("requires_grad must be a bool")
        if value and not self.is_leaf:
            raise RuntimeError("you can only change requires_grad flags of leaf variables.")
        self._set_requires_grad(value, "only Tensors of floating point and complex dtype")

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Set `requires_grad` in place and return the tensor itself."""
        if not isinstance(requires_grad, bool):
            raise TypeError(
                "requires_grad_(): argument 'requires_grad' (position 1) must be bool, "
                f"not {type(requires_grad).__name__}"
            )
        self._set_requires_grad(requires_grad, "only Tensors of floating point dtype")
        return self

    def _set_requires_grad(self, value: bool, who: str) -> None:
        if not self.is_leaf:
            if value:
                return
            raise RuntimeError(
                "you can only change requires_grad flags of leaf variables. If you want to use a "
                "computed variable in a subgraph that doesn't require differentiation use "
                "var_no_grad = var.detach()."
            )
        if not value:
            self._edge = None
            return
        check_may_require(self)
        if self._edge is None:
            if self._array.dtype.kind != "f":
                raise RuntimeError(f"{who} can require gradients")
            self._edge = Leaf()

    @property
    def is_leaf(self) -> bool:
        """True for a tensor that is not the result of a recorded operation."""
        return not isinstance(self._edge, Node)

    @property
    def grad_fn(self) -> Node | None:
        """The node of the operation that made this tensor; None for a leaf."""
        edge = self._edge
        if isinstance(edge, Node):
            return edge.as_edge()[0]
        if edge is not None:
            edge._alive()  # raises, for a view that a change of its base has made unusable
        return None

    @property
    def output_nr(self) -> int:
        """Which output of its `grad_fn` this tensor is."""
        return self._edge.as_edge()[1] if isinstance(self._edge, Node) else 0

    # ------------------------------------------------------------------ its gradient

    @property
    def grad(self) -> Tensor | None:
        """The gradient that backward has added up here; None before, and on most non-leaves."""
        if self._grad is None and isinstance(self._edge, Node) and not self.retains_grad:
            warnings.warn(NOT_A_LEAF, UserWarning, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None:
            check_assigned_grad(self, value)
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    def _accumulate(self, grad: Any) -> None:
        """Add what arrived at the end of a backward pass: an array, or a Tensor with a graph."""
        if self._edge is None:  # it has ceased to require grad
            return
        if self._grad is None:
            if isinstance(grad, Tensor):  # a copy that is recorded: two leaves never share theirs
                first = wrap(np.empty_like(grad._array)).copy_(grad)
            else:
                # In the order in which it lies in memory: a transposed gradient is copied as fast.
                first = wrap(grad if grad.base is None else grad.copy("K"))
            # Another thread may have been first, but not between this test and the assignment
            # (see Leaf.accumulator).
            if self._grad is None:
                self._grad = first
                return
        with _adding:
            kept: Any = self._grad
            if kept is None:  # taken away while we waited
                self._accumulate(grad)
            elif isinstance(grad, Tensor):
                self._grad = kept + grad
            else:
                kept._write(kept._array + grad)

    @property
    def retains_grad(self) -> bool:
        """Whether `retain_grad()` was called on this non-leaf."""
        edge = self._edge
        return isinstance(edge, Node) and edge.hooks is not None and edge.hooks.retain is not None

    def retain_grad(self) -> None:
        """Ask backward to fill `.grad` of this non-leaf; on a leaf nothing needs to be done.

        Raises RuntimeError for a tensor that does not require grad.

        >>> import minigrad as mg
        >>> a = mg.tensor([1., 2.], requires_grad=True)
        >>> b = 3 * a**3
        >>> b.retain_grad()
        >>> (b * a).backward(gradient=mg.tensor([1., 1.]))
        >>> b.grad
        tensor([1., 2.])
        """
        if self._edge is None:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if self.grad_fn is None:
            return
        # The node must not own the tensor, or both would only be freed by the garbage collector.
        tensor = weakref.ref(self)

        def retain(grad: Any) -> None:
            kept = tensor()
            if kept is None:
                return
            with _adding:  # a new tensor each time, unlike the `.grad` of a leaf
                before: Any = kept._grad
                if isinstance(grad, Tensor):
                    kept._grad = grad.clone() if before is None else before + grad
                else:
                    kept._grad = wrap(grad.copy() if before is None else before._array + grad)

        hooks_of(self).retain = retain

    # ------------------------------------------------------------------ its data

    @property
    def data(self) -> Tensor:
        """The same memory without history and without a shared version: changes go unnoticed."""
        result = wrap(self._shared_array())
        result._counter = INFERENCE if self.is_inference() else UNSHARED
        return result

    @data.setter
    def data(self, value: Tensor) -> None:
        check_assigned_data(self, value)
        before, self._array = self._array, value._shared_array()
        if value.is_inference() is not self.is_inference():
            self._counter = INFERENCE if value.is_inference() else UNSHARED
        if type(self._edge) is Leaf and (
            before.shape != self._array.shape or before.dtype != self._array.dtype
        ):
            self._edge = Leaf()  # an AccumulateGrad knows the shape that it was made for

    def detach(self) -> Tensor:
        """A leaf on the same memory that does not require grad; modifications stay noticed."""
        result = wrap(self._shared_array())
        result._counter = self._shared_counter()
        return result

    __hash__ = object.__hash__


_new = object.__new__


def wrap(array: Any) -> Tensor:
    """The tensor for a computed array: not copied, without history; in inference mode without a
    version too. Whatever is not made here has to ask for that mode itself."""
    tensor = _new(Tensor)
    tensor._array = array
    tensor._edge = None
    tensor._grad = None
    tensor._counter = INFERENCE if mode.inference else UNSHARED
    tensor._view = None
    return tensor


def leaf(array: Any, requires_grad: bool = False) -> Tensor:
    """The tensor that a user makes from data."""
    tensor = wrap(array if array.ndim else array[()])
    if requires_grad:
        if array.dtype.kind != "f":
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients"
            )
        tensor._edge = Leaf()
    return tensor


def check_may_require(tensor: Tensor) -> None:
    """Refuse to let an inference tensor require grad where something could be recorded."""
    if tensor.is_inference() and not mode.inference:
        raise RuntimeError(
            "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed."
        )


def edge_of(tensor: Tensor) -> Node | None:
    """The node that gradients for `tensor` are sent to; None if it does not require grad."""
    edge = tensor._edge
    return edge.accumulator(tensor) if type(edge) is Leaf else edge


__all__ = ["AccumulateGrad", "RemovableHandle", "Size", "Tensor", "edge_of", "leaf", "wrap"]
