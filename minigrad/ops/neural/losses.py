"""The usual losses. `reduction` is "mean" (the default), "sum" or "none"."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ..._tensor import Tensor, wrap
from ..operands import same_dtype
from ..rows import TABLE, row
from ..softmax import log_softmax
from ..words import choose, expand, put, sgn
from .activations import logistic

__all__ = [
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "cosine_embedding_loss",
    "cross_entropy", "gaussian_nll_loss", "hinge_embedding_loss", "huber_loss", "kl_div", "l1_loss",
    "margin_ranking_loss", "mse_loss", "nll_loss", "poisson_nll_loss", "smooth_l1_loss",
    "soft_margin_loss",
]  # fmt: skip


def _check(reduction: str) -> None:
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")


def _reduced(loss: Any, reduction: str) -> Any:
    """The loss of each element made one number, for arrays."""
    if reduction == "none":
        return loss
    total = np.add.reduce(loss, axis=None)
    return total / loss.size if reduction == "mean" else total


def _each(grad: Any, like: Any, reduction: str) -> Any:
    """The gradient of each element's own loss: the transpose of `_reduced`."""
    if reduction == "none":
        return grad
    if reduction == "mean":
        grad = grad / math.prod(like.shape)
    return expand(grad, like.shape)


def _reduce_tensor(loss: Tensor, reduction: str) -> Tensor:
    """As PyTorch does for losses made of other operations: mean() and sum() are in the graph."""
    _check(reduction)
    return loss if reduction == "none" else TABLE[reduction](loss)


def _same_shape(input: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    if input._array.shape != target._array.shape:
        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size "
            f"({input.shape}). This will likely lead to incorrect results due to broadcasting. "
            "Please ensure they have the same size.",
            UserWarning,
            stacklevel=3,
        )
        both = np.broadcast_shapes(input._array.shape, target._array.shape)
        input, target = (
            t if t._array.shape == both else TABLE["expand"](t, *both) for t in (input, target)
        )
    return tuple(same_dtype(input, target))  # type: ignore[return-value]


# ------------------------------------------------------------------ distances


def _distance(name: str, node: str, each: Any, slope: Any) -> Any:
    """A loss of the difference: `each` of it forward, `slope` of it backward."""
    return row(
        name,
        lambda self, target, reduction, width: _reduced(each(self - target, width), reduction),
        self=lambda grad, self, target, reduction, width: (
            _each(grad, self, reduction) * slope(self - target, width)
        ),
        target=lambda grad, self, target, reduction, width: (
            -_each(grad, self, reduction) * slope(self - target, width)
        ),
        node=node,
        public=False,
    )


def _smooth(d: Any, beta: float) -> Any:
    size = np.abs(d)
    return np.where(size < beta, 0.5 * d * d / (beta or 1), size - 0.5 * beta).astype(d.dtype)[()]


def _smooth_slope(d: Any, beta: float) -> Any:
    return choose(np.abs(d) < beta, d / (beta or 1), sgn(d))


def _huber(d: Any, delta: float) -> Any:
    size = np.abs(d)
    return np.where(size <= delta, 0.5 * d * d, delta * (size - 0.5 * delta)).astype(d.dtype)[()]


_mse = _distance("mse_loss_row", "MseLossBackward0", lambda d, width: d * d, lambda d, width: d * 2)
_smooth_l1 = _distance("smooth_l1_row", "SmoothL1LossBackward0", _smooth, _smooth_slope)
_huber_row = _distance(
    "huber_row",
    "HuberLossBackward0",
    _huber,
    lambda d, delta: choose(np.abs(d) <= delta, d, sgn(d) * delta),
)


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """The mean (or sum, or each) of the squared differences.

    >>> import minigrad as mg
    >>> mg.nn.functional.mse_loss(mg.tensor([1., 2.]), mg.tensor([0., 0.]))
    tensor(2.5000)
    """
    _check(reduction)
    return _mse(*_same_shape(input, target), reduction, 0)


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """The mean (or sum, or each) of the absolute differences."""
    input, target = _same_shape(input, target)
    return _reduce_tensor(TABLE["abs"](TABLE["sub"](input, target)), reduction)


def smooth_l1_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0
) -> Tensor:
    """Squared (over 2 beta) for differences below `beta`, absolute beyond it."""
    _check(reduction)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return l1_loss(input, target, reduction)
    return _smooth_l1(*_same_shape(input, target), reduction, beta)


def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0
) -> Tensor:
    """Half the square for differences up to `delta`, delta times the absolute beyond it."""
    _check(reduction)
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    return _huber_row(*_same_shape(input, target), reduction, delta)


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
    _check(reduction)
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
    _check(reduction)
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
    lambda self, target, weight, reduction: _reduced(
        -(
            target * np.maximum(np.log(self), _LEAST_LOG)
            + (1 - target) * np.maximum(np.log1p(-self), _LEAST_LOG)
        )
        * (1 if weight is None else weight),
        reduction,
    ).astype(self.dtype),
    self=lambda grad, self, target, weight, reduction: _weighted(
        _each(grad, self, reduction) * (self - target) / _not_below(self * (1 - self), _TINY),
        weight,
    ),
    target=lambda grad, self, target, weight, reduction: _weighted(
        _each(grad, self, reduction)
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
    _check(reduction)
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
    lambda self, target, weight, pos_weight, reduction: _reduced(
        ((1 - target) * self + (1 + (_or_one(pos_weight) - 1) * target) * _minus_logsigmoid(self))
        * _or_one(weight),
        reduction,
    ).astype(self.dtype),
    self=lambda grad, self, target, weight, pos_weight, reduction: _weighted(
        _each(grad, self, reduction)
        * ((1 - target) - (1 + (_or_one(pos_weight) - 1) * target) * logistic(-self)),
        weight,
    ),
    target=lambda grad, self, weight, pos_weight, reduction: _weighted(
        _each(grad, self, reduction)
        * (-self + (_or_one(pos_weight) - 1) * _minus_logsigmoid(self)),
        weight,
    ),
    tensors=("weight", "pos_weight"),
    node="BinaryCrossEntropyWithLogitsBackward0",
    public=False,
)


def _or_one(weight: Any) -> Any:
    return 1 if weight is None else weight


def _minus_logsigmoid(x: Any) -> Any:
    """log(1 + exp(-x)), without overflow."""
    return np.logaddexp(-x, np.zeros_like(x))


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
    _check(reduction)
    if input._array.shape != target._array.shape:
        raise ValueError(
            f"Target size ({target.shape}) must be the same as input size ({input.shape})"
        )
    absent = wrap(None)
    return _bce_logits(
        input, target, absent if weight is None else weight,
        absent if pos_weight is None else pos_weight, reduction,
    )  # fmt: skip


# ------------------------------------------------------------------ made of other operations


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """target · (log target - input), where `input` holds log-probabilities.

    reduction: also "batchmean", the sum over the number of rows.
    """
    if log_target:
        each = TABLE["exp"](target) * (target - input)  # type: ignore[operator]
    else:
        each = TABLE["xlogy"](target, target) - target * input  # type: ignore[operator]
    if reduction == "batchmean":
        return TABLE["sum"](each) / input._array.shape[0]
    return _reduce_tensor(each, reduction)


def poisson_nll_loss(
    input: Any, target: Any, log_input: bool = True, full: bool = False, size_average: Any = None,
    eps: float = 1e-8, reduce: Any = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """Minus the log-probability of counts under a Poisson distribution."""
    if log_input:
        loss = TABLE["exp"](input) - target * input
    else:
        loss = input - target * TABLE["log"](input + eps)
    if full:
        stirling = target * TABLE["log"](target) - target + 0.5 * TABLE["log"](2 * math.pi * target)
        loss = loss + TABLE["masked_fill"](stirling, target.detach() <= 1, 0.0)
    return _reduce_tensor(loss, reduction)


def gaussian_nll_loss(
    input: Any, target: Any, var: Any, full: bool = False, eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """Minus the log-probability of targets under normal distributions."""
    if not isinstance(var, Tensor):
        var = TABLE["mul"](wrap(np.ones_like(input._array)), var)
    elif var._array.ndim + 1 == input._array.ndim and var._array.shape == input._array.shape[:-1]:
        var = TABLE["unsqueeze"](var, -1)
    if np.any(var._array < 0):
        raise ValueError("var has negative entry/entries")
    # The bound stops the value, not the gradient: it is a copy with the small ones raised.
    raised = var + wrap(np.maximum(eps - var._array, 0).astype(var._array.dtype))
    loss = 0.5 * (TABLE["log"](raised) + (input - target) ** 2 / raised)
    if full:
        loss = loss + 0.5 * math.log(2 * math.pi)
    return _reduce_tensor(loss, reduction)


def soft_margin_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """log(1 + exp(-target · input)) for targets 1 and -1."""
    _check(reduction)
    return _soft_margin(input, target, reduction)


_soft_margin = row(
    "soft_margin_row",
    lambda self, target, reduction: _reduced(_minus_logsigmoid(target * self), reduction),
    self=lambda grad, self, target, reduction: (
        -_each(grad, self, reduction) * target * logistic(-target * self)
    ),
    tensors=("target",),
    node="SoftMarginLossBackward0",
    public=False,
)


def hinge_embedding_loss(
    input: Any, target: Any, margin: float = 1.0, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """The distance itself for targets 1, and how far it is below the margin for targets -1."""
    where, zero = TABLE["where"], wrap(np.zeros((), input._array.dtype)[()])
    apart = where(target != 1, TABLE["clamp_min"](margin - input, 0), zero)
    together = where(target != -1, input, zero)
    return _reduce_tensor(apart + together, reduction)


def margin_ranking_loss(
    input1: Any, input2: Any, target: Any, margin: float = 0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """How far the first is from beating the second (target 1; -1: the reverse) by the margin."""
    return _reduce_tensor(TABLE["clamp_min"](-target * (input1 - input2) + margin, 0), reduction)


def cosine_embedding_loss(
    input1: Any, input2: Any, target: Any, margin: float = 0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """1 - cosine for targets 1, and how far the cosine is above the margin for targets -1."""
    total, last = TABLE["sum"], input1._array.ndim - 1
    tiny = 1e-12
    lengths = (total(input1 * input1, last) + tiny) * (total(input2 * input2, last) + tiny)
    cosine = total(input1 * input2, last) / TABLE["sqrt"](lengths)
    zero = wrap(np.zeros((), input1._array.dtype)[()])
    near = TABLE["where"](target == 1, 1 - cosine, zero)
    far = TABLE["where"](target == -1, TABLE["clamp_min"](cosine - margin, 0), zero)
    return _reduce_tensor(near + far, reduction)
