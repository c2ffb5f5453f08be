"""The table becomes methods and operators of Tensor, and answers NumPy's functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor
from . import compare, indexing, inplace, join, linalg, pointwise, views
from .rows import NUMPY, TABLE, register

register("getitem", indexing.getitem)

# Functions that are no methods of a tensor in PyTorch.
FUNCTIONS_ONLY = (
    "spread",
    "cat",
    "stack",
    "where",
    "hstack",
    "concat",
    "index_put_zeros",
    "index_add_zeros",
)

# Rows that only serve others.
INTERNAL = [
    "spread",
    "getitem",
    "index_put_zeros",
    "index_add_zeros",
    "add_scaled",
    "sub_scaled",
    "rsub",
    "pow_tensor",
    "number_pow",
    "sum_all",
    "sum_dim",
    "mean_all",
    "mean_dim",
    "max_all",
    "max_dim",
    "amax_dims",
    "min_all",
    "min_dim",
    "amin_dims",
    "where_tensors",
]

# Methods that have no function of that name (mg.float is a type).
METHODS_ONLY = [
    "to",
    "type_as",
    "double",
    "float",
    "half",
    "long",
    "int",
    "short",
    "bool",
    "view",
    "view_as",
    "expand",
    "expand_as",
    "contiguous",
    "reshape_as",
]


def _iterate(self: Tensor) -> Any:
    if self._array.ndim == 0:
        raise TypeError("iteration over a 0-d tensor")
    return iter(join.unbind(self))


def _matmul(self: Tensor, other: Any) -> Any:
    return linalg.matmul(self, other) if isinstance(other, Tensor) else NotImplemented


def _floor_divide(self: Tensor, other: Any) -> Any:
    quotient = pointwise.floor(pointwise.div(self.detach(), other))
    return quotient if self._array.dtype.kind == "f" else TABLE["to"](quotient, self.dtype)


OPERATORS = {
    "__add__": pointwise.add_tensors,
    "__radd__": pointwise.add_tensors,
    "__sub__": pointwise.sub_tensors,
    "__rsub__": pointwise.rsub,
    "__mul__": pointwise.mul,
    "__rmul__": pointwise.mul,
    "__truediv__": pointwise.div,
    "__rtruediv__": pointwise.rdiv,
    "__pow__": pointwise.pow_number,
    "__rpow__": pointwise.rpow,
    "__matmul__": _matmul,
    "__neg__": pointwise.neg,
    "__pos__": lambda self: self,
    "__abs__": pointwise.abs,
    "__eq__": compare.eq,
    "__ne__": compare.ne,
    "__lt__": compare.lt,
    "__le__": compare.le,
    "__gt__": compare.gt,
    "__ge__": compare.ge,
    "__and__": compare.bitwise_and,
    "__or__": compare.bitwise_or,
    "__xor__": compare.bitwise_xor,
    "__invert__": compare.bitwise_not,
    "__iadd__": TABLE["add_"],
    "__isub__": TABLE["sub_"],
    "__imul__": TABLE["mul_"],
    "__itruediv__": TABLE["div_"],
    "__ipow__": TABLE["pow_"],
    "__getitem__": indexing.getitem,
    "__setitem__": inplace.setitem,
    "__iter__": _iterate,
}


def attach() -> None:
    """Give Tensor its methods, its operators, and the attributes .T and .mT."""
    for name, op in TABLE.items():
        if name not in FUNCTIONS_ONLY and name not in INTERNAL:
            setattr(Tensor, name, op)
    for name, op in OPERATORS.items():
        setattr(Tensor, name, op)
    for name, op in (("T", views.all_reversed), ("mT", views.matrix_transpose)):
        setattr(Tensor, name, property(op))
    Tensor.__array_ufunc__ = _array_ufunc  # type: ignore[attr-defined]
    Tensor.__array_function__ = _array_function  # type: ignore[attr-defined]


def functions() -> dict[str, Any]:
    """What the face of the package offers from the table."""
    return {
        name: op for name, op in TABLE.items() if name not in INTERNAL and name not in METHODS_ONLY
    }


# ------------------------------------------------------------------ NumPy's functions


def _array_ufunc(self: Tensor, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
    """np.exp(t), array * t, np.add.reduce(t): the operation of the table that computes the same."""
    if options.pop("out", None) is not None:
        raise TypeError(
            f"np.{ufunc.__name__} cannot write a Tensor into an array (an array += tensor?): "
            "the graph would be lost. Write `array = array + tensor` instead."
        )
    if method == "reduce" and ufunc in (np.add, np.maximum, np.minimum):
        options.pop("dtype", None)
        axis = options.pop("axis", 0)
        name = {np.add: "sum", np.maximum: "amax", np.minimum: "amin"}[ufunc]
        return TABLE[name](inputs[0], axis, bool(options.pop("keepdims", False)))
    op = NUMPY.get(ufunc)
    if op is None or method != "__call__" or options:
        raise TypeError(_unsupported(f"np.{ufunc.__name__}", method, options))
    return op(*(_lifted(value, self) for value in inputs))


def _lifted(value: Any, beside: Tensor) -> Any:
    from .operands import operand

    return operand(value, beside._array) if isinstance(value, np.ndarray) else value


def _unsupported(name: str, method: str, options: dict[str, Any]) -> str:
    how = name if method == "__call__" else f"{name}.{method}"
    extra = f" with {', '.join(options)}" if options else ""
    return (
        f"{how}{extra} is not an operation that a Tensor records. Use the function of this name "
        "in minigrad if there is one, or tensor.detach().numpy() to leave the graph."
    )


def _array_function(
    self: Tensor, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    op = NUMPY.get(function)
    if op is None:
        raise TypeError(_unsupported(f"np.{function.__name__}", "__call__", {}))
    if "keepdims" in kwargs:
        kwargs["keepdim"] = kwargs.pop("keepdims")
    return op(*args, **kwargs)


NUMPY[np.swapaxes] = views.transpose
NUMPY[np.transpose] = lambda self, dims=None: (
    views.all_reversed(self) if dims is None else views.permute(self, *dims)
)
NUMPY[np.reshape] = views.reshape
NUMPY[np.squeeze] = lambda self, axis=None: views.squeeze(self, axis)
NUMPY[np.expand_dims] = lambda self, axis: views.unsqueeze(self, axis)
NUMPY[np.broadcast_to] = lambda self, shape: views.expand(self, *shape)
NUMPY[np.concatenate] = lambda tensors, axis=0: join.cat(list(tensors), axis)
NUMPY[np.stack] = lambda tensors, axis=0: join.stack(list(tensors), axis)
NUMPY[np.dot] = linalg.matmul
NUMPY[np.max] = TABLE["amax"]
NUMPY[np.min] = TABLE["amin"]
