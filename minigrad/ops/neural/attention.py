"""Attention: each query takes a weighted mean of the values, by how well the keys fit it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.tensor import Tensor, wrap
from ..elementwise.choosing import where
from ..elementwise.pointwise import add_tensors, mul
from ..matrices.linalg import _flipped, matmul
from ..operands import HALF, SINGLE, cast, result_in
from ..reductions.softmax import softmax
from .layers import dropout

__all__ = ["scaled_dot_product_attention"]


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
) -> Tensor:
    """softmax(Q Kᵀ · scale) V: (..., L, E), (..., S, E), (..., S, W) -> (..., L, W).

    attn_mask: False where a key must not be seen, or numbers to add before the softmax.
    is_causal: a query sees only the keys up to its own place. scale: 1 / √E if it is not given.

    >>> import minigrad as mg
    >>> value = mg.tensor([[1., 0.], [0., 2.]])
    >>> mg.nn.functional.scaled_dot_product_attention(mg.zeros(1, 2), mg.zeros(2, 2), value)
    tensor([[0.5000, 1.0000]])
    """
    if is_causal and attn_mask is not None:
        raise RuntimeError(
            "scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True"
        )
    if query._array.dtype is HALF:
        query, key, value = (cast(t, SINGLE) for t in (query, key, value))
        if attn_mask is not None and attn_mask._array.dtype is HALF:
            attn_mask = cast(attn_mask, SINGLE)
        return result_in(
            HALF,
            scaled_dot_product_attention(query, key, value, attn_mask, dropout_p, is_causal, scale),
        )
    if scale is None:
        scale = 1 / math.sqrt(query._array.shape[-1])
    scores = matmul(mul(query, scale), _flipped(key))
    shape = scores._array.shape
    if is_causal:
        attn_mask = wrap(np.tri(*shape[-2:], dtype=bool))
    weights: Any
    if attn_mask is None:
        weights = softmax(scores, -1)
    elif attn_mask._array.dtype != bool:
        weights = softmax(add_tensors(scores, attn_mask), -1)
    else:
        weights = softmax(where(attn_mask, scores, -math.inf), -1)
        seen = np.broadcast_to(attn_mask._array, shape).any(-1, keepdims=True)
        if not seen.all():  # a query that sees nothing gets nothing, not nan
            weights = where(wrap(seen), weights, 0.0)
    return matmul(dropout(weights, dropout_p), value)
