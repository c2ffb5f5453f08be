"""Losses of classes: nll_loss and cross_entropy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.tensor import Tensor, wrap
from ..kinds import check_constant
from ..reductions.softmax import log_softmax
from ..rows import TABLE, row
from ..words import choose, put
from .absent import given
from .reduction import check, chosen

# ------------------------------------------------------------------ the target's log-probability


def _class_key(target: Any, ignore_index: int) -> tuple[Any, Any]:
    """Where the log-probability of each target class is, and which targets count."""
    counted = target != ignore_index
    place = np.where(counted, target, 0)
    if place.ndim == 1:
        return (np.arange(len(place)), place), counted
    grid: list[Any] = list(np.indices(place.shape, sparse=True))
    return ((place,) if place.ndim == 0 else (grid[0], place, *grid[1:])), counted


def _class_weights(self: Any, target: Any, weight: Any, ignore_index: int) -> Any:
    key, counted = _class_key(target, ignore_index)
    if weight is None:
        return key, counted, np.asarray(counted).astype(self.dtype)
    each = weight[key[0 if target.ndim == 0 else 1]]
    return key, counted, np.where(counted, each, 0).astype(self.dtype)


def _nll_forward(self: Any, target: Any, weight: Any, reduction: str, ignore_index: int) -> Any:
    key, counted, each = _class_weights(self, target, weight, ignore_index)
    loss = np.where(counted, -self[key] * each, 0)
    if reduction == "none":
        return loss
    total = np.add.reduce(loss, axis=None)
    return total / np.add.reduce(each, axis=None) if reduction == "mean" else total


def _d_nll(
    grad: Any, self_sym_sizes: Any, target: Any, weight: Any, reduction: str, ignore_index: int
) -> Any:
    kind = (grad._array if isinstance(grad, Tensor) else grad).dtype
    key, counted, each = _class_weights(np.empty((), kind), target, weight, ignore_index)
    if reduction == "mean":
        each = each / np.add.reduce(each, axis=None)
    share = grad * (-each if not isinstance(grad, Tensor) else wrap(np.asarray(-each)))
    # What is ignored gets 0 even if the gradient is nan, as that of a mean over nothing is.
    return put(choose(counted, share, 0), self_sym_sizes, key)


def _nll(node: str) -> Any:
    return row(
        node,
        _nll_forward,
        self=_d_nll,
        tensors=("target", "weight"),
        node=node,
        single=True,
        public=False,
    )


_nll_loss, _nll_loss_2d = _nll("NllLossBackward0"), _nll("NllLoss2DBackward0")


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    ignore_index: int = -100,
    reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """Minus the log-probability of the target class: (N, C) or (N, C, ...) and (N, ...).

    weight: one for each class; the mean is weighted by it. Raises IndexError for a target that
    is no class.

    >>> import minigrad as mg
    >>> mg.nn.functional.nll_loss(mg.tensor([[-1., -2.]]), mg.tensor([1]))
    tensor(2.)
    """
    reduction = chosen(size_average, reduce, reduction)
    check(reduction)
    _check_shapes(input, target)
    check_constant("nll_loss_forward", weight=weight)
    _check_target(input, target, weight, ignore_index)
    op = _nll_loss_2d if input._array.ndim > 2 else _nll_loss
    if input._array.ndim == 1 == target._array.ndim:
        target = wrap(target._array[0])
    return op(input, target, given(weight), reduction, ignore_index)


def _check_shapes(input: Tensor, target: Tensor) -> None:
    """PyTorch's errors for another number of examples than targets."""
    shape, wanted = input._array.shape, target._array.shape
    if not shape:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    batch, found = (*shape[:-1], 1)[0], (*wanted, int(len(shape) == 1))[0]
    if len(shape) > 1 and batch != found:
        raise ValueError(
            f"Expected input batch_size ({batch}) to match target batch_size ({found})."
        )


def _check_target(input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int) -> None:
    """PyTorch's errors for a target of another shape or type, or that is no class."""
    shape, wanted = input._array.shape, target._array.shape
    if len(shape) <= 2:
        if len(wanted) > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        if len(shape) == 1 and wanted not in ((), (1,)):
            raise ValueError(
                f"Expected input batch_size (1) to match target batch_size ({wanted[0]})."
            )
    elif wanted != shape[:1] + shape[2:]:
        raise RuntimeError(
            f"Expected target size {list(shape[:1] + shape[2:])}, got {list(wanted)}"
        )
    if target._array.dtype not in (np.int64, np.uint8):
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {target.dtype.tensor_type}"
        )
    classes = np.asarray(target._array)
    count = shape[1] if len(shape) > 1 else shape[0]
    if weight is not None and weight._array.shape != (count,):
        raise RuntimeError(
            f"weight tensor should be defined either for all {count} classes or no classes but got "
            f"weight tensor of shape: {list(weight._array.shape)}"
        )
    wrong = classes[(classes != ignore_index) & ((classes < 0) | (classes >= count))]
    if wrong.size:
        raise IndexError(f"Target {wrong.flat[0]} is out of bounds.")


# ------------------------------------------------------------------ from logits


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    ignore_index: int = -100,
    reduce: Any = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """`nll_loss` of `log_softmax`: how surprising the target class is, given the logits.

    target: the classes as integers, or a probability for each class.

    >>> import minigrad as mg
    >>> mg.nn.functional.cross_entropy(mg.tensor([[0., 0.]]), mg.tensor([1]))
    tensor(0.6931)
    """
    reduction = chosen(size_average, reduce, reduction)
    check(reduction)
    dim = 0 if input._array.ndim <= 1 else 1
    if input._array.shape == target._array.shape and target._array.dtype.kind != "f":
        raise RuntimeError(
            "Expected floating point type for target with class probabilities, got "
            f"{target.dtype.tensor_type}"
        )
    logs: Any = log_softmax(input, dim)
    if target._array.dtype.kind == "f":
        return _soft_targets(logs, target, weight, reduction, label_smoothing, dim)
    loss: Any = nll_loss(logs, target, weight, None, ignore_index, None, reduction)
    if not label_smoothing:
        return loss
    # The rest of the probability, spread evenly over all classes.
    classes = input._array.shape[dim]
    weights = None if weight is None else weight._array
    even = -TABLE["sum"](_weighted(logs, weights, dim), dim)
    even = TABLE["masked_fill"](even, wrap(np.asarray(target._array == ignore_index)), 0.0)
    if reduction != "none":
        even = TABLE["sum"](even)
    if reduction == "mean":
        target_array = np.asarray(target._array)
        each = _class_weights(input._array, target_array, weights, ignore_index)[2]
        even = even / float(np.add.reduce(each, axis=None))
    return loss * (1 - label_smoothing) + even * (label_smoothing / classes)


def _weighted(logs: Any, weights: Any, dim: int) -> Any:
    """Times one weight for each class along `dim`."""
    if weights is None:
        return logs
    return logs * wrap(weights.reshape([-1] + [1] * (logs._array.ndim - dim - 1)))


def _soft_targets(
    logs: Any, target: Any, weight: Tensor | None, reduction: str, smoothing: float, dim: int
) -> Tensor:
    """The loss for a probability of each class in place of one class."""
    if logs._array.shape != target._array.shape:
        _check_shapes(logs, target)
        if target._array.ndim > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {target.dtype.tensor_type}"
        )
    classes = (*logs._array.shape, 1)[dim]
    if weight is not None and weight._array.shape != (classes,):
        raise RuntimeError(
            f"cross_entropy: weight tensor should be defined either for all {classes} classes or "
            f"no classes but got weight tensor of shape: {list(weight._array.shape)}"
        )
    if smoothing:
        target = target * (1 - smoothing) + smoothing / classes
    product = logs * target
    if weight is not None:
        product = product * TABLE["reshape"](weight, -1, *[1] * (logs._array.ndim - dim - 1))
    if reduction == "none":
        return -TABLE["sum"](product, dim)
    total = -TABLE["sum"](product)
    batch = math.prod(n for d, n in enumerate(logs._array.shape) if d != dim)
    return total / (batch if classes else 0) if reduction == "mean" else total
