"""The usual losses. `reduction` is "mean" (the default), "sum" or "none"."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ...engine.arrays import dtypes
from ...engine.tensor import Tensor, wrap
from ..kinds import INTEGERS, check_constant, check_kind
from ..operands import broadcast_error, result_in, same_dtype, shape_together
from ..rows import TABLE, row
from ..words import choose, sgn
from .activations import logistic, minus_logsigmoid
from .reduction import check, chosen, for_each, reduce_tensor, reduced

__all__ = [
    "cosine_embedding_loss", "gaussian_nll_loss", "hinge_embedding_loss", "huber_loss", "kl_div",
    "l1_loss", "margin_ranking_loss", "mse_loss", "poisson_nll_loss", "smooth_l1_loss",
    "soft_margin_loss",
]  # fmt: skip


def _same_shape(input: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    if input._array.shape != target._array.shape:
        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size "
            f"({input.shape}). This will likely lead to incorrect results due to broadcasting. "
            "Please ensure they have the same size.",
            UserWarning,
            stacklevel=3,
        )
        both = broadcast_shape(input._array, target._array)
        input, target = (
            t if t._array.shape == both else TABLE["expand"](t, *both) for t in (input, target)
        )
    return tuple(same_dtype(input, target))  # type: ignore[return-value]


def broadcast_shape(x: Any, y: Any) -> tuple[int, ...]:
    """The shape that two arrays have together; PyTorch's error if they have none."""
    try:
        return np.broadcast_shapes(x.shape, y.shape)
    except ValueError as error:
        raise broadcast_error(x, y, error) from None


# ------------------------------------------------------------------ distances


def _distance(name: str, node: str, each: Any, slope: Any) -> Any:
    """A loss of the difference: `each` of it forward, `slope` of it backward."""
    return row(
        name,
        lambda self, target, reduction, width: reduced(each(self - target, width), reduction),
        self=lambda grad, self, target, reduction, width: (
            for_each(grad, self, reduction) * slope(self - target, width)
        ),
        target=lambda grad, self, target, reduction, width: (
            -for_each(grad, self, reduction) * slope(self - target, width)
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
    lambda d, delta: choose(np.abs(d) < delta, d, sgn(d) * delta),
)


def mse_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """The mean (or sum, or each) of the squared differences.

    >>> import minigrad as mg
    >>> mg.nn.functional.mse_loss(mg.tensor([1., 2.]), mg.tensor([0., 0.]))
    tensor(2.5000)
    """
    reduction = chosen(size_average, reduce, reduction)
    check(reduction)
    input, target = _same_shape(input, target)
    check_kind(input, "mse_cpu", INTEGERS)
    return _mse(input, target, reduction, 0)


def l1_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """The mean (or sum, or each) of the absolute differences."""
    reduction = chosen(size_average, reduce, reduction)
    if input._array.shape != target._array.shape:
        input, target = _same_shape(input, target)
    return reduce_tensor(TABLE["abs"](TABLE["sub"](input, target)), reduction)


def smooth_l1_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", beta: float = 1.0,
) -> Tensor:  # fmt: skip
    """Squared (over 2 beta) for differences below `beta`, absolute beyond it."""
    reduction = chosen(size_average, reduce, reduction)
    check(reduction)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return l1_loss(input, target, reduction=reduction)
    input, target = _same_shape(input, target)
    check_kind(input, "smooth_l1_cpu", INTEGERS)
    return _smooth_l1(input, target, reduction, beta)


def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0
) -> Tensor:
    """Half the square for differences up to `delta`, delta times the absolute beyond it."""
    check(reduction)
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    both = _same_shape(input, target)
    if dtypes.rank(both[0]._array) > dtypes.rank(input._array):
        raise RuntimeError(
            f"result type {both[0].dtype.tensor_type} can't be cast to the desired output type "
            f"{input.dtype.tensor_type}"
        )
    check_kind(both[0], "huber_cpu", INTEGERS)
    return result_in(input._array.dtype, _huber_row(*both, reduction, delta))


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
    reduction = chosen(size_average, reduce, reduction)
    for tensor in (input, target):
        if tensor._array.dtype.kind != "f":
            raise RuntimeError("kl_div: Integral inputs not supported.")
    if log_target:
        each = TABLE["exp"](target) * (target - input)
    else:
        each = TABLE["xlogy"](target, target) - target * input
    if reduction == "batchmean":
        return TABLE["sum"](each) / input._array.shape[0]
    return reduce_tensor(each, reduction)


def poisson_nll_loss(
    input: Any, target: Any, log_input: bool = True, full: bool = False, size_average: Any = None,
    eps: float = 1e-8, reduce: Any = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """Minus the log-probability of counts under a Poisson distribution."""
    reduction = chosen(size_average, reduce, reduction)
    if log_input:
        loss = TABLE["exp"](input) - target * input
    else:
        loss = input - target * TABLE["log"](input + eps)
    if full:
        stirling = target * TABLE["log"](target) - target + 0.5 * TABLE["log"](2 * math.pi * target)
        loss = loss + TABLE["masked_fill"](stirling, target.detach() <= 1, 0.0)
    return reduce_tensor(loss, reduction)


def gaussian_nll_loss(
    input: Any, target: Any, var: Any, full: bool = False, eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """Minus the log-probability of targets under normal distributions."""
    if not isinstance(var, Tensor):
        var = TABLE["mul"](wrap(np.ones_like(input._array)), var)
    have, wanted = var._array.shape, input._array.shape
    if have != wanted:
        if have == wanted[:-1] and wanted:
            var = TABLE["unsqueeze"](var, -1)
        elif not (have and have[:-1] == wanted[:-1] and have[-1] == 1) and not (
            len(have) == len(wanted)
            and sum(n != m for n, m in zip(have, wanted, strict=True)) == 1
            and all(n in (1, m) for n, m in zip(have, wanted, strict=True))
        ):
            raise ValueError("var is of incorrect size")
    if np.any(var._array < 0):
        raise ValueError("var has negative entry/entries")
    # The bound stops the value, not the gradient: it is a copy with the small ones raised.
    raised = var + wrap(np.maximum(eps - var._array, 0).astype(var._array.dtype))
    loss = 0.5 * (TABLE["log"](raised) + (input - target) ** 2 / raised)
    if full:
        loss = loss + 0.5 * math.log(2 * math.pi)
    return reduce_tensor(loss, reduction)


def soft_margin_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """log(1 + exp(-target · input)) for targets 1 and -1."""
    reduction = chosen(size_average, reduce, reduction)
    check(reduction)
    check_constant("soft_margin_loss", target=target)
    both = shape_together(target, input)
    kind = input._array.dtype
    if kind.kind != "f":
        raise RuntimeError(
            "result type Float can't be cast to the desired output type "
            f"{dtypes.of_numpy(kind).tensor_type}"
        )
    if both != input._array.shape:
        raise RuntimeError(
            f"output with shape {list(input._array.shape)} doesn't match the broadcast shape "
            f"{list(both)}"
        )
    return _soft_margin(*same_dtype(input, target), reduction)


_soft_margin = row(
    "soft_margin_row",
    lambda self, target, reduction: reduced(minus_logsigmoid(target * self), reduction),
    self=lambda grad, self, target, reduction: (
        -for_each(grad, self, reduction) * target * logistic(-target * self)
    ),
    tensors=("target",),
    node="SoftMarginLossBackward0",
    single=True,
    public=False,
)


def hinge_embedding_loss(
    input: Any, target: Any, margin: float = 1.0, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """The distance itself for targets 1, and how far it is below the margin for targets -1."""
    reduction = chosen(size_average, reduce, reduction)
    where, zero = TABLE["where"], wrap(np.zeros((), input._array.dtype)[()])
    margin = int(margin) if input._array.dtype.kind != "f" else margin
    apart = where(target != 1, TABLE["clamp_min"](margin - input, 0), zero)
    together = where(target != -1, input, zero)
    return reduce_tensor(apart + together, reduction)


def margin_ranking_loss(
    input1: Any, input2: Any, target: Any, margin: float = 0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """How far the first is from beating the second (target 1; -1: the reverse) by the margin."""
    reduction = chosen(size_average, reduce, reduction)
    given = {"input1": input1, "input2": input2, "target": target}
    if len({t._array.ndim for t in given.values()}) > 1:
        sizes = ", ".join(f"{name}: {t.shape}" for name, t in given.items())
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"{sizes} "
        )
    loss = TABLE["clamp_min"](-target * (input1 - input2) + float(margin), 0)
    return reduce_tensor(loss, reduction)


def cosine_embedding_loss(
    input1: Any, input2: Any, target: Any, margin: float = 0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Tensor:  # fmt: skip
    """1 - cosine for targets 1, and how far the cosine is above the margin for targets -1."""
    reduction = chosen(size_average, reduce, reduction)
    ndim, shapes = target._array.ndim, [list(t._array.shape) for t in (input1, input2)]
    if ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if any(len(shape) != ndim + 1 for shape in shapes):
        raise RuntimeError(
            f"{ndim}D target tensor expects {ndim + 1}D input tensors, but found inputs with sizes "
            f"{shapes[0]} and {shapes[1]}."
        )
    total, last = TABLE["sum"], ndim
    tiny = 1e-12
    lengths = (total(input1 * input1, last) + tiny) * (total(input2 * input2, last) + tiny)
    cosine = total(input1 * input2, last) / TABLE["sqrt"](lengths)
    zero = wrap(np.zeros((), input1._array.dtype)[()])
    near = TABLE["where"](target == 1, 1 - cosine, zero)
    far = TABLE["where"](target == -1, TABLE["clamp_min"](cosine - margin, 0), zero)
    return reduce_tensor(near + far, reduction)
