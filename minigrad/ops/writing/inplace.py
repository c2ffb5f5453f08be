"""Operations that overwrite their tensor: `x.add_(1)`, `x *= 2`, `x.zero_()`.

An in-place operation is the ordinary one, its result written back: the tensor keeps its identity
and its memory, takes over the result's place in the graph, and its version grows by one. Whoever
saved the old values finds out by the version.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...engine.arrays import dtypes
from ...engine.arrays.sharing import INFERENCE, View
from ...engine.modes import mode
from ...engine.node import Node
from ...engine.placeholders import UNSHARED
from ...engine.tensor import Tensor, wrap
from ..operands import Operand, cast, number_tensor, of_type
from ..places.masks import filled_by_mask
from ..places.slices import filled_by_index
from ..rows import FACES, TABLE, register, row
from .overlap import check_apart
from .rewrite import check_writable, rebase


def in_place(name: str, op: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The in-place form of an elementwise operation."""
    ufunc = UFUNCS.get(name)
    read = slice(READ.get(name))  # which arguments are read while it is written
    clamping = name.startswith("cl")
    plain = not name.startswith(("index_", "scatter_"))  # place by place

    def op_(self: Tensor, *arguments: Any, **options: Any) -> Tensor:
        if ufunc is not None and not (mode.enabled or options) and at_once(ufunc, self, *arguments):
            return self
        given = (*arguments, *options.values()) if options else arguments
        check_writable(self, *given)
        if plain and type(self._view) is not View:
            for other in given:
                if type(other) is Tensor and other._array.base is not None:
                    check_apart(self._array, given[read])
        else:
            check_apart(self._array, given[read], plain)
        result = op(self, *arguments, **options)
        if result is NotImplemented:
            raise TypeError(f"{name}(): unsupported operand type {type(arguments[0]).__name__!r}")
        check_fits(self, result, clamping and not any(isinstance(v, Tensor) for v in given))
        write_back(self, result)
        return self

    op_.__wrapped__ = op  # type: ignore[attr-defined]
    of_one = FACES[name[:-1]]
    forms = tuple(without_out(f) for f in of_one.forms if "Scalar self" not in f)
    return register(
        name,
        op_,
        doc=f"As `{name[:-1]}`, written into the tensor itself.",
        face=of_one._replace(forms=forms, function=name[:-1] in FUNCTIONS),
    )


def without_out(form: str) -> str:
    """A form of an operation as that of its in-place twin."""
    return (
        form.replace("*, Tensor out=None", "").replace(", Tensor out=None", "").replace(", )", ")")
    )


READ = {"index_fill_": 2, "masked_fill_": 1, "masked_scatter_": 1}
UFUNCS = {"add_": np.add, "sub_": np.subtract, "mul_": np.multiply, "div_": np.divide}


def at_once(ufunc: np.ufunc, self: Tensor, other: Any) -> bool:
    """Let NumPy overwrite the memory itself, if nothing is recorded and nothing is in the way.

    This is where a training step updates its parameters: `p.sub_(rate * p.grad)` under no_grad.
    """
    array, counter = self._array, self._counter
    if type(array) is not np.ndarray or array.base is not None or self._view is not None:
        return False
    kind = type(other)
    if kind is int or kind is float:
        other = number_tensor(other, array)
    elif kind is not Tensor or other._array.shape != array.shape:
        return False
    operand = other._array
    if operand.base is array:
        return False
    if operand.dtype is not array.dtype or array.dtype.kind != "f" or counter is INFERENCE:
        return False
    ufunc(array, operand, array)
    if counter is UNSHARED:
        self._counter = [1]
    else:
        counter[0] += 1
    return True


def check_fits(self: Tensor, result: Tensor, c_name: bool = False) -> None:
    """The result must have this tensor's shape, and a type of no higher category.

    c_name: whether the error calls the tensor's type as C++ does.
    """
    have, got = self._array, result._array
    if have.shape != got.shape:
        raise RuntimeError(
            f"output with shape {list(have.shape)} doesn't match the broadcast shape "
            f"{list(got.shape)}"
        )
    if dtypes.rank(got) > dtypes.rank(have):
        raise RuntimeError(
            f"result type {result.dtype.tensor_type} can't be cast to the desired output type "
            f"{self.dtype.c_name if c_name else self.dtype.tensor_type}"
        )


def write_back(self: Tensor, result: Tensor) -> None:
    """Put the result's values and history in the place of this tensor's own."""
    node = result._edge
    recorded = isinstance(node, Node)
    if recorded and "self" in node.saved_inputs:
        if node.self is self:
            node.self = _as_it_was(self)
        elif type(node.self) is Operand and node.self.source is self:
            node.self.source = _as_it_was(self)
            node.self._counter = node.self.source._counter
    self._write(result._array)
    if recorded and node.saved_result and node.result is result._array:
        node.result, node.counter = self._array, self._counter
        node.versions += self._counter[0]
    if recorded and result._array.dtype != self._array.dtype:
        of_type(node, result._array.dtype)
    if recorded or self._view is not None:
        rebase(self, result)


def _as_it_was(self: Tensor) -> Tensor:
    """A copy of the old values with the old history, for a node that saved them."""
    old = wrap(np.copy(self._array)[()])
    old._edge = self._edge
    old._counter = (self._counter[0],)
    return old


# ------------------------------------------------------------------ which operations have one

# A function too.
FUNCTIONS = (
    "neg", "reciprocal", "square", "sqrt", "rsqrt", "exp", "exp2", "expm1", "log", "log2",
    "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
    "asinh", "acosh", "atanh", "relu", "sigmoid", "abs", "floor", "ceil", "round", "trunc",
    "frac", "erf", "erfc", "sinc", "logit", "clamp", "clip", "clamp_min", "clamp_max",
    "nan_to_num", "xlogy", "deg2rad", "rad2deg",
)  # fmt: skip

# A method only.
METHODS = (
    "add", "sub", "mul", "div", "pow", "sign", "atan2", "fmod", "remainder", "lerp", "addcmul",
    "addcdiv", "masked_scatter", "index_add", "index_copy", "scatter", "scatter_add", "tril",
    "triu", "cumsum", "cumprod", "logical_not", "logical_and", "logical_or", "logical_xor",
    "bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift",
    "bitwise_right_shift", "bitwise_not", "erfinv", "lgamma", "digamma",
    "copysign", "hypot", "true_divide",
)  # fmt: skip


def _overwriting(name: str, node: str, derivative: Callable[[Any], Any]) -> Callable[..., Any]:
    """The form for writing of an operation whose results have no history of their own.

    Written into a tensor that has one, they end it: what was there before has no part in them.
    """
    op = TABLE[name]
    of_number, of_tensors = (
        row(f"{name}_number", lambda self, values: values, self=derivative,
            node=node.format(0), public=False),
        row(f"{name}_tensors", lambda self, other, values: values, self=derivative,
            other=derivative, node=node.format(1), public=False),
    )  # fmt: skip

    def written(self: Tensor, other: Any) -> Tensor:
        result = op(self, other)
        if result is NotImplemented or result._array.shape != self._array.shape:
            return result
        values = result._array
        if values.dtype.kind == "b":
            values = values.astype(self._array.dtype)
        if isinstance(other, Tensor):
            return of_tensors(self, cast(other, self._array.dtype), values)
        return of_number(self, values)

    return written


def _refused(name: str) -> Callable[[Any], Any]:
    def derivative(grad: Any) -> Any:
        raise RuntimeError(f"derivative for aten::{name}_ is not implemented")

    return derivative


def _without_derivative(name: str) -> Callable[[Tensor], Tensor]:
    """What is recorded in place by an operation that PyTorch differentiates only elsewhere."""

    def derivative(grad: Any) -> Any:
        raise NotImplementedError(
            f"the derivative for 'inplace version of {name}' is not implemented."
        )

    values = row(f"{name}_values", lambda self, values: values, self=derivative,
                 node=f"{name.capitalize()}Backward1", public=False)  # fmt: skip
    return lambda self: values(self, TABLE[name](self.detach())._array)


def add_in_place_forms() -> None:
    """Give every operation of the list that is in the table its in-place form."""
    for name in ("eq", "ne", "lt", "le", "gt", "ge"):
        node = f"{name.capitalize()}Backward{{}}"
        in_place(f"{name}_", _overwriting(name, node, lambda grad: np.zeros_like(grad)))
    in_place(
        "floor_divide_", _overwriting("floor_divide", "NotImplemented", _refused("floor_divide"))
    )
    for name in ("acosh", "asinh", "atanh"):
        in_place(f"{name}_", _without_derivative(name))
    for name, op in (("masked_fill", filled_by_mask), ("index_fill", filled_by_index)):
        in_place(f"{name}_", op)
    for name in FUNCTIONS + METHODS:
        if name in TABLE and f"{name}_" not in TABLE:
            in_place(f"{name}_", TABLE[name])


add_in_place_forms()
