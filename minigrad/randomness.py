"""Random numbers: where they come from, and tensors filled with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from . import dtypes
from ._tensor import Tensor, wrap
from .creation import Dtype, filled, like
from .ops.view_rows import sizes


class Generator:
    """Where random numbers come from; the same seed gives the same numbers everywhere.

    (They are other numbers than PyTorch draws.)
    """

    def __init__(self) -> None:
        self._numpy: np.random.Generator | None = None

    def numpy(self) -> np.random.Generator:
        """NumPy's generator behind this one, seeded by chance if nobody chose a seed."""
        if self._numpy is None:
            self._numpy = np.random.default_rng()
        return self._numpy

    def manual_seed(self, seed: int) -> Generator:
        """Start again from `seed`."""
        self._numpy = np.random.default_rng(int(seed) & (2**64 - 1))
        return self

    def __repr__(self) -> str:
        return "<minigrad.Generator>"


default_generator = Generator()


def generator() -> np.random.Generator:
    """NumPy's generator that the factories draw from."""
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

rand = filled(
    "rand",
    lambda shape, kind: _random(generator().random, shape, kind),
    "Random numbers, uniform between 0 and 1.",
)
randn = filled(
    "randn",
    lambda shape, kind: _random(generator().standard_normal, shape, kind),
    "Random numbers from the normal distribution of mean 0 and variance 1.",
)


def _random(draw: Callable[..., Any], shape: tuple[int, ...], kind: np.dtype) -> Any:
    direct = kind if kind in (np.float32, np.float64) else np.dtype(np.float32)
    return np.asarray(draw(shape, dtype=direct)).astype(kind, copy=False)


rand_like = like("rand_like", rand, "Uniform random numbers, in the shape of another tensor.")
randn_like = like("randn_like", randn, "Normal random numbers, in the shape of another tensor.")


def randint(low: int, high: Any = None, size: Any = None, *, dtype: Dtype = None) -> Tensor:
    """Random integers from `low` (or 0) up to but not including `high`.

    >>> import minigrad as mg
    >>> mg.randint(3, (2, 2)).shape
    torch.Size([2, 2])
    """
    if size is None:
        low, high, size = 0, low, high
    shape = sizes((size,), "randint")
    return wrap(
        generator().integers(low, high, shape).astype(dtypes.to_numpy(dtype or dtypes.int64))
    )


def randperm(n: int) -> Tensor:
    """The integers from 0 to n - 1 in random order.

    >>> import minigrad as mg
    >>> sorted(mg.randperm(3).tolist())
    [0, 1, 2]
    """
    return wrap(generator().permutation(n).astype(np.int64))


# ------------------------------------------------------------------ random, in place


def _drawn(name: str, draw: Callable[..., Any], doc: str) -> None:
    def method(self: Tensor, *arguments: float, **options: float) -> Tensor:
        values = draw(*arguments, **options)(self.shape)
        return self.copy_(wrap(np.asarray(values, self._array.dtype)[()]))  # type: ignore[attr-defined]

    method.__name__ = method.__qualname__ = name
    method.__doc__ = doc
    setattr(Tensor, name, method)


def _uniform(from_: float = 0.0, to: float = 1.0) -> Callable[[Any], Any]:
    return lambda shape: generator().uniform(from_, to, shape)


def _normal(mean: float = 0.0, std: float = 1.0) -> Callable[[Any], Any]:
    return lambda shape: generator().normal(mean, std, shape)


_drawn("uniform_", _uniform, "Overwrite all elements with random numbers between two bounds.")
_drawn("normal_", _normal, "Overwrite all elements with random numbers of a mean and a deviation.")
