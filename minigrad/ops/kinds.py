"""The element types that an operation is not for, refused in PyTorch's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..engine.arrays import dtypes
from ..engine.modes import mode
from ..engine.tensor import Tensor

BOOL = dtypes.bool_.numpy
INTEGERS = "biu"  # NumPy's letters: bool, signed, unsigned


def check_kind(tensor: Tensor, kernel: str, refused: str = "b") -> None:
    """NotImplementedError if the tensor's elements are of a refused kind.

    kernel: what PyTorch calls the function that computes it. refused: NumPy's letters of kinds.
    """
    kind = tensor._array.dtype
    if kind.kind in refused:
        raise not_implemented(kernel, kind)


def not_implemented(kernel: str, kind: Any) -> NotImplementedError:
    """PyTorch's error for an element type that an operation has no code for."""
    return NotImplementedError(
        f'"{kernel}" not implemented for {dtypes.of_numpy(kind).tensor_type!r}'
    )


def check_alike(first: Tensor, second: Tensor) -> None:
    """PyTorch's RuntimeError for two element types where it promotes none."""
    if first._array.dtype is not second._array.dtype:
        raise RuntimeError(
            f"expected scalar type {first.dtype.tensor_type} but found {second.dtype.tensor_type}"
        )


def check_constant(function: str, **tensors: Tensor | None) -> None:
    """PyTorch's RuntimeError for an argument that has no derivative, and requires grad."""
    for name, tensor in tensors.items():
        if tensor is not None and tensor.requires_grad and mode.enabled:
            raise RuntimeError(
                f"The function '{function}' is not differentiable with respect to argument "
                f"'{name}'. This input cannot have requires_grad True."
            )


def one_of(kernel: str, refused: str = "b") -> Callable[[Any], Any]:
    """For `accepts` of a unary row: the array as it is, unless its kind is refused."""

    def admit(array: Any) -> Any:
        if array.dtype.kind in refused:
            raise not_implemented(kernel, array.dtype)
        return array

    return admit


def two_of(kernel: str, refused: str = "b") -> Callable[[Tensor, Tensor], tuple[Any, Any]]:
    """For `accepts` of a binary row: the arrays as they are, unless their kind is refused."""

    def admit(self: Tensor, other: Tensor) -> tuple[Any, Any]:
        check_kind(self, kernel, refused)
        return self._array, other._array

    return admit
