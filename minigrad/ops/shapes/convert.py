"""The element type changed on request: `to`, `float`, `long`, ... and copies of the values."""

from __future__ import annotations

from typing import Any

from ...engine.arrays import dtypes
from ...engine.modes import mode
from ...engine.node import Node
from ...engine.outputs import record
from ...engine.tensor import Tensor, edge_of, wrap
from ..operands import cast, not_a_tensor
from ..rows import Face, operation, register


class ToCopyBackward0(Node):
    """A change of element type: the gradient changes back."""

    __slots__ = ("dtype",)
    dtype: Any

    def apply(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        return (grad.astype(self.dtype),)

    def apply_recorded(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        return (cast(grad, self.dtype),)


def check_device(device: Any) -> None:
    """Refuse any other device than the CPU, the only one, or what is no device at all.

    Raises TypeError for a dtype in the place of a device, RuntimeError for another device.
    """
    if isinstance(device, (dtypes.dtype, bool)):
        kind = "torch.dtype" if isinstance(device, dtypes.dtype) else "bool"
        raise TypeError(f"argument 'device' must be torch.device, not {kind}")
    if device is not None and str(device) not in ("cpu", "cpu:0"):
        raise RuntimeError(f"minigrad computes on the device 'cpu' only, but got {device!r}")


_FORMS = {  # the parameters by position, by what stands first
    "dtype": ("dtype", "non_blocking", "copy"),
    "device": ("device", "dtype", "non_blocking", "copy"),
    "other": ("other", "non_blocking", "copy"),
}


@operation(function=False)
def to(self: Tensor, *args: Any, **options: Any) -> Tensor:
    """The tensor with another element type; itself when it has that type already.

    to(dtype, non_blocking=False, copy=False), to(device, dtype, non_blocking, copy) or
    to(other, non_blocking, copy), where `other` is a tensor whose type is taken. There is one
    device, the CPU. Raises TypeError for other arguments, RuntimeError for another device.

    >>> import minigrad as mg
    >>> mg.tensor([1.7, -1.7]).to(mg.int64)
    tensor([ 1, -1])
    """
    if len(args) == 1 and not options and isinstance(args[0], dtypes.dtype):
        return converted(self, args[0])
    first = args[0] if args else options.get("other")
    form = "dtype" if isinstance(first, dtypes.dtype) else "device"
    if isinstance(first, Tensor):
        form = "other"
    names = _FORMS[form]
    given = dict(zip(names, args, strict=False)) | options
    dtype = given["other"].dtype if form == "other" else given.get("dtype")
    fits = len(args) <= len(names) and given.keys() <= {*names, "memory_format"}
    if (
        not fits
        or len(given) < len(args) + len(options)
        or not (dtype is None or isinstance(dtype, dtypes.dtype))
        or isinstance(given.get("device"), (bool, int, float))
    ):
        types = ", ".join(type(value).__name__ for value in (*args, *options.values()))
        raise TypeError(
            f"to() received an invalid combination of arguments - got ({types}), but expected "
            "(device, dtype, non_blocking, copy), (dtype, non_blocking, copy) or "
            "(Tensor other, non_blocking, copy)"
        )
    check_device(given.get("device"))
    return converted(self, self.dtype if dtype is None else dtype, bool(given.get("copy")))


def converted(self: Tensor, dtype: dtypes.dtype, copy: bool = False) -> Tensor:
    """The tensor in another type, recorded; itself if it has that type and no copy is wanted."""
    if dtype.numpy == self._array.dtype and not copy:
        return self
    out = wrap(self._array.astype(dtype.numpy))
    if mode.enabled and self._edge is not None and dtype.is_floating_point:
        node = ToCopyBackward0((edge_of(self),), self._array.shape)
        node.dtype = self._array.dtype
        record(node, out)
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


@operation(
    "(Tensor input, *, MemoryFormat? memory_format=None)",
    function=False,
)
def cpu(self: Tensor) -> Tensor:
    """The tensor itself: there is no other device that it could be on."""
    return self


@operation(name="type", function=False)
def type_(self: Tensor, dtype: dtypes.dtype | str | None = None) -> Any:
    """The name of the tensor's type, as 'torch.FloatTensor'; with a dtype or a name as `to`."""
    name = "torch.{}Tensor"
    if dtype is None:
        return name.format(self.dtype.tensor_type)
    named = {name.format(kind.tensor_type): kind for kind in set(dtypes.SHORT_NAMES.values())}
    return to(self, named.get(dtype, dtype) if isinstance(dtype, str) else dtype)


@operation(
    "(Tensor input, Tensor other)",
    function=False,
)
def type_as(self: Tensor, other: Tensor) -> Tensor:
    """The tensor in the element type of another one."""
    if not isinstance(other, Tensor):
        raise not_a_tensor("type_as", other, "other")
    return converted(self, other.dtype)


def conversion(name: str, dtype: dtypes.dtype) -> None:
    """The method for one type, as `x.double()`."""

    def op(self: Tensor) -> Tensor:
        return converted(self, dtype)

    register(
        name,
        op,
        doc=f"The tensor as {dtype.name}; itself when it is that already.",
        face=Face(("(Tensor input, *, MemoryFormat? memory_format=None)",), function=False),
    )


for _name, _dtype in dtypes.SHORT_NAMES.items():
    conversion(_name, _dtype)
