"""Losses of yes or no: the binary cross-entropies, of probabilities and of logits."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.tensor import Tensor
from ..elementwise.pointwise import TWO_BOOLS
from ..kinds import INTEGERS, check_constant, check_kind
from ..operands import same_dtype, shape_together
from ..rows import row
from ..words import choose
from .absent import given
from .activations import logistic, minus_logsigmoid
from .reduction import check, chosen, for_each, reduced

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
    single=True,
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
    reduction = chosen(size_average, reduce, reduction)
    check(reduction)
    if input._array.shape != target._array.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size "
            f"({input.shape}) is deprecated. Please ensure they have the same size."
        )
    if target.dtype is not input.dtype:
        raise RuntimeError(
            f"Found dtype {target.dtype.tensor_type} but expected {input.dtype.tensor_type}"
        )
    check_constant("binary_cross_entropy", weight=weight)
    if weight is not None:
        _check_expands(weight._array.shape, input._array.shape)
    check_kind(input, "binary_cross_entropy", INTEGERS)
    if not np.all((input._array >= 0) & (input._array <= 1)):
        raise RuntimeError("all elements of input should be between 0 and 1")
    return _bce(input, target, given(weight), reduction)


def _check_expands(shape: tuple[int, ...], whole: tuple[int, ...]) -> None:
    for place in range(1, len(shape) + 1):
        if shape[-place] not in (1, (*((None,) * len(shape)), *whole)[-place]):
            raise RuntimeError(
                f"Attempting to broadcast a dimension of length {shape[-place]} at -{place}! "
                f"Mismatching argument at index 1 had torch.Size({list(shape)}); but expected "
                f"shape should be broadcastable to {list(whole)}"
            )


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
    single=True,
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
    reduction = chosen(size_average, reduce, reduction)
    check(reduction)
    if input._array.shape != target._array.shape:
        raise ValueError(
            f"Target size ({target.shape}) must be the same as input size ({input.shape})"
        )
    if target._array.dtype.kind == "b":
        raise RuntimeError(TWO_BOOLS)
    if target._array.dtype.kind != "f":
        raise RuntimeError(
            f"result type {input.dtype.tensor_type} can't be cast to the desired output type "
            f"{target.dtype.tensor_type}"
        )
    check_constant("binary_cross_entropy_with_logits", weight=weight, pos_weight=pos_weight)
    check_kind(input, "log_sigmoid_cpu", INTEGERS)
    if pos_weight is not None:
        shape_together(pos_weight, target)
    if weight is not None:
        shape_together(input, weight)
    input, target = same_dtype(input, target)
    return _bce_logits(input, target, given(weight), given(pos_weight), reduction)
