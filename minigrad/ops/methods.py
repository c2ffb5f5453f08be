"""The table becomes methods and operators of Tensor, and answers NumPy's functions."""

from __future__ import annotations

import sys
from typing import Any

from ..engine.tensor import Tensor
from .absent import METHODS, AbsentMethod
from .calls import written
from .elementwise import compare, elementary, pointwise, remainders
from .matrices import linalg
from .numpys import array_function, array_ufunc
from .places import indexing
from .rows import FACES, LISTENERS, OF_ONE, TABLE, Face, register
from .shapes import apart, orders
from .signatures import explained
from .writing import overwriting

register("getitem", indexing.getitem)


def _iterate(self: Tensor) -> Any:
    if self._array.ndim == 0:
        raise TypeError("iteration over a 0-d tensor")
    return iter(apart.unbind(self))


def _matmul(self: Tensor, other: Any) -> Any:
    return linalg.matmul(self, other) if isinstance(other, Tensor) else NotImplemented


def _rfloor_divide(self: Tensor, other: Any) -> Any:
    return remainders.divided(other, self.detach(), "floor")


def _positive(self: Tensor) -> Tensor:
    if self._array.dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return self


def _inverted(self: Tensor) -> Tensor:
    if self._array.dtype.kind == "f":
        raise TypeError(
            "~ (operator.invert) is only implemented on integer and Boolean-type tensors"
        )
    return compare.bitwise_not(self)


OPERATORS = {
    "__add__": pointwise.add_tensors,
    "__radd__": pointwise.add_tensors,
    "__sub__": pointwise.sub_tensors,
    "__rsub__": pointwise.rsub,
    "__mul__": pointwise.mul,
    "__rmul__": pointwise.mul,
    "__truediv__": pointwise.div,
    "__rtruediv__": pointwise.rdiv,
    "__floordiv__": remainders.floor_divide,
    "__rfloordiv__": _rfloor_divide,
    "__mod__": remainders.remainder,
    "__rmod__": remainders.rremainder,
    "__pow__": pointwise.pow_number,
    "__rpow__": pointwise.rpow,
    "__matmul__": _matmul,
    "__neg__": pointwise.neg,
    "__pos__": _positive,
    "__abs__": elementary.abs,
    "__eq__": compare.eq,
    "__ne__": compare.ne,
    "__lt__": compare.lt,
    "__le__": compare.le,
    "__gt__": compare.gt,
    "__ge__": compare.ge,
    "__and__": compare.bitwise_and,
    "__or__": compare.bitwise_or,
    "__xor__": compare.bitwise_xor,
    "__rand__": compare.bitwise_and,
    "__ror__": compare.bitwise_or,
    "__rxor__": compare.bitwise_xor,
    "__invert__": _inverted,
    "__lshift__": compare.left_shift,
    "__rshift__": compare.right_shift,
    "__rlshift__": lambda self, other: compare.left_shift(other, self),
    "__rrshift__": lambda self, other: compare.right_shift(other, self),
    "__iadd__": TABLE["add_"],
    "__isub__": TABLE["sub_"],
    "__imul__": TABLE["mul_"],
    "__itruediv__": TABLE["div_"],
    "__ipow__": TABLE["pow_"],
    **{
        f"__i{operator}__": TABLE[f"{name}_"]
        for operator, name in {
            "floordiv": "floor_divide",
            "mod": "remainder",
            "and": "bitwise_and",
            "or": "bitwise_or",
            "xor": "bitwise_xor",
            "lshift": "bitwise_left_shift",
            "rshift": "bitwise_right_shift",
        }.items()
    },
    "__getitem__": indexing.getitem,
    "__setitem__": overwriting.setitem,
    "__iter__": _iterate,
}


PROPERTIES = {
    "T": orders.all_reversed,
    "mT": orders.matrix_transpose,
    "H": orders.adjoint,
    "mH": orders.matrix_transpose,  # (the numbers here are real)
}


def attach() -> None:
    """Give Tensor its methods, its operators, and attributes such as .T."""
    for name, face in FACES.items():
        if face.method:
            setattr(Tensor, name, method(name, TABLE[name], face.forms))
    for name, op in OPERATORS.items():
        setattr(Tensor, name, op)
    for name, op in PROPERTIES.items():
        setattr(Tensor, name, property(op))
    for name in METHODS.split():
        setattr(Tensor, name, AbsentMethod(name))
    Tensor.__array_ufunc__ = array_ufunc  # type: ignore[attr-defined]
    Tensor.__array_function__ = array_function  # type: ignore[attr-defined]
    LISTENERS.append(newcomer)


def newcomer(name: str, op: Any, face: Face) -> None:
    """An operation that was added when all this was done: a method, and a function of minigrad.

    Raises ValueError for a name that is taken. (A row of one's own may be written again.)
    """
    package = sys.modules["minigrad"]
    if name not in ADDED and (hasattr(Tensor, name) or name in vars(package)):
        raise ValueError(f"minigrad has {name!r} already: an operation needs a name of its own")
    ADDED.add(name)
    setattr(Tensor, name, method(name, op, face.forms))
    setattr(package, name, function(name, op, face.forms))


ADDED: set[str] = set()


def method(name: str, op: Any, forms: tuple[str, ...]) -> Any:
    """The method for a row; where nothing can be said but the tensor, the operation itself."""
    if forms in ((), OF_ONE):
        if op.__name__ == name:
            op.__module__, op.__qualname__ = "minigrad", f"Tensor.{name}"  # (pickle looks there)
        return op
    return written(name, forms, op, method=True)


def function(name: str, op: Any, forms: tuple[str, ...]) -> Any:
    """The function for a row."""
    return written(name, forms, op) if forms else explained(name, op, "minigrad")


def functions() -> dict[str, Any]:
    """What the face of the package offers from the table."""
    return {n: function(n, TABLE[n], face.forms) for n, face in FACES.items() if face.function}
