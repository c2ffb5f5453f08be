"""Gradients kept from growing too large."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ...engine.tensor import Tensor, wrap


def _grads(parameters: Tensor | Iterable[Tensor]) -> list[Tensor]:
    each = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    return [parameter._grad for parameter in each if parameter._grad is not None]


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, norm_type: float = 2.0
) -> Tensor:
    """Scale all gradients by one factor, so that together they are no longer than `max_norm`.

    Returns the length that they had before.

    >>> import minigrad as mg
    >>> w = mg.tensor([3., 4.], requires_grad=True)
    >>> (w * w / 2).sum().backward()
    >>> mg.nn.utils.clip_grad_norm_([w], max_norm=1.0), w.grad
    (tensor(5.), tensor([0.6000, 0.8000]))
    """
    grads = _grads(parameters)
    if not grads:
        return wrap(np.float32(0))
    lengths = [np.linalg.norm(np.ravel(grad._array), norm_type) for grad in grads]
    total: Any = np.linalg.norm(np.array(lengths), norm_type).astype(grads[0]._array.dtype)
    factor = min(float(max_norm / (total + 1e-6)), 1.0)
    for grad in grads:
        grad._write(grad._array * factor)
    return wrap(total)


def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float) -> None:
    """Bring every number of every gradient between -clip_value and clip_value."""
    for grad in _grads(parameters):
        grad._write(np.clip(grad._array, -clip_value, clip_value))
