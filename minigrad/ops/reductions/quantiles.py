"""Quantiles: the value below which a part of the elements lies."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays.arraylike import checked_dim
from ...engine.tensor import Tensor, wrap
from ..places.gather import gather
from ..rows import TABLE, operation
from ..shapes.lengths import expand, squeeze_, unsqueeze
from ..shapes.orders import movedim
from ..shapes.views import reshape
from .sorting import sort

ROUNDED: dict[str, Any] = {"lower": np.floor, "higher": np.ceil, "nearest": np.round}


@operation(
    "(Tensor input, Tensor q, int? dim=None, bool keepdim=False, *, "
    'str interpolation="linear", Tensor out=None)',
    "(Tensor input, float q, int? dim=None, bool keepdim=False, *, "
    'str interpolation="linear", Tensor out=None)',
)
def quantile(
    self: Tensor,
    q: Any,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
) -> Tensor:
    """The value that a part `q` of the elements does not exceed, of all or along `dim`.

    q: a number from 0 to 1, or a vector of them, which becomes the first dimension of the result.
    interpolation: what to do between two elements: "linear", "lower", "higher", "midpoint" or
        "nearest". Raises RuntimeError for a q out of range or of another type than the tensor.

    >>> import minigrad as mg
    >>> mg.quantile(mg.tensor([1., 2., 3., 4.]), 0.5)
    tensor(2.5000)
    """
    array = self._array
    if array.dtype not in (np.float32, np.float64):
        raise RuntimeError("quantile() input tensor must be either float or double dtype")
    if array.size == 0:
        raise RuntimeError("quantile() input tensor must be non-empty")
    if interpolation not in (*ROUNDED, "linear", "midpoint"):
        raise RuntimeError(
            "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, "
            f"but got {interpolation}"
        )
    parts = _checked(q, array.dtype)
    if dim is not None:
        checked_dim(dim, array.ndim)
    if dim is None or not array.ndim:
        line, place = reshape(self, -1), None
    else:
        place = checked_dim(dim, array.ndim)
        line = movedim(self, place, -1)
    ordered = sort(line, -1)[0]
    result = movedim(_at(ordered, reshape(parts, -1), interpolation), -1, 0)
    if keepdim:
        ones = [1] * array.ndim
        result = reshape(result, -1, *ones) if place is None else unsqueeze(result, place + 1)
    return result if parts._array.ndim else squeeze_(result, 0)


def _checked(q: Any, kind: Any) -> Tensor:
    """The wanted parts, as a tensor of this type."""
    parts = q if isinstance(q, Tensor) else wrap(np.asarray(q, kind)[()])
    if parts._array.dtype != kind:
        raise RuntimeError("quantile() q tensor must be same dtype as the input tensor")
    if parts._array.ndim > 1:
        raise RuntimeError("quantile() q must be a scalar or 1D tensor")
    if not np.all((parts._array >= 0) & (parts._array <= 1)):
        if isinstance(q, Tensor):
            raise RuntimeError("quantile() q values must be in the range [0, 1]")
        raise RuntimeError(f"quantile() q must be in the range [0, 1] but got {q}")
    return parts


def _at(ordered: Tensor, parts: Tensor, interpolation: str) -> Tensor:
    """What stands at these parts of the way through the last dimension, which is sorted."""
    array = ordered._array
    last = array.shape[-1] - 1
    rank: Any = expand(TABLE["mul"](parts, last), *array.shape[:-1], -1)
    if np.isnan(array[..., -1]).any():  # nan is the largest, and one is enough
        rank = TABLE["where"](wrap(np.isnan(array[..., -1:])), float(last), rank)
    exact = np.asarray(rank._array)
    if interpolation in ROUNDED:
        exact = ROUNDED[interpolation](exact)
    below = np.floor(exact)
    values = gather(ordered, -1, wrap(below.astype(np.int64)))
    if interpolation in ROUNDED:
        return values
    above = gather(ordered, -1, wrap(np.ceil(exact).astype(np.int64)))
    weight = wrap(np.full_like(exact, 0.5)) if interpolation == "midpoint" else rank - wrap(below)
    return TABLE["lerp"](values, above, weight)
