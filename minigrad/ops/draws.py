"""Tensors filled with random numbers, and random numbers written into a tensor."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from ..engine.arrays import dtypes
from ..engine.broadcasting import sum_to
from ..engine.tensor import Tensor, leaf, wrap
from ..random import Generator, source_of
from .calls import MAKING, as_method, called, written
from .creation import Dtype, filled, like
from .kinds import INTEGERS, check_kind, not_implemented
from .rows import row
from .view_rows import sizes
from .writing.inplace import write_back
from .writing.rewrite import check_writable

# ------------------------------------------------------------------ new tensors


def _drawing(name: str, draw: str, kernel: str, doc: str) -> Callable[..., Tensor]:
    """A factory of a shape given as `f(2, 3)` or `f((2, 3))`, filled by a method of NumPy's.

    kernel: PyTorch's name of what draws, which is for floats only.
    """

    def factory(
        *size: Any,
        generator: Generator | None = None,
        dtype: Dtype = None,
        requires_grad: bool = False,
    ) -> Tensor:
        def fill(shape: tuple[int, ...], kind: np.dtype) -> Any:
            if kind.kind != "f":
                raise not_implemented(kernel, kind)
            direct = kind if kind in (np.float32, np.float64) else np.dtype(np.float32)
            method = getattr(source_of(generator), draw)
            return np.asarray(method(shape, dtype=direct)).astype(kind, copy=False)

        return filled(name, fill, doc)(*size, dtype=dtype, requires_grad=requires_grad)

    factory.__doc__ = doc
    return written(name, (f"(int[] size, *, Generator? generator=None, {MAKING}",), factory)


rand = _drawing(
    "rand", "random", "check_uniform_bounds", "Random numbers, uniform between 0 and 1."
)
randn = _drawing(
    "randn",
    "standard_normal",
    "normal_kernel_cpu",
    "Random numbers from the normal distribution of mean 0 and variance 1.",
)
rand_like = like("rand_like", rand, "Uniform random numbers, in the shape of another tensor.")
randn_like = like("randn_like", randn, "Normal random numbers, in the shape of another tensor.")


@called(
    f"(int high, int[] size, *, Generator? generator=None, {MAKING}",
    f"(int low, int high, int[] size, *, Generator? generator=None, {MAKING}",
)
def randint(
    low: int,
    high: Any = None,
    size: Any = None,
    *,
    generator: Generator | None = None,
    dtype: Dtype = None,
    requires_grad: bool = False,
) -> Tensor:
    """Random integers from `low` (or 0) up to but not including `high`.

    >>> import minigrad as mg
    >>> mg.randint(3, (2, 2)).shape
    torch.Size([2, 2])
    """
    if high is None:
        low, high = 0, low
    if not low < high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got {low} >= {high}")
    values = source_of(generator).integers(low, high, sizes((size,), "randint"))
    return _integers(values, dtype, requires_grad)


@called(f"(int n, *, Generator? generator=None, {MAKING}")
def randperm(
    n: int,
    *,
    generator: Generator | None = None,
    dtype: Dtype = None,
    requires_grad: bool = False,
) -> Tensor:
    """The integers from 0 to n - 1 in random order.

    >>> import minigrad as mg
    >>> sorted(mg.randperm(3).tolist())
    [0, 1, 2]
    """
    return _integers(source_of(generator).permutation(n), dtype, requires_grad)


def _integers(values: Any, dtype: Dtype, requires_grad: bool) -> Tensor:
    kind = dtypes.to_numpy(dtype or dtypes.int64)
    return leaf(np.asarray(values).astype(kind)[()], requires_grad)


# ------------------------------------------------------------------ by a distribution of one's own


def _nothing(grad: Any, shape: Any) -> Any:
    """The gradient of what numbers were drawn by: the draw does not pass it on."""
    return sum_to(grad * 0, shape)


# The rows are made when they are first used: few programs draw by anything but a shape. The
# values are drawn beforehand, and stand among the arguments.


@cache
def _drawn_by(inputs: tuple[str, ...], node: str) -> Callable[..., Tensor]:
    """A row whose values were drawn by these inputs."""
    shapes: dict[str, Any] = {
        "self": lambda grad: grad * 0,
        "mean": lambda grad, mean_sym_sizes: _nothing(grad, mean_sym_sizes),
        "std": lambda grad, std_sym_sizes: _nothing(grad, std_sym_sizes),
    }
    forwards: dict[tuple[str, ...], Callable[..., Any]] = {
        ("self",): lambda self, values: values,
        ("mean",): lambda mean, values: values,
        ("std",): lambda std, values: values,
        ("mean", "std"): lambda mean, std, values: values,
    }
    formulas = {name: shapes[name] for name in inputs}
    return row(node, forwards[inputs], node=node, public=False, **formulas)


@called(
    "(Tensor mean, Tensor std, *, Generator? generator=None, Tensor out=None)",
    "(Tensor mean, float std=1.0, *, Generator? generator=None, Tensor out=None)",
    "(float mean, Tensor std, *, Generator? generator=None, Tensor out=None)",
    f"(float mean, float std, int[] size, *, Generator? generator=None, {MAKING}",
)
def normal(
    mean: Any = 0.0,
    std: Any = 1.0,
    size: Any = None,
    *,
    generator: Generator | None = None,
    dtype: Dtype = None,
    requires_grad: bool = False,
) -> Tensor:
    """Normal random numbers, each with a mean and a deviation: tensors, or numbers and a `size`.

    >>> import minigrad as mg
    >>> mg.normal(mg.tensor([0., 10.]), 0.0)
    tensor([ 0., 10.])
    """
    center, spread = (v._array if isinstance(v, Tensor) else v for v in (mean, std))
    if np.any(np.less(spread, 0)):
        raise RuntimeError("normal expects all elements of std >= 0.0")
    shape = np.broadcast(center, spread).shape if size is None else sizes((size,), "normal")
    values = np.asarray(center + spread * source_of(generator).standard_normal(shape))
    kinds = [v.dtype for v in (center, spread) if hasattr(v, "dtype")]
    chosen = dtypes.to_numpy(dtype or dtypes.get_default_dtype())
    values = values.astype(kinds[0] if kinds else chosen)[()]
    if isinstance(mean, Tensor) and isinstance(std, Tensor):
        return _drawn_by(("mean", "std"), "NormalBackward3")(mean, std, values)
    if isinstance(mean, Tensor):
        return _drawn_by(("mean",), "NormalBackward1")(mean, values)
    if isinstance(std, Tensor):
        return _drawn_by(("std",), "NormalBackward2")(std, values)
    return leaf(values, requires_grad)


@called("(Tensor input, *, Generator? generator=None, Tensor out=None)")
def bernoulli(input: Tensor, *, generator: Generator | None = None) -> Tensor:
    """1 with the probability that stands in `input`, else 0. The gradient that passes is 0.

    >>> import minigrad as mg
    >>> mg.bernoulli(mg.tensor([0., 1.]))
    tensor([0., 1.])
    """
    array = np.asarray(input._array)
    check_kind(input, "bernoulli_tensor_cpu_p_", INTEGERS)
    if not np.all((array >= 0) & (array <= 1)):
        raise RuntimeError("Expected p_in >= 0 && p_in <= 1 to be true, but got false.")
    draws = source_of(generator).random(array.shape) < array
    return _drawn_by(("self",), "BernoulliBackward0")(input, draws.astype(array.dtype)[()])


@called(
    "(Tensor input, int num_samples, bool replacement=False, *, Generator? generator=None, "
    "Tensor out=None)"
)
def multinomial(
    input: Tensor,
    num_samples: int,
    replacement: bool = False,
    *,
    generator: Generator | None = None,
) -> Tensor:
    """Indices drawn with the weights in `input`, of a vector or of each row of a matrix.

    replacement: whether an index may be drawn twice. Raises RuntimeError for weights that are
    negative, all 0, or fewer than the samples without replacement.

    >>> import minigrad as mg
    >>> mg.multinomial(mg.tensor([0., 3., 0.]), 2, replacement=True)
    tensor([1, 1])
    """
    if input._array.dtype.kind != "f":
        raise RuntimeError(
            "multinomial only supports floating-point dtypes for input, "
            f"got: {input.dtype.tensor_type}"
        )
    weights = np.asarray(input._array, np.float64)
    if weights.ndim not in (1, 2):
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if not np.all(np.isfinite(weights) & (weights >= 0)):
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    rows, source = np.atleast_2d(weights), source_of(generator)
    if not replacement and num_samples > rows.shape[1]:
        raise RuntimeError(
            "cannot sample n_sample > prob_dist.size(-1) samples without replacement"
        )
    if not np.all(np.count_nonzero(rows, axis=1) >= (1 if replacement else num_samples)):
        raise RuntimeError("invalid multinomial distribution (too few weights that are not 0)")
    draws = [source.choice(len(row), num_samples, replacement, row / row.sum()) for row in rows]
    return wrap(np.asarray(draws, np.int64).reshape(*weights.shape[:-1], num_samples))


# ------------------------------------------------------------------ random, in place


def _drawn(name: str, node: str, draw: Callable[..., Any], doc: str, kernel: str = "") -> None:
    """A method that overwrites a tensor; `kernel` is PyTorch's name of what draws floats only."""

    def method(
        self: Tensor, *arguments: Any, generator: Generator | None = None, **options: Any
    ) -> Tensor:
        check_writable(self)
        if kernel:
            check_kind(self, kernel, INTEGERS)
        named = node
        if name == "random_":
            named = f"RandomBackward{2 - len(arguments) - len(options)}"
            arguments, options = _bounds(self._array.dtype, *arguments, **options), {}
        values = np.asarray(draw(source_of(generator), self.shape, *arguments, **options))
        overwritten = _drawn_by(("self",), named)
        write_back(self, overwritten(self, values.astype(self._array.dtype)[()]))
        return self

    method.__name__, method.__module__, method.__qualname__ = name, "minigrad", f"Tensor.{name}"
    method.__doc__ = doc
    setattr(Tensor, name, method)


def _uniform(source: Any, shape: Any, from_: float = 0.0, to: float = 1.0) -> Any:
    if from_ > to:
        raise RuntimeError(
            f"uniform_ expects to return a [from, to) range, but found from={from_:g} > to={to:g}"
        )
    return source.uniform(from_, to, shape)


def _normal(source: Any, shape: Any, mean: float = 0.0, std: float = 1.0) -> Any:
    if std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
    return source.normal(mean, std, shape)


def _bounds(kind: Any, from_: Any = None, to: Any = None) -> tuple[int, int]:
    """The least whole number of random_, and the one behind the largest."""
    if from_ is None:  # all that the type holds without gaps
        digits = {2: 11, 4: 24, 8: 53}.get(kind.itemsize, 0)
        most = 1 if kind.kind == "b" else 1 << digits
        return 0, 1 + (most if kind.kind in "bf" else int(np.iinfo(kind).max))
    if to is None:
        from_, to = 0, from_
    if not from_ < to:
        raise RuntimeError(
            f"random_ expects 'from' to be less than 'to', but got from={from_} >= to={to}"
        )
    if kind.kind in "iu":
        for name, bound in (("from", from_), ("to - 1", to - 1)):
            if not np.iinfo(kind).min <= bound <= np.iinfo(kind).max:
                raise RuntimeError(f"{name} is out of bounds for {dtypes.of_numpy(kind).c_name}")
    return from_, to


def _whole(source: Any, shape: Any, from_: int, to: int) -> Any:
    return source.integers(from_, to - 1, shape, endpoint=True)


def _coin(source: Any, shape: Any, p: Any = 0.5) -> Any:
    if not isinstance(p, Tensor) and not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
    return source.random(shape) < (p._array if isinstance(p, Tensor) else p)


_drawn(
    "uniform_",
    "UniformBackward0",
    _uniform,
    "Overwrite all elements with random numbers between two bounds.",
    "check_uniform_bounds",
)
_drawn(
    "normal_",
    "NormalBackward0",
    _normal,
    "Overwrite all elements with random numbers of a mean and a deviation.",
    "normal_kernel_cpu",
)
_drawn(
    "random_",
    "RandomBackward0",
    _whole,
    "Overwrite all elements with random whole numbers: random_(to), random_(from, to), or any.",
)
_drawn(
    "bernoulli_",
    "BernoulliBackward2",
    _coin,
    "Overwrite all elements with 1, with probability p, or 0.",
)
for _function in (bernoulli, multinomial):
    setattr(Tensor, _function.__name__, as_method(_function))
