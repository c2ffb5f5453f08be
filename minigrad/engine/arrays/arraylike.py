"""What a tensor has in common with an array: shape, element type, and Python's own protocols.

Nothing here knows of gradients, but for the two places where PyTorch does: the printed form says
where a tensor comes from, and turning one that requires grad into a number warns.
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from . import dtypes, printing


class Size(tuple[int, ...]):
    """The shape of a tensor: a tuple of ints that can count the elements.

    >>> import minigrad as mg
    >>> mg.zeros(2, 3).shape
    torch.Size([2, 3])
    >>> mg.zeros(2, 3).shape.numel()
    6
    """

    __slots__ = ()

    def numel(self) -> int:
        """The number of elements of a tensor of this shape."""
        count = 1
        for n in self:
            count *= n
        return count

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    def __getitem__(self, key: Any) -> Any:
        part = tuple.__getitem__(self, key)
        return Size(part) if isinstance(key, slice) else part

    def __add__(self, other: Any) -> Any:
        return Size(tuple.__add__(self, other))

    def __radd__(self, other: tuple[int, ...]) -> Size:
        return Size(other + tuple(self))

    def __mul__(self, times: Any) -> Size:
        return Size(tuple.__mul__(self, times))

    __rmul__ = __mul__


class ArrayLike:
    """The part of Tensor that only looks at its array."""

    __slots__ = ()

    _array: Any
    _edge: Any
    if TYPE_CHECKING:  # what Tensor adds
        grad_fn: Any

        def _shared_array(self) -> np.ndarray: ...

    def item(self) -> float | int | bool:
        """The value of a tensor with one element, as a Python number."""
        if self._array.size != 1:
            raise RuntimeError(
                f"a Tensor with {self._array.size} elements cannot be converted to Scalar"
            )
        return self._array.item()

    def tolist(self) -> Any:
        """The values as nested lists of Python numbers; for 0 dimensions a number."""
        return self._array.tolist()

    # ------------------------------------------------------------------ its shape

    @property
    def shape(self) -> Size:
        """The length of each dimension."""
        return Size(self._array.shape)

    def size(self, dim: int | None = None) -> Any:
        """The shape, or the length of one dimension."""
        if dim is None:
            return self.shape
        if not self._array.ndim:
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        return self._array.shape[checked_dim(dim, self._array.ndim)]

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return self._array.ndim

    def dim(self) -> int:
        """The number of dimensions."""
        return self._array.ndim

    def numel(self) -> int:
        """The number of elements."""
        return self._array.size

    nelement = numel

    @property
    def dtype(self) -> dtypes.dtype:
        """The type of the elements."""
        return dtypes.of_numpy(self._array.dtype)

    def is_floating_point(self) -> bool:
        """Whether the elements are floats, so whether the tensor can require grad."""
        return self._array.dtype.kind == "f"

    def element_size(self) -> int:
        """The bytes of one element."""
        return self._array.dtype.itemsize

    @property
    def itemsize(self) -> int:
        """The bytes of one element."""
        return self._array.dtype.itemsize

    @property
    def nbytes(self) -> int:
        """The bytes of all elements."""
        return self._array.size * self._array.dtype.itemsize

    def is_contiguous(self) -> bool:
        """Whether the elements lie in memory in the order in which they are read."""
        return bool(np.asarray(self._array).flags.c_contiguous)

    def stride(self) -> tuple[int, ...]:
        """The steps, in elements, from one index to the next along each dimension."""
        array = self._shared_array()
        if not array.size:  # (NumPy has no steps where nothing is to be reached)
            lengths = [max(n, 1) for n in array.shape]
            return tuple(math.prod(lengths[i + 1 :]) for i in range(array.ndim))
        return tuple(step // array.dtype.itemsize for step in array.strides)

    def storage_offset(self) -> int:
        """How many elements of the memory, as it was first made, lie before the first one."""
        array = self._shared_array()
        owner: Any = array
        while isinstance(owner.base, np.ndarray):
            owner = owner.base
        addresses = [a.__array_interface__["data"][0] for a in (owner, array)]
        return (addresses[1] - addresses[0]) // array.dtype.itemsize

    def data_ptr(self) -> int:
        """The address of the first element: equal for tensors that share memory from there."""
        return self._shared_array().__array_interface__["data"][0]

    # ------------------------------------------------------------------ Python's protocols

    def __repr__(self) -> str:
        try:
            node = self.grad_fn
        except RuntimeError:
            origin = "grad_fn=<Invalid>"
        else:
            origin = "requires_grad=True" if self._edge is not None else ""
            if node is not None:
                origin = f"grad_fn=<{type(node).__name__}>"
        return printing.tensor_repr(np.asarray(self._array), origin)

    def __format__(self, spec: str) -> str:
        if self._array.ndim == 0:
            return format(self._array.item(), spec)
        return object.__format__(self, spec)

    def __len__(self) -> int:
        if self._array.ndim == 0:
            raise TypeError("len() of a 0-d tensor")
        return self._array.shape[0]

    def __bool__(self) -> bool:
        if self._array.size > 1:
            raise RuntimeError("Boolean value of Tensor with more than one value is ambiguous")
        if self._array.size == 0:
            raise RuntimeError("Boolean value of Tensor with no values is ambiguous")
        return bool(self._array.item())

    def __float__(self) -> float:
        return float(self._scalar())

    def __int__(self) -> int:
        return int(self._scalar())

    def __contains__(self, value: Any) -> bool:
        if not isinstance(value, (ArrayLike, bool, int, float, np.generic)):
            raise RuntimeError(
                f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a "
                f"{type(value)}."
            )
        other = value._array if isinstance(value, ArrayLike) else value
        return bool(np.any(self._array == other))

    def __index__(self) -> int:
        if self._array.size != 1 or self._array.dtype.kind not in "iub":
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self._array.item())

    def _scalar(self) -> Any:
        if self._edge is not None:
            warnings.warn(
                "Converting a tensor with requires_grad=True to a scalar may lead to unexpected "
                "behavior.\nConsider using tensor.detach() first.",
                UserWarning,
                stacklevel=3,
            )
        if self._array.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self.item()


def checked_dim(dim: int, ndim: int) -> int:
    """`dim` counted from the front; IndexError in PyTorch's words when there is no such one."""
    room = max(ndim, 1)
    if not -room <= dim < room:
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-room}, {room - 1}], "
            f"but got {dim})"
        )
    return dim % room
