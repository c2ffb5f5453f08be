"""Tensors made from data, and filled with numbers."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.arrays import copying, dtypes  # noqa: F401  (it attaches its methods)
from ..engine.arrays.arraylike import Size
from ..engine.arrays.nested import array_of
from ..engine.arrays.scalars import filling, fitted
from ..engine.tensor import Tensor, leaf, wrap
from .calls import MAKING, OPTIONS, called, written
from .rows import NUMPY, TABLE
from .view_rows import sizes

Dtype = dtypes.dtype | None


def tensor(data: Any, *, dtype: Dtype = None, requires_grad: bool = False) -> Tensor:
    """A new leaf with a copy of `data`: a number, nested sequences of numbers, or an array.

    Python floats become the default type (float32), ints int64, bools bool; an array keeps its
    type. Raises ValueError for rows of unequal length, RuntimeError when `requires_grad` is asked
    for integers.

    >>> import minigrad as mg
    >>> mg.tensor([2., 3.], requires_grad=True)
    tensor([2., 3.], requires_grad=True)
    >>> mg.tensor([[1, 2], [3, 4]]).dtype
    torch.int64
    """
    if isinstance(data, Tensor):
        warnings.warn(
            "To copy construct from a tensor, it is recommended to use "
            "sourceTensor.detach().clone() or sourceTensor.detach().clone().requires_grad_(True), "
            "rather than torch.tensor(sourceTensor).",
            UserWarning,
            stacklevel=2,
        )
        data = np.asarray(data._array)
    if type(data) is float and dtype is None:
        return leaf(dtypes.get_default_dtype().numpy.type(data), _flag(requires_grad))
    return leaf(array_of(data, dtype), _flag(requires_grad))


def as_tensor(data: Any, *, dtype: Dtype = None) -> Tensor:
    """`data` as a tensor: itself if it is one, sharing memory if it is an array, else copied.

    >>> import minigrad as mg
    >>> t = mg.ones(2)
    >>> mg.as_tensor(t) is t
    True
    """
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    if isinstance(data, np.ndarray) and (dtype is None or data.dtype == dtype.numpy):
        return from_numpy(data)
    return wrap(array_of(data, dtype)[()])


asarray = as_tensor


def from_numpy(array: np.ndarray) -> Tensor:
    """A tensor on the memory of `array`: a change of one is a change of the other.

    Raises TypeError for what is no array, or an array of a type that tensors do not have.

    >>> import numpy as np, minigrad as mg
    >>> array = np.zeros(2)
    >>> t = mg.from_numpy(array)
    >>> array[0] = 5
    >>> t
    tensor([5., 0.], dtype=torch.float64)
    """
    if not isinstance(array, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(array).__name__})")
    dtypes.of_numpy(array.dtype)
    return wrap(array)


def _flag(requires_grad: Any) -> bool:
    if not isinstance(requires_grad, bool):
        raise TypeError(
            f"argument 'requires_grad' must be bool, not {type(requires_grad).__name__}"
        )
    return requires_grad


# ------------------------------------------------------------------ filled with numbers


def filled(name: str, fill: Callable[..., Any], doc: str) -> Callable[..., Tensor]:
    """A factory of a shape given as `f(2, 3)` or `f((2, 3))`."""

    def factory(*size: Any, dtype: Dtype = None, requires_grad: bool = False) -> Tensor:
        shape = sizes(size, name)
        if any(n < 0 for n in shape):
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {min(shape)}: {list(shape)}"
            )
        kind = dtypes.to_numpy(dtype or dtypes.get_default_dtype())
        return leaf(np.asarray(fill(shape, kind)), _flag(requires_grad))

    factory.__doc__ = doc
    return written(name, (f"(int[] size, *, {MAKING}",), factory)


zeros = filled("zeros", np.zeros, "A tensor of zeros.")
ones = filled("ones", np.ones, "A tensor of ones.")
empty = filled("empty", np.zeros, "A tensor whose values do not matter yet (here: zeros).")


@called(f"(int[] size, Scalar fill_value, *, {MAKING}")
def full(size: Any, fill_value: Any, *, dtype: Dtype = None, requires_grad: bool = False) -> Tensor:
    """A tensor with one number everywhere, of the number's type unless `dtype` says otherwise.

    >>> import minigrad as mg
    >>> mg.full((2,), 3)
    tensor([3, 3])
    """
    value = fill_value.item() if isinstance(fill_value, Tensor) else fill_value
    kind = dtypes.to_numpy(dtype) if dtype else _kind_of(value)
    array = np.empty(sizes((size,), "full"), kind)
    array[...] = filling(value, array.dtype)
    return leaf(array, _flag(requires_grad))


def _kind_of(number: Any) -> np.dtype:
    return dtypes.int64.numpy if type(number) is int else array_of(number, None).dtype


def _like_self(name: str, factory: Callable[..., Tensor], form: str) -> None:
    """The method `new_...` of a tensor: the factory, with the tensor's own type for default."""

    def method(
        self: Tensor, *arguments: Any, dtype: Dtype = None, requires_grad: bool = False
    ) -> Tensor:
        return factory(*arguments, dtype=dtype or self.dtype, requires_grad=requires_grad)

    method.__doc__ = f"As `{factory.__name__}`, of this tensor's type unless `dtype` is given."
    setattr(Tensor, name, written(name, (form,), method, method=True))


for _factory in (zeros, ones, empty):
    _like_self(f"new_{_factory.__name__}", _factory, f"(Tensor input, int[] size, *, {OPTIONS}")
_like_self("new_full", full, f"(Tensor input, int[] size, Scalar fill_value, *, {OPTIONS}")
_like_self("new_tensor", tensor, f"(Tensor input, PyObject data, *, {OPTIONS}")


@called(
    f"(Scalar end, *, {MAKING}",
    f"(Scalar start, Scalar end, Scalar step=1, *, {MAKING}",
)
def arange(
    start: Any, end: Any = None, step: Any = 1, *, dtype: Dtype = None, requires_grad: bool = False
) -> Tensor:
    """The numbers from `start` (or 0) up to but not including `end`, in steps.

    Raises RuntimeError when the step leads away from the end.

    >>> import minigrad as mg
    >>> mg.arange(3), mg.arange(1, 2, 0.5)
    (tensor([0, 1, 2]), tensor([1.0000, 1.5000]))
    """
    if end is None:
        start, end = 0, start
    start, end, step = (n.item() if hasattr(n, "item") else n for n in (start, end, step))
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if not all(math.isfinite(n) for n in (start, end)):
        raise RuntimeError(f"unsupported range: {start} -> {end}")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    whole = all(isinstance(n, int) for n in (start, end, step))
    kind = dtypes.int64 if whole else dtypes.get_default_dtype()
    if whole:
        start, end, step = (fitted(n, kind.numpy).item() for n in (start, end, step))
    array = np.arange(start, end, step).astype(dtypes.to_numpy(dtype or kind))
    return leaf(array, _flag(requires_grad))


@called(
    *(
        f"({start} start, {end} end, int steps, *, {MAKING}"
        for end in ("Tensor", "Scalar")
        for start in ("Tensor", "Scalar")
    )
)
def linspace(
    start: float, end: float, steps: int, *, dtype: Dtype = None, requires_grad: bool = False
) -> Tensor:
    """`steps` numbers at equal distances, from `start` to `end`, both included.

    >>> import minigrad as mg
    >>> mg.linspace(0, 1, 3)
    tensor([0.0000, 0.5000, 1.0000])
    """
    ndims = [value.ndim if isinstance(value, Tensor) else 0 for value in (start, end)]
    if any(ndims):
        raise RuntimeError(
            "linspace only supports 0-dimensional start and end tensors, but got start with "
            f"{ndims[0]} dimension(s)"
            + (f" and end with {ndims[1]} dimension(s)." if ndims[1] else ".")
        )
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    start, end = (v.item() if isinstance(v, Tensor) else v for v in (start, end))
    kind = dtypes.to_numpy(dtype or dtypes.get_default_dtype())
    return leaf(np.linspace(start, end, steps).astype(kind), _flag(requires_grad))


@called(
    *(
        f"({start} start, {end} end, int steps, float base=10.0, *, {MAKING}"
        for end in ("Tensor", "Scalar")
        for start in ("Tensor", "Scalar")
    )
)
def logspace(
    start: float,
    end: float,
    steps: int,
    base: float = 10.0,
    *,
    dtype: Dtype = None,
    requires_grad: bool = False,
) -> Tensor:
    """`steps` numbers from baseˢᵗᵃʳᵗ to baseᵉⁿᵈ, each the same multiple of the one before.

    >>> import minigrad as mg
    >>> mg.logspace(0, 2, 3)
    tensor([  1.,  10., 100.])
    """
    exponents = linspace(start, end, steps, dtype=dtypes.float64)._array
    kind = dtypes.to_numpy(dtype or dtypes.get_default_dtype())
    return leaf(np.power(float(base), exponents).astype(kind), _flag(requires_grad))


@called(f"(int n, *, {MAKING}", f"(int n, int m, *, {MAKING}")
def eye(
    n: int, m: int | None = None, *, dtype: Dtype = None, requires_grad: bool = False
) -> Tensor:
    """A matrix with ones on the diagonal and zeros elsewhere.

    >>> import minigrad as mg
    >>> mg.eye(2)
    tensor([[1., 0.],
            [0., 1.]])
    """
    for name, length in (("n", n), ("m", m)):
        if length is not None and length < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {length}")
    kind = dtypes.to_numpy(dtype or dtypes.get_default_dtype())
    return leaf(np.eye(n, m, dtype=kind), _flag(requires_grad))


def like(name: str, make: Callable[..., Tensor], doc: str) -> Callable[..., Tensor]:
    """A factory that takes shape and element type from another tensor."""

    def factory(input: Tensor, *, dtype: Dtype = None, requires_grad: bool = False) -> Tensor:
        return make(
            tuple(input._array.shape), dtype=dtype or input.dtype, requires_grad=requires_grad
        )

    factory.__doc__ = doc
    return written(
        name, (f"(Tensor input, *, MemoryFormat? memory_format=None, {OPTIONS}",), factory
    )


zeros_like = like("zeros_like", zeros, "Zeros, in the shape and type of another tensor.")
ones_like = like("ones_like", ones, "Ones, in the shape and type of another tensor.")
empty_like = like("empty_like", empty, "As zeros_like: values that do not matter yet.")
NUMPY[np.zeros_like] = zeros_like
NUMPY[np.ones_like] = ones_like


@called(f"(Tensor input, Scalar fill_value, *, MemoryFormat? memory_format=None, {OPTIONS}")
def full_like(
    input: Tensor, fill_value: Any, *, dtype: Dtype = None, requires_grad: bool = False
) -> Tensor:
    """One number everywhere, in the shape and type of another tensor.

    >>> import minigrad as mg
    >>> mg.full_like(mg.zeros(2), 3)
    tensor([3., 3.])
    """
    shape = tuple(input._array.shape)
    return full(shape, fill_value, dtype=dtype or input.dtype, requires_grad=requires_grad)


# ------------------------------------------------------------------ the class itself, called


def _new(cls: type[Tensor], *sizes_or_data: Any, requires_grad: bool = False) -> Tensor:
    made = _from_sizes_or_data(sizes_or_data)
    return made.requires_grad_() if requires_grad else made


def _from_sizes_or_data(given: tuple[Any, ...]) -> Tensor:
    """What the class itself makes when it is called: `Tensor(2, 3)`, `Tensor([2, 3])`.

    Whole numbers are sizes, as a Size is; a tensor gives a view of itself, and anything else the
    elements, in the default type. (What has sizes only holds zeros; PyTorch leaves it unfilled.)
    """
    kind = dtypes.get_default_dtype().numpy
    first = given[0] if given else []
    if len(given) == 1 and isinstance(first, Tensor):
        return TABLE["alias"](first)
    if len(given) == 1 and isinstance(first, Size):
        return leaf(np.zeros(tuple(first), kind))
    sizes = [type(n) is int or isinstance(n, np.integer) for n in given]
    if given and all(sizes):
        if min(given) < 0:
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {min(given)}: {list(given)}"
            )
        return leaf(np.zeros(given, kind))
    if len(given) > 1:
        types = ", ".join(type(value).__name__ for value in given)
        raise TypeError(
            f"new() received an invalid combination of arguments - got ({types}), "
            "but expected sizes, or one sequence of numbers"
        )
    if isinstance(first, str):
        raise TypeError("new(): invalid data type 'str'")
    if not hasattr(first, "__len__"):
        raise TypeError(f"new(): data must be a sequence (got {type(first).__name__})")
    if isinstance(first, np.ndarray):
        return wrap(first.astype(kind, copy=False))
    return leaf(array_of(first, dtypes.get_default_dtype()))


Tensor.__new__ = _new  # type: ignore[method-assign, assignment]
