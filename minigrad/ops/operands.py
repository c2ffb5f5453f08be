"""What stands on either side of an operator: numbers beside tensors, and mixed element types."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.arrays import dtypes
from ..engine.arrays.scalars import check_bits, wrapped
from ..engine.modes import mode
from ..engine.node import Node
from ..engine.outputs import record
from ..engine.placeholders import UNSHARED
from ..engine.tensor import Tensor, edge_of, wrap


def both_tensors(self: Any, other: Any, name: str) -> tuple[Tensor, Tensor] | None:
    """The two operands as Tensors, a Python or NumPy number beside a Tensor included."""
    if isinstance(self, Tensor):
        if isinstance(other, Tensor):
            return self, other
        other = operand(other, self._array)
        return None if other is None else (self, other)
    if isinstance(other, Tensor):
        self = operand(self, other._array)
        return None if self is None else (self, other)
    raise not_a_tensor(name, self)


def operand(value: Any, beside: Any) -> Tensor | None:
    """The tensor for a number or array that is used beside a tensor with the array `beside`."""
    if type(value) is int or type(value) is float:
        return number_tensor(value, beside)
    if isinstance(value, (bool, int, float, np.generic)):
        return _new_constant(value.item() if isinstance(value, np.generic) else value, beside)
    if isinstance(value, np.ndarray):
        return wrap(value)
    return None


def number_tensor(number: float, beside: Any) -> Constant:
    """The tensor for a Python number: of the type of `beside`, if its category allows.

    Numbers are kept, because making an array costs more than multiplying by it.
    """
    kind = beside.dtype if type(beside) is np.ndarray else type(beside)
    try:
        return (_floats if type(number) is float else _ints)[kind][number]
    except KeyError:
        return _kept(kind, number, beside)


def _kept(kind: Any, number: float, beside: Any) -> Constant:
    made = _new_constant(number, beside)
    known = (_floats if type(number) is float else _ints).setdefault(kind, {})
    # Not zero: 0.0 and -0.0 are one key. Not nan: it is never found again. And only what is
    # of the other's own type, because the default type may change.
    if (
        number
        and number == number
        and made._array.dtype is beside.dtype
        and len(known) < _MOST_CONSTANTS
    ):
        known[number] = made
    return made


# By what they stand beside (the type of an array's elements, or of a NumPy scalar) and by value;
# apart, because 2 == 2.0 is one key, and beside integers they are two things.
_ints: dict[Any, dict[float, Constant]] = {}
_floats: dict[Any, dict[float, Constant]] = {}
_MOST_CONSTANTS = 10_000


_new = object.__new__
_BOOL, _INT64 = np.dtype(np.bool_), np.dtype(np.int64)
HALF, SINGLE = np.dtype(np.float16), np.dtype(np.float32)


class Constant(Tensor):
    """The tensor that stands for a Python number beside a tensor; shared, so never handed out."""

    __slots__ = ("number",)
    number: float

    def _as_saved(self) -> Tensor:
        # int64 by name: in a browser NumPy's own choice for a Python int has 32 bits.
        kind = np.int64 if type(self.number) is int else None
        return wrap(np.asarray(self.number, kind)[()])


def _new_constant(number: Any, beside: Any) -> Constant:
    kind = beside.dtype
    if isinstance(number, bool):
        kind = _BOOL
    elif isinstance(number, float) and kind.kind != "f":
        kind = dtypes.get_default_dtype().numpy
    elif kind.kind == "b":
        kind = _INT64
        if number >= 1 << 63:
            check_bits(number)
            raise RuntimeError(
                "Promotion for uint16, uint32, uint64 types is not supported, "
                "attempted to promote Bool and UInt64"
            )
    elif kind is HALF:
        kind = SINGLE  # a product or quotient is computed with the whole number, then rounded
    array: Any
    if type(beside) is np.ndarray:
        plain = -128 <= number <= 127 and kind.kind == "f"
        array = np.array(number if plain else wrapped(number, kind), kind)
        array.flags.writeable = False
    else:
        array = wrapped(number, kind)
    constant: Constant = _new(Constant)
    constant._array = array
    constant._edge = None
    constant._grad = None
    constant._counter = UNSHARED
    constant._view = None
    constant.number = number
    return constant


def broadcast_error(x: Any, y: Any, error: Exception) -> RuntimeError:
    """PyTorch's words for two shapes that do not broadcast; other errors keep NumPy's words."""
    ndim = max(x.ndim, y.ndim)
    a = (1,) * (ndim - x.ndim) + x.shape
    b = (1,) * (ndim - y.ndim) + y.shape
    for dim in reversed(range(ndim)):
        if a[dim] != b[dim] and 1 not in (a[dim], b[dim]):
            return RuntimeError(
                f"The size of tensor a ({a[dim]}) must match the size of tensor b ({b[dim]}) "
                f"at non-singleton dimension {dim}"
            )
    return RuntimeError(str(error))


def shape_together(*tensors: Tensor) -> tuple[int, ...]:
    """The shape that tensors broadcast to; PyTorch's error for the first that does not fit."""
    together = tensors[0]._array
    for tensor in tensors[1:]:
        array = tensor._array
        if array.shape != together.shape:
            try:
                shape = np.broadcast_shapes(together.shape, array.shape)
            except ValueError as error:
                raise broadcast_error(together, array, error) from None
            together = np.broadcast_to(0, shape)
    return together.shape


def not_a_tensor(name: str, value: Any, argument: str = "input", position: int = 1) -> TypeError:
    """PyTorch's words for a function that was called on something that is no tensor."""
    kind = type(value).__name__
    if type(value).__module__ == "numpy":
        kind = f"numpy.{kind}"
    return TypeError(
        f"{name}(): argument '{argument}' (position {position}) must be Tensor, not {kind}"
    )


# ------------------------------------------------------------------ mixed element types


class Cast(Node):
    """The change of type that a mixed operation makes by itself: readers of the graph look
    through it, as PyTorch casts the gradient without a node."""

    __slots__ = ("dtype", "source")
    dtype: Any
    source: Tensor

    def apply(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        return (grad.astype(self.dtype),)

    def apply_recorded(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        return (cast(grad, self.dtype),)

    def as_edge(self) -> tuple[Node, int]:
        through = self.next[0]
        assert through is not None
        return through.as_edge()


class _CastTensor(Tensor):
    __slots__ = ()

    def _as_saved(self) -> Tensor:
        return self._edge.source if type(self._edge) is Cast else self


def same_dtype(*tensors: Tensor) -> list[Tensor]:
    """The operands in the element type that PyTorch's promotion gives for them."""
    kind = tensors[0]._array.dtype
    if all(t._array.dtype is kind for t in tensors):
        return list(tensors)
    kind = common_dtype(*tensors)
    return [t if t._array.dtype is kind else _operand(t, kind) for t in tensors]


def common_dtype(*tensors: Tensor) -> np.dtype:
    """The element type that PyTorch's promotion gives for these operands together."""
    kind = dtypes.promoted(*[tensor._array for tensor in tensors])
    if kind is SINGLE:  # a number beside half precision is kept in float32, but changes nothing
        own = [t._array for t in tensors if type(t) is not Constant]
        if any(a.dtype is HALF for a in own):
            return dtypes.promoted(*own)
    return kind


class Operand(Tensor):
    """A tensor in another type for one operation: what is saved, and may be modified, is the
    tensor itself."""

    __slots__ = ("source",)
    source: Tensor

    def _as_saved(self) -> Tensor:
        return self.source._as_saved()


def _operand(source: Tensor, kind: Any) -> Operand:
    made = cast(source, kind)
    operand: Operand = _new(Operand)
    operand._array = made._array
    operand._edge = made._edge
    operand._grad = None
    operand._counter = source._shared_counter()
    operand._view = None
    operand.source = source
    return operand


def cast(tensor: Tensor, numpy_dtype: Any) -> Tensor:
    """`tensor` in another type, as an implicit step of an operation."""
    if tensor._array.dtype is numpy_dtype:
        return tensor
    array = tensor._array.astype(numpy_dtype)
    out = wrap(array)
    if tensor._edge is not None and mode.enabled:
        node = Cast((edge_of(tensor),), array.shape)
        node.dtype = tensor._array.dtype
        node.source = tensor
        out.__class__ = _CastTensor
        record(node, out)
    return out


def result_in(kind: Any, result: Tensor) -> Tensor:
    """A result in another type, for the caller to keep: of no class of the engine's own."""
    out: Any = cast(result, kind)
    kind = out.__class__
    if kind is _CastTensor:
        out.__class__ = Tensor
    return out


def in_requested(tensor: Tensor, dtype: Any) -> Tensor:
    """`tensor` in the type that a call asks for by `dtype=`; its result must have a history."""
    kind = dtypes.to_numpy(dtype)
    if tensor._edge is not None and mode.enabled and kind.kind != "f":
        raise RuntimeError(f"Autograd not support dtype: {dtypes.of_numpy(kind).tensor_type}")
    return cast(tensor, kind)


# ------------------------------------------------------------------ computed in another type


def in_single(op: Any, tensors: tuple[Tensor, ...], arguments: tuple[Any, ...] = ()) -> Tensor:
    """An operation of half precision: computed in float32, its result rounded once.

    So are its derivatives: what they use are the operands in float32.
    """
    wide = [_operand(t, SINGLE) if getattr(t._array, "dtype", None) is HALF else t for t in tensors]
    # Who watches the graph sees the node when it is what it will be.
    watcher, enabled = mode.watcher, mode.enabled
    if watcher is not None and enabled:
        mode.watcher, mode.enabled = None, True
    try:
        out = op(*wide, *arguments)
    finally:
        mode.watcher, mode.enabled = watcher, enabled
    out._array = out._array.astype(HALF)
    node = out._edge
    if node is not None:
        if node.saved_result:
            node.result = out._array
        of_type(node, SINGLE)
        if watcher is not None:
            watcher.made(node)
    return out


def with_a_number(op: Any, self: Tensor, other: Tensor) -> Tensor | None:
    """What PyTorch does for half precision times or over one number: take the number whole."""
    if other._array.ndim or common_dtype(self, other) is not HALF:
        return None
    return in_single(op, (self, other if other._array.dtype is SINGLE else _operand(other, SINGLE)))


def of_type(node: Node, kind: Any) -> None:
    """Let a node take its gradient in the type that it computed in.

    Its result may have been rounded, or written into a tensor of another type.
    """
    cls = type(node)
    if (cls, kind) not in _of_types:

        def apply(node: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
            return cls.apply(node, grad.astype(kind), keep)

        def apply_recorded(node: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
            return cls.apply_recorded(node, cast(grad, kind), keep)

        body: dict[str, Any] = {"__slots__": (), "__module__": cls.__module__}
        body |= {"apply": apply, "apply_recorded": apply_recorded}
        _of_types[cls, kind] = type(cls.__name__, (cls,), body)
    node.__class__ = _of_types[cls, kind]


_of_types: dict[tuple[type, Any], type] = {}
