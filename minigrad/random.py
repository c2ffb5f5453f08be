"""Random numbers: where they come from, and tensors filled with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .engine.arrays import dtypes
from .engine.tensor import Tensor, leaf
from .ops.arguments import MAKING, called, written
from .ops.creation import Dtype, filled, like
from .ops.view_rows import sizes


class Generator:
    """Where random numbers come from; the same seed gives the same numbers everywhere.

    (They are other numbers than PyTorch draws.) All that draws takes one as `generator=...`.

    >>> import minigrad as mg
    >>> one, two = mg.Generator().manual_seed(7), mg.Generator().manual_seed(7)
    >>> mg.equal(mg.rand(3, generator=one), mg.rand(3, generator=two))
    True
    """

    def __init__(self) -> None:
        self._numpy: np.random.Generator | None = None
        self._seed: int | None = None

    def numpy(self) -> np.random.Generator:
        """NumPy's generator behind this one, seeded by chance if nobody chose a seed."""
        if self._numpy is None:
            self.seed()
        return self._numpy  # type: ignore[return-value]

    def manual_seed(self, seed: int) -> Generator:
        """Start again from `seed`."""
        self._seed = int(seed)
        self._numpy = np.random.default_rng(self._seed & (2**64 - 1))
        return self

    def initial_seed(self) -> int:
        """The seed that it was started from."""
        if self._seed is None:
            self.seed()
        return self._seed or 0

    def seed(self) -> int:
        """Start again from a seed chosen by chance, and tell which."""
        self.manual_seed(int(np.random.SeedSequence().generate_state(1)[0]))
        return self._seed or 0

    def __repr__(self) -> str:
        return "<minigrad.Generator>"


default_generator = Generator()


def source_of(chosen: Generator | None) -> np.random.Generator:
    """NumPy's generator behind a chosen one, or behind that of everybody."""
    return (chosen or default_generator).numpy()


def generator() -> np.random.Generator:
    """NumPy's generator that layers draw from."""
    return default_generator.numpy()


def manual_seed(seed: int) -> Generator:
    """Make the random numbers that follow the same in every run.

    >>> import minigrad as mg
    >>> _ = mg.manual_seed(0)
    >>> first = mg.rand(3)
    >>> _ = mg.manual_seed(0)
    >>> mg.equal(first, mg.rand(3))
    True
    """
    return default_generator.manual_seed(seed)


# ------------------------------------------------------------------ new tensors


def _drawing(name: str, draw: str, doc: str) -> Callable[..., Tensor]:
    """A factory of a shape given as `f(2, 3)` or `f((2, 3))`, filled by a method of NumPy's."""

    def factory(
        *size: Any,
        generator: Generator | None = None,
        dtype: Dtype = None,
        requires_grad: bool = False,
    ) -> Tensor:
        def fill(shape: tuple[int, ...], kind: np.dtype) -> Any:
            direct = kind if kind in (np.float32, np.float64) else np.dtype(np.float32)
            method = getattr(source_of(generator), draw)
            return np.asarray(method(shape, dtype=direct)).astype(kind, copy=False)

        return filled(name, fill, doc)(*size, dtype=dtype, requires_grad=requires_grad)

    factory.__doc__ = doc
    return written(name, (f"(int[] size, *, Generator? generator=None, {MAKING}",), factory)


rand = _drawing("rand", "random", "Random numbers, uniform between 0 and 1.")
randn = _drawing(
    "randn",
    "standard_normal",
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
