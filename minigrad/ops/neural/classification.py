"""Losses of classes: nll_loss, cross_entropy, and those of yes or no."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._tensor import Tensor, wrap
from ..rows import TABLE, row
from ..softmax import log_softmax
from ..words import choose, put
from .activations import logistic, minus_logsigmoid
from .reduction import check, for_each, reduced

# ------------------------------------------------------------------ classes


def _class_key(target: Any, ignore_index: int) -> tuple[Any, Any]:
    """Where the log-probability of each target class is, and which targets count."""
    counted = target != ignore_index
    place = np.where(counted, target, 0)
    grid: list[Any] = list(np.indices(place.shape, sparse=True))
    return ((place,) if place.ndim == 0 else (grid[0], place, *grid[1:])), counted


def _class_weights(self: Any, target: Any, weight: Any, ignore_index: int) -> Any:
    key, counted = _class_key(target, ignore_index)
    each = (
        np.ones(target.shape, self.dtype)
        if weight is None
        else weight[key[0 if target.ndim == 0 else 1]]
    )
    return key, np.where(counted, each, 0).astype(self.dtype)


def _nll_forward(self: Any, target: Any, weight: Any, reduction: str, ignore_index: int) -> Any:
    key, each = _class_weights(self, target, weight, ignore_index)
    loss = -self[key] * each
    if reduction == "none":
        return loss
    total = np.add.reduce(loss, axis=None)
    return total / np.add.reduce(each, axis=None) if reduction == "mean" else total


def _d_nll(
    grad: Any, self_sym_sizes: Any, target: Any, weight: Any, reduction: str, ignore_index: int
) -> Any:
    kind = (grad._array if isinstance(grad, Tensor) else grad).dtype
    key, each = _class_weights(np.empty((), kind), target, weight, ignore_index)
    if reduction == "mean":
        each = each / np.add.reduce(each, axis=None)
    share = -grad * (each if not isinstance(grad, Tensor) else wrap(np.asarray(each)))
    return put(share, self_sym_sizes, key)


def _nll(node: str) -> Any:
    return row(
        node,
        _nll_forward,
        self=_d_nll,
        tensors=("target", "weight"),
        node=node,
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
    check(reduction)
    shape, wanted = input._array.shape, target._array.shape
    if len(shape) == 0:
        raise RuntimeError("input tensor should be 1D or 2D")
    expected = shape[:1] + shape[2:] if len(shape) > 1 else ()
    if wanted != expected:
        if wanted[:1] != expected[:1]:
            raise ValueError(
                f"Expected input batch_size ({shape[0]}) to match target batch_size "
                f"({wanted[0] if wanted else 1})."
            )
        raise ValueError(f"Expected target size {list(expected)}, got {list(wanted)}")
    if target._array.dtype.kind not in "iu":
        raise RuntimeError(f"expected scalar type Long but found {target.dtype.tensor_type}")
    classes = shape[1] if len(shape) > 1 else shape[0]
    counted = target._array[target._array != ignore_index] if target._array.ndim else target._array
    bad = counted[(counted < 0) | (counted >= classes)] if counted.ndim else None
    if bad is not None and bad.size:
        raise IndexError(f"Target {bad.flat[0]} is out of bounds.")
    op = _nll_loss_2d if len(shape) > 2 else _nll_loss
    result = op(input, target, wrap(None) if weight is None else weight, reduction, ignore_index)
    return result


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
    check(reduction)
    dim = 0 if input._array.ndim == 1 else 1
    logs: Any = log_softmax(input, dim)
    if target._array.dtype.kind == "f":
        return _soft_targets(logs, target, weight, reduction, label_smoothing, dim)
    loss: Any = nll_loss(logs, target, weight, None, ignore_index, None, reduction)
    if not label_smoothing:
        return loss
    # The rest of the probability, spread evenly over all classes.
    classes = input._array.shape[dim]
    skipped = wrap(np.asarray(target._array == ignore_index))
    if weight is None:
        even = TABLE["masked_fill"](-TABLE["sum"](logs, dim), skipped, 0.0)
        count: Any = np.add.reduce(~np.asarray(skipped._array), axis=None)
    else:
        shaped = wrap(weight._array.reshape([-1] + [1] * (input._array.ndim - dim - 1)))
        even = TABLE["masked_fill"](-TABLE["sum"](logs * shaped, dim), skipped, 0.0)
        count = np.add.reduce(
            _class_weights(input._array, np.asarray(target._array), weight._array, ignore_index)[1],
            axis=None,
        )
    if reduction != "none":
        even = TABLE["sum"](even)
        even = even / float(count) if reduction == "mean" else even
    share = label_smoothing / classes
    return loss * (1 - label_smoothing) + even * share


def _soft_targets(
    logs: Any, target: Any, weight: Tensor | None, reduction: str, smoothing: float, dim: int
) -> Tensor:
    if logs._array.shape != target._array.shape:
        raise RuntimeError(
            "expected target dtype to be Long or Byte, but got Float (a target of probabilities "
            f"must have the shape of the input, {list(logs._array.shape)})"
        )
    classes = logs._array.shape[dim]
    if smoothing:
        target = target * (1 - smoothing) + smoothing / classes
    product = logs * target
    if weight is not None:
        product = product * wrap(weight._array.reshape([-1] + [1] * (logs._array.ndim - dim - 1)))
    if reduction == "none":
        return -TABLE["sum"](product, dim)
    total = -TABLE["sum"](product)
    batch = max(logs._array.size // classes, 1)
    return total / batch if reduction == "mean" else total


# ------------------------------------------------------------------ yes or no

_TINY = 1e-12
_LEAST_LOG = -100.0  # PyTorch's bound, so that a certain but wrong answer costs a finite amount

_bce = row(
    "bce_row",
    lambda self, target, weight, reduction: reduced(
        -(
            target * np.maximum(np.log(self), _LEAST_LOG)
            + (1 - target) * np.maximum(np.log1p(-self), _LEAST_LOG)
        )
        * (1 if weight is None else weight),
        reduction,
    ).astype(self.dtype),
    self=lambda grad, self, target, weight, reduction: _weighted(
        for_each(grad, self, reduction) * (self - target) / _not_below(self * (1 - self), _TINY),
        weight,
    ),
    target=lambda grad, self, target, weight, reduction: _weighted(
        for_each(grad, self, reduction)
        * (_not_below(np.log(1 - self), _LEAST_LOG) - _not_below(np.log(self), _LEAST_LOG)),
        weight,
    ),
    tensors=("weight",),
    node="BinaryCrossEntropyBackward0",
    public=False,
)


def _weighted(grad: Any, weight: Any) -> Any:
    return grad if weight is None else grad * weight


def _not_below(x: Any, least: float) -> Any:
    return choose(x >= least, x, np.zeros_like(x) + least)


def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """-(y log p + (1 - y) log(1 - p)) for probabilities p between 0 and 1.

    Raises RuntimeError for probabilities outside, ValueError for shapes that differ.
    """
    check(reduction)
    if input._array.shape != target._array.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size "
            f"({input.shape}) is deprecated. Please ensure they have the same size."
        )
    if not np.all((input._array >= 0) & (input._array <= 1)):
        raise RuntimeError("all elements of input should be between 0 and 1")
    return _bce(input, target, wrap(None) if weight is None else weight, reduction)


_bce_logits = row(
    "bce_logits_row",
    lambda self, target, weight, pos_weight, reduction: reduced(
        ((1 - target) * self + (1 + (_or_one(pos_weight) - 1) * target) * minus_logsigmoid(self))
        * _or_one(weight),
        reduction,
    ).astype(self.dtype),
    self=lambda grad, self, target, weight, pos_weight, reduction: _weighted(
        for_each(grad, self, reduction)
        * ((1 - target) - (1 + (_or_one(pos_weight) - 1) * target) * logistic(-self)),
        weight,
    ),
    target=lambda grad, self, weight, pos_weight, reduction: _weighted(
        for_each(grad, self, reduction)
        * (-self + (_or_one(pos_weight) - 1) * minus_logsigmoid(self)),
        weight,
    ),
    tensors=("weight", "pos_weight"),
    node="BinaryCrossEntropyWithLogitsBackward0",
    public=False,
)


def _or_one(weight: Any) -> Any:
    return 1 if weight is None else weight


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """`binary_cross_entropy` of sigmoid(input), without overflow.

    >>> import minigrad as mg
    >>> mg.nn.functional.binary_cross_entropy_with_logits(mg.tensor([0.]), mg.tensor([1.]))
    tensor(0.6931)
    """
    check(reduction)
    if input._array.shape != target._array.shape:
        raise ValueError(
            f"Target size ({target.shape}) must be the same as input size ({input.shape})"
        )
    absent = wrap(None)
    return _bce_logits(
        input, target, absent if weight is None else weight,
        absent if pos_weight is None else pos_weight, reduction,
    )  # fmt: skip
