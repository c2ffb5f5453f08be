"""Parameter: a tensor that a module counts as its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.arrays import dtypes
from ..engine.node import Leaf
from ..engine.tensor import Tensor, check_may_require, wrap


class Parameter(Tensor):
    """A leaf on the memory of `data` that requires grad, and that a Module finds by itself.

    Results computed from it are ordinary Tensors. Raises RuntimeError when `requires_grad` is
    asked for data that is not floating point.

    >>> import minigrad as mg
    >>> mg.nn.Parameter(mg.tensor([1., 2.]))
    Parameter containing:
    tensor([1., 2.], requires_grad=True)
    """

    __slots__ = ("__dict__",)

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Parameter:
        if data is None:
            data = Tensor()
        if not isinstance(data, Tensor):
            raise TypeError(
                f"Parameter() takes a Tensor, not {type(data).__name__}: "
                "write Parameter(torch.tensor(...))"
            )
        if requires_grad and data._array.dtype.kind != "f":
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients"
            )
        if requires_grad:
            check_may_require(data)
        return _parameter(cls, data._shared_array(), data._shared_counter(), requires_grad)

    def __repr__(self) -> str:
        return "Parameter containing:\n" + super().__repr__()

    def __deepcopy__(self, memo: dict[int, Any]) -> Parameter:
        found = memo.get(id(self))
        if found is None:  # (unlike other tensors, a Parameter is copied apart)
            found = _rebuilt(type(self), np.array(self._array), self.requires_grad)
            memo[id(self)] = found
        return found

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return _rebuilt, (type(self), np.array(self._array), self.requires_grad)


def _parameter(cls: type, array: Any, counter: Any, requires_grad: bool) -> Any:
    parameter: Any = object.__new__(cls)
    parameter._array = array
    parameter._edge = Leaf() if requires_grad else None
    parameter._grad = None
    parameter._counter = counter
    parameter._view = None
    return parameter


def _rebuilt(cls: type, array: Any, requires_grad: bool) -> Any:
    # The engine compares element types by identity, which pickling loses.
    data = wrap(array.view(dtypes.of_numpy(array.dtype).numpy))
    return _parameter(cls, data._array, data._shared_counter(), requires_grad)
