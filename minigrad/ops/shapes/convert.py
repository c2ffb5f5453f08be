"""The element type changed on request: `to`, `float`, `long`, ... and copies of the values."""

from __future__ import annotations

from typing import Any

from ..._tensor import Tensor, edge_of, wrap
from ...arrays import dtypes
from ...modes import mode
from ...node import Node, new_order
from ..operands import cast
from ..rows import register


class ToCopyBackward0(Node):
    """A change of element type: the gradient changes back."""

    __slots__ = ("dtype",)
    dtype: Any

    def apply(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        return (grad.astype(self.dtype),)

    def apply_recorded(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        return (cast(grad, self.dtype),)


def to(self: Tensor, dtype: Any, copy: bool = False) -> Tensor:
    """The tensor with another element type; itself when it has that type already.

    dtype: a minigrad dtype, or a tensor whose type is taken. There is one device, the CPU.

    >>> import minigrad as mg
    >>> mg.tensor([1.7, -1.7]).to(mg.int64)
    tensor([ 1, -1])
    """
    if isinstance(dtype, Tensor):
        dtype = dtype.dtype
    if dtype in ("cpu", "cpu:0"):
        dtype = self.dtype
    if not isinstance(dtype, dtypes.dtype):
        raise RuntimeError(
            f"to(): expected a minigrad dtype, a tensor, or the device 'cpu' (the only one), "
            f"but got {dtype!r}"
        )
    if dtype.numpy == self._array.dtype and not copy:
        return self
    out = wrap(self._array.astype(dtype.numpy))
    if mode.enabled and self._edge is not None and dtype.is_floating_point:
        node = ToCopyBackward0()
        node.next = (edge_of(self),)
        node.order = new_order()
        node.shape = self._array.shape
        node.hooks = None
        node.versions = 0
        node.dtype = self._array.dtype
        out._edge = node
        if mode.enabled is not True:
            mode.enabled.made(node)
    return out


def reinterpreted(self: Tensor, dtype: dtypes.dtype) -> Tensor:
    """The same bytes as elements of another type; the last length changes with their size.

    No gradient passes. Raises RuntimeError where the bytes cannot be cut into such elements.
    """
    array, kind = self._shared_array(), dtype.numpy
    if kind.itemsize != array.dtype.itemsize:
        how = f"to view {self.dtype.tensor_type} as {dtype.tensor_type} (different element sizes)"
        times = max(kind.itemsize // array.dtype.itemsize, 1)
        if array.ndim == 0:
            raise RuntimeError(f"self.dim() cannot be 0 {how}")
        if self.stride()[-1] != 1:
            raise RuntimeError(f"self.stride(-1) must be 1 {how}, but got {self.stride()[-1]}")
        if array.shape[-1] % times:
            raise RuntimeError(
                f"self.size(-1) must be divisible by {times} {how}, but got {array.shape[-1]}"
            )
    out = wrap(array.view(kind))
    out._counter = self._shared_counter()
    return out


def cpu(self: Tensor) -> Tensor:
    """The tensor itself: there is no other device that it could be on."""
    return self


def type_(self: Tensor, dtype: dtypes.dtype | None = None) -> Any:
    """The name of the tensor's type, as 'torch.FloatTensor'; with a dtype the same as `to`."""
    return f"torch.{self.dtype.tensor_type}Tensor" if dtype is None else to(self, dtype)


register("to", to)
register("type_as", to)
register("cpu", cpu)
register("type", type_)


def conversion(name: str, dtype: dtypes.dtype) -> None:
    """The method for one type, as `x.double()`."""

    def op(self: Tensor) -> Tensor:
        return to(self, dtype)

    register(name, op, doc=f"The tensor as {dtype.name}; itself when it is that already.")


for _name, _dtype in dtypes.SHORT_NAMES.items():
    conversion(_name, _dtype)
