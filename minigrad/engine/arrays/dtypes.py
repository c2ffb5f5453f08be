"""Element types: PyTorch's names and PyTorch's rules of promotion, on NumPy's arrays."""

from __future__ import annotations

from typing import Any

import numpy as np


class dtype:
    """One element type, as `minigrad.float32`; `numpy` is the NumPy type behind it.

    >>> import minigrad as mg
    >>> mg.tensor([1, 2]).dtype
    torch.int64
    >>> mg.float32.is_floating_point, mg.float32.itemsize
    (True, 4)
    """

    __slots__ = ("c_name", "is_floating_point", "itemsize", "name", "numpy", "tensor_type")

    def __init__(self, name: str, numpy: Any, tensor_type: str, c_name: str) -> None:
        self.name = name
        self.c_name = c_name  # what some of PyTorch's messages call it
        self.numpy = np.dtype(numpy)
        self.is_floating_point = self.numpy.kind == "f"
        self.itemsize = self.numpy.itemsize
        self.tensor_type = tensor_type

    def __repr__(self) -> str:
        # PyTorch's own spelling: most programs say `import minigrad as torch`.
        return f"torch.{self.name}"

    def __reduce__(self) -> tuple[Any, ...]:
        return of_numpy, (self.numpy.str,)


float64 = double = dtype("float64", np.float64, "Double", "double")
float32 = float_ = dtype("float32", np.float32, "Float", "float")
float16 = half = dtype("float16", np.float16, "Half", "c10::Half")
int64 = long = dtype("int64", np.int64, "Long", "long int")
int32 = int_ = dtype("int32", np.int32, "Int", "int")
int16 = short = dtype("int16", np.int16, "Short", "short int")
int8 = dtype("int8", np.int8, "Char", "signed char")
uint8 = dtype("uint8", np.uint8, "Byte", "unsigned char")
bool_ = dtype("bool", np.bool_, "Bool", "bool")

# What a tensor's methods and the package itself call them: `t.double()`, `mg.double`.
SHORT_NAMES = {
    "double": float64,
    "float": float32,
    "half": float16,
    "long": int64,
    "int": int32,
    "short": int16,
    "bool": bool_,
}
ALL = (float64, float32, float16, int64, int32, int16, int8, uint8, bool_)
_OF_NUMPY = {d.numpy: d for d in ALL}
_RANK = {"b": 0, "u": 1, "i": 1, "f": 2}

_default = float32


def get_default_dtype() -> dtype:
    """Return the floating-point type that Python floats become.

    >>> import minigrad as mg
    >>> mg.get_default_dtype()
    torch.float32
    """
    return _default


def set_default_dtype(d: dtype) -> None:
    """Choose the floating-point type that Python floats become.

    Raises TypeError for a type that is not floating point.

    >>> import minigrad as mg
    >>> mg.set_default_dtype(mg.float64)
    >>> mg.tensor(1.5).dtype
    torch.float64
    >>> mg.set_default_dtype(mg.float32)
    """
    global _default
    if not isinstance(d, dtype) or not d.is_floating_point:
        raise TypeError(f"only floating-point types are supported as the default type, got {d!r}")
    _default = d


def of_numpy(numpy_dtype: Any) -> dtype:
    """The minigrad dtype of a NumPy one; TypeError for those that PyTorch has no tensor for."""
    try:
        return _OF_NUMPY[np.dtype(numpy_dtype)]
    except KeyError:
        known = ", ".join(d.name for d in ALL)
        raise TypeError(
            f"can't convert an array of type {numpy_dtype} to a Tensor. "
            f"The only supported types are: {known}."
        ) from None


def to_numpy(d: Any) -> np.dtype:
    """The NumPy dtype of a minigrad one (a NumPy type is accepted too)."""
    if isinstance(d, dtype):
        return d.numpy
    if d is float:
        return _default.numpy
    return of_numpy(d).numpy


def rank(array: Any) -> int:
    """0 for bool, 1 for integers, 2 for floats: the *category* that promotion compares first."""
    return _RANK[array.dtype.kind]


def promoted(*arrays: Any) -> np.dtype:
    """The element type of an operation on these arrays, by PyTorch's rules.

    The higher category wins (any float beats any integer, whatever their sizes); within a
    category arrays with dimensions beat 0-d ones, and otherwise the larger type wins.
    Source: "type promotion" in PyTorch's documentation of tensor attributes.

    >>> promoted(np.ones(2, np.float32), np.array(1, np.int64)).name
    'float32'
    """
    top = max(map(rank, arrays))
    deciding = [a for a in arrays if rank(a) == top]
    deciding = [a for a in deciding if a.ndim] or deciding
    kind = deciding[0].dtype
    for array in deciding[1:]:
        kind = np.promote_types(kind, array.dtype)
    return kind
