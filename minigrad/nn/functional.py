"""torch.nn.functional: what the layers compute, as functions (the operations of the table)."""

from __future__ import annotations

from typing import Any

from .._tensor import Tensor, wrap
from ..creation import generator
from ..ops.rows import TABLE


def __getattr__(name: str) -> Any:
    if name in TABLE:
        return TABLE[name]
    raise AttributeError(f"module 'minigrad.nn.functional' has no attribute {name!r}")


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x Wᵀ + b: (..., in) with a weight (out, in) -> (..., out)."""
    if "linear" in TABLE:
        return TABLE["linear"](input, weight, bias)
    product = input @ weight.t()  # type: ignore[attr-defined]
    return product if bias is None else product + bias


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """The squared differences: their mean, their sum, or each (`reduction="none"`)."""
    squares: Any = (input - target) ** 2  # type: ignore[operator]
    return squares if reduction == "none" else getattr(squares, reduction)()


def dropout(input: Tensor, p: float = 0.5, training: bool = True) -> Tensor:
    """Each element set to 0 with probability p, the rest scaled by 1 / (1 - p)."""
    if not training or p == 0:
        return input
    kept = wrap((generator().random(input._array.shape) >= p).astype(input._array.dtype))
    scaled: Any = kept if p == 1 else kept / (1 - p)  # type: ignore[operator]
    return scaled * input
