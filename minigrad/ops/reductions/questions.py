"""Questions about tensors: the answer is a bool, a number, or a tensor without a gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays import dtypes
from ...engine.tensor import Tensor, wrap
from ..operands import both_tensors, not_a_tensor, same_dtype, shape_together
from ..rows import OF_ONE, Face, operation, register


@operation(
    "(Tensor input)",
)
def numel(self: Tensor) -> int:
    """The number of elements.

    >>> import minigrad as mg
    >>> mg.numel(mg.zeros(2, 3))
    6
    """
    return self._array.size


@operation(
    "(Tensor input)",
)
def is_floating_point(self: Tensor) -> bool:
    """Whether the elements are floats, so whether the tensor can require grad."""
    return self._array.dtype.kind == "f"


@operation(
    "(Tensor input)",
)
def is_nonzero(self: Tensor) -> bool:
    """Whether the one element is true (not zero); RuntimeError for any other number of them."""
    return bool(self)


@operation(
    "(Tensor input, Tensor other)",
)
def is_same_size(self: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape."""
    return self._array.shape == other._array.shape


@operation(
    "(Tensor input, Tensor other)",
)
def equal(self: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape and the same elements.

    >>> import minigrad as mg
    >>> mg.equal(mg.tensor([1., 2.]), mg.tensor([1., 2.]))
    True
    """
    return bool(np.array_equal(self._array, other._array))


@operation(
    "(Tensor input, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False)",
)
def allclose(
    self: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> bool:
    """Whether all |self - other| are at most atol + rtol · |other|.

    >>> import minigrad as mg
    >>> mg.allclose(mg.tensor([1.]), mg.tensor([1. + 1e-7]))
    True
    """
    return bool(isclose(self, other, rtol, atol, equal_nan)._array.all())


@operation(
    "(Tensor input, Tensor other, float rtol=1e-05, float atol=1e-08, bool equal_nan=False)",
)
def isclose(
    self: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> Tensor:
    """Where |self - other| is at most atol + rtol · |other|.

    >>> import minigrad as mg
    >>> mg.isclose(mg.tensor([1., 2.]), mg.tensor([1., 3.]))
    tensor([ True, False])
    """
    if self._array.dtype is not other._array.dtype:
        raise RuntimeError(f"{self.dtype.tensor_type} did not match {other.dtype.tensor_type}")
    for name, bound in (("rtol", rtol), ("atol", atol)):
        if bound < 0:
            raise RuntimeError(f"{name} must be greater than or equal to zero, but got {bound}")
    shape_together(self, other)
    return wrap(np.isclose(self._array, other._array, rtol, atol, equal_nan))


# ------------------------------------------------------------------ where


@operation(
    "(Tensor input, *, bool as_tuple=False, Tensor out=None)",
)
def nonzero(self: Tensor, *, as_tuple: bool = False) -> Any:
    """The positions of the elements that are not 0: one row each, or one tensor a dimension.

    >>> import minigrad as mg
    >>> mg.nonzero(mg.tensor([0., 3., 4.]))
    tensor([[1],
            [2]])
    """
    array = np.asarray(self._array)
    if as_tuple:
        return tuple(wrap(where) for where in np.nonzero(np.atleast_1d(array)))
    return wrap(np.argwhere(array))


@operation(
    "(Tensor input)",
)
def argwhere(self: Tensor) -> Tensor:
    """The positions of the elements that are not 0, one row each."""
    return nonzero(self)


@operation(
    "(Tensor elements, Tensor test_elements, *, bool assume_unique=False, bool invert=False, "
    "Tensor out=None)",
    "(Scalar element, Tensor test_elements, *, bool assume_unique=False, bool invert=False, "
    "Tensor out=None)",
    "(Tensor elements, Scalar test_element, *, bool assume_unique=False, bool invert=False, "
    "Tensor out=None)",
    method=False,
)
def isin(elements: Any, test_elements: Any, *, invert: bool = False) -> Tensor:
    """Which of the elements are among those of another tensor.

    >>> import minigrad as mg
    >>> mg.isin(mg.tensor([1, 2, 3]), mg.tensor([3, 1]))
    tensor([ True, False,  True])
    """
    for given in (elements, test_elements):
        if isinstance(given, bool) or (isinstance(given, Tensor) and given.dtype is dtypes.bool_):
            raise RuntimeError("Unsupported input type encountered for isin(): Bool")
    pair = both_tensors(elements, test_elements, "isin")
    if pair is None:
        raise not_a_tensor("isin", test_elements, "test_elements", 2)
    values, among = (t._array for t in same_dtype(*(t.detach() for t in pair)))
    return wrap(np.isin(values, among, invert=invert))


# ------------------------------------------------------------------ element by element


def elementwise(name: str, forward: Any, doc: str) -> None:
    """An elementwise test of one tensor."""
    forms = OF_ONE if name != "isreal" else ("(Tensor input)",)
    register(name, lambda self: wrap(forward(self._array)), forward, doc, Face(forms))


elementwise("isposinf", np.isposinf, "Whether each element is +inf.")
elementwise("isneginf", np.isneginf, "Whether each element is -inf.")
elementwise("isreal", np.isreal, "Whether each element is a real number: here all are.")
elementwise("signbit", np.signbit, "Whether each element has the minus sign, -0.0 included.")
