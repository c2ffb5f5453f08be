"""From the loss of each element to one number, and back: reduction "mean", "sum" or "none"."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ...engine.tensor import Tensor
from ..operands import HALF, SINGLE
from ..rows import TABLE
from ..words import expand


def check(reduction: str) -> None:
    """Refuse any other word with PyTorch's error."""
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")


def chosen(size_average: Any, reduce: Any, reduction: str) -> str:
    """The word for the two arguments that were there before `reduction`, and still overrule it."""
    if size_average is None and reduce is None:
        return reduction
    mean, one = size_average is None or size_average, reduce is None or reduce
    reduction = ("mean" if mean else "sum") if one else "none"
    warnings.warn(
        "size_average and reduce args will be deprecated, please use "
        f"reduction='{reduction}' instead.",
        UserWarning,
        stacklevel=3,
    )
    return reduction


def reduced(loss: Any, reduction: str) -> Any:
    """The loss of each element made one number, for arrays."""
    if reduction == "none":
        return loss
    if loss.dtype is HALF:  # each loss is rounded, but not each step of their sum
        return reduced(loss.astype(SINGLE), reduction).astype(HALF)
    total = np.add.reduce(loss, axis=None)
    return total / loss.size if reduction == "mean" else total


def for_each(grad: Any, like: Any, reduction: str) -> Any:
    """The gradient of each element's own loss: the transpose of `reduced`."""
    if reduction == "none":
        return grad
    if reduction == "mean":
        grad = grad / math.prod(like.shape)
    return expand(grad, like.shape)


def reduce_tensor(loss: Tensor, reduction: str) -> Tensor:
    """As PyTorch does for losses made of other operations: mean() and sum() are in the graph."""
    check(reduction)
    return loss if reduction == "none" else TABLE[reduction](loss)
