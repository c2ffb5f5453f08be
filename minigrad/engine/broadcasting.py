"""Undo broadcasting: what was stretched on the way forward is added up on the way back."""

from __future__ import annotations

from typing import Any

import numpy as np


def sum_to(grad: Any, shape: tuple[int, ...]) -> Any:
    """Undo broadcasting: add up `grad` over the dimensions that `shape` was stretched along.

    >>> import numpy as np
    >>> sum_to(np.ones((3, 2)), (2,))
    array([3., 3.])
    """
    added = len(grad.shape) - len(shape)
    if grad.shape[added:] == shape:  # a bias, added to a batch
        return np.add.reduce(grad, axis=0 if added == 1 else tuple(range(added)))
    stretched = tuple(
        i for i, n in enumerate(grad.shape) if i < added or (shape[i - added] == 1 and n != 1)
    )
    return np.add.reduce(grad, axis=stretched, keepdims=True).reshape(shape)
