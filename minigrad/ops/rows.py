"""What turns a row of the operations table into an operation.

A row names an operation, says how to compute it on arrays, and gives the derivative for each
input. From the row follow the function, the method, the name of the node, what the node saves,
and the derivative of the derivative:

    mul = binary("mul", lambda self, other: self * other,
                 self=lambda grad, other: grad * other,
                 other=lambda grad, self: grad * self)

The names of a formula's parameters say what it needs (see nodes.py); what a formula needs is
saved only if the input that the formula is for requires grad.

`unary` and `binary` are for elementwise operations, `row` is for all others. The operation itself
is written from the row (see written.py).
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np

from ..engine.arrays import dtypes
from ..engine.tensor import Tensor, wrap
from .nodes import Formula, Names, argument_names
from .written import BINARY, ROW, UNARY, UNARY_AND_NUMBER, Operation

# Every operation by its name: what the face of the package and the methods are made from.
TABLE: dict[str, Callable[..., Any]] = {}

# The operation that answers each of NumPy's functions when a Tensor is among the arguments.
NUMPY: dict[Any, Callable[..., Any]] = {}

# The operations of `unary` and `binary`: these say themselves what is no tensor.
ELEMENTWISE: set[Callable[..., Any]] = set()


class Face(NamedTuple):
    """How users call an operation: its forms, PyTorch's signatures (see calls.py).

    Without forms it is called as it is defined. function, method: which of both it is.
    """

    forms: tuple[str, ...] = ()
    function: bool = True
    method: bool = True


# What of the table users see; all other rows serve these.
FACES: dict[str, Face] = {}

# Who hears of each new operation: once Tensor has its methods, they get those that come later.
LISTENERS: list[Callable[[str, Any, Face], None]] = []

OF_ONE = ("(Tensor input, *, Tensor out=None)",)
OF_TWO = ("(Tensor input, Tensor other, *, Tensor out=None)",)
AND_A_NUMBER = (*OF_TWO, "(Tensor input, Scalar other, *, Tensor out=None)")


def register(
    name: str,
    op: Callable[..., Any],
    numpy: Any = None,
    doc: str = "",
    face: Face | None = None,
) -> Callable[..., Any]:
    """Enter an operation in the table, and as the answer to NumPy's function of that kind.

    face: how users call it; None if it only serves other operations.
    """
    if face is not None:
        for listener in LISTENERS:
            listener(name, op, face)
        FACES[name] = face
    op.__name__ = op.__qualname__ = name
    op.__doc__ = doc or op.__doc__
    TABLE[name] = op
    if numpy is not None:
        NUMPY[numpy] = op
    return op


def operation(
    *forms: str,
    name: str = "",
    numpy: Any = None,
    function: bool = True,
    method: bool = True,
) -> Callable[[Any], Any]:
    """Enter the decorated function as an operation that is called in these forms."""

    def entered(op: Callable[..., Any]) -> Callable[..., Any]:
        own = name or op.__name__
        return register(own, op, numpy, face=Face(forms, function, method))

    return entered


# ------------------------------------------------------------------ elementwise, one input


def unary(
    name: str,
    forward: Callable[..., Any],
    derivative: Formula,
    *,
    node: str | None = None,
    numpy: Any = None,
    accepts: Callable[[Any], Any] | None = None,
    otherwise: Callable[[Any, Any], Any] | None = None,
    single: bool = False,
    doc: str = "",
    public: bool = True,
    forms: tuple[str, ...] | None = OF_ONE,
) -> Callable[..., Tensor]:
    """An elementwise operation of one tensor and, if `forward` has a second parameter, a number.

    derivative: a formula of `grad` and, as far as it needs them, of `self` or `result`, and of
        the `number`.
    node: the name of the node, if it does not follow from `name`.
    numpy: NumPy's function of that kind, if `forward` is not it.
    accepts: makes the array that `forward` gets from one that does not require grad (integers
        become floats unless this says otherwise).
    otherwise: what to do when the second operand is no number, or nothing requires grad.
    single: half precision is computed in float32, and rounded once at the end.
    forms: how users call it; None if it only serves other operations.
    """
    number = argument_names(forward)[1:] if isinstance(forward, FunctionType) else ()
    op = Operation(
        UNARY_AND_NUMBER if number else UNARY,
        name,
        forward,
        {"self": derivative},
        node,
        arguments=("number",) if number else (),
        single=single,
        shown_as={"number": number[0]} if number else None,
        accepts=accepts or as_float,
        otherwise=otherwise,
    ).op
    if number:
        op.__defaults__ = (None,)
    ELEMENTWISE.add(op)
    if numpy is None and isinstance(forward, np.ufunc):
        numpy = forward
    return register(name, op, numpy, doc, _face(forms)) if public else op


def _face(forms: tuple[str, ...] | None) -> Face | None:
    return None if forms is None else Face(forms)


def as_float(array: Any) -> Any:
    """Integers and bools become the default float; floats stay what they are."""
    return array if array.dtype.kind == "f" else array.astype(dtypes.get_default_dtype().numpy)


def floated(tensor: Tensor) -> Tensor:
    """An integer tensor as the default float type; any float tensor as it is."""
    return tensor if tensor._array.dtype.kind == "f" else wrap(as_float(tensor._array))


def as_it_is(array: Any) -> Any:
    """For operations that have a meaning on integers: no conversion."""
    return array


# ------------------------------------------------------------------ elementwise, two inputs


def binary(
    name: str,
    forward: Callable[[Any, Any], Any],
    *,
    self: Formula,
    other: Formula,
    node: str | None = None,
    numpy: Any = None,
    accepts: Callable[[Tensor, Tensor], tuple[Any, Any]] | None = None,
    mixed: Callable[[Any, Tensor, Tensor], Tensor | None] | None = None,
    shown_as: dict[str, str] | None = None,
    values: dict[str, Any] | None = None,
    doc: str = "",
    forms: tuple[str, ...] | None = OF_TWO,
) -> Callable[[Any, Any], Tensor]:
    """An elementwise operation of two tensors of shapes that broadcast, or of one and a number.

    self, other: the derivative for each input, before it is summed to the input's shape.
    accepts: makes the arrays that `forward` gets from two tensors that do not require grad.
    mixed: gets the operation and two operands of different types first, and may compute the
        result itself, or refuse them.
    shown_as: what PyTorch calls an input that it does not call `self` or `other`.
    values: what else a reader of the node finds saved.
    """
    op = Operation(
        BINARY,
        name,
        forward,
        {"self": self, "other": other},
        node,
        shown_as=shown_as,
        also_saved=values,
        accepts=accepts,
        mixed=mixed,
    ).op
    ELEMENTWISE.add(op)
    if numpy is None and isinstance(forward, np.ufunc):
        numpy = forward
    return register(name, op, numpy, doc, _face(forms))


# ------------------------------------------------------------------ everything else


def row(
    name: str,
    forward: Callable[..., Any],
    *,
    node: str | None = None,
    numpy: Any = None,
    tensors: Names = (),
    single: bool = False,
    records: bool = False,
    doc: str = "",
    public: bool = True,
    forms: tuple[str, ...] = (),
    **derivatives: Formula,
) -> Callable[..., Tensor]:
    """An operation with any number of tensor inputs, then arguments.

    derivatives: for each differentiable input, by its name, the formula for its gradient, of the
        input's own shape. `self_sym_sizes` in a formula is the shape of the input `self`.
    tensors: parameters after those that are tensors too but have no derivative, as a mask.
    single: half precision is computed in float32, and rounded once at the end.
    records: what was computed otherwise can be recorded by `op.record(out, *arguments)`.
    The operation takes the parameters of `forward`, by position.
    """
    names = argument_names(forward)
    first = (*derivatives, *tensors)
    if names[: len(first)] != first:
        raise TypeError(f"{name}: forward must take {first} first, not {names}")
    op = Operation(
        ROW,
        name,
        forward,
        derivatives,
        node,
        tensors,
        names[len(first) :],
        single=single,
        records=records,
    ).op
    op.tensors = first
    return register(name, op, numpy, doc, _face(forms)) if public else op
