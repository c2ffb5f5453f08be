"""Undo broadcasting: what was stretched on the way forward is added up on the way back."""

from __future__ import annotations

from typing import Any

import numpy as np

# The sum over the rows of a small matrix is a product with ones: NumPy's own takes three times as
# long.
_SMALL = 4096
_ONES = {np.dtype(kind): np.ones(_SMALL, kind) for kind in (np.float32, np.float64)}


def sum_to(grad: Any, shape: tuple[int, ...]) -> Any:
    """Undo broadcasting: add up `grad` over the dimensions that `shape` was stretched along.

    >>> import numpy as np
    >>> sum_to(np.ones((3, 2)), (2,))
    array([3., 3.])
    """
    added = len(grad.shape) - len(shape)
    if grad.shape[added:] == shape:  # a bias, added to a batch
        if added == 1 == len(shape) and type(grad) is np.ndarray and grad.size < _SMALL:
            ones = _ONES.get(grad.dtype)
            if ones is not None:
                return ones[: len(grad)].dot(grad)
        return np.add.reduce(grad, axis=0 if added == 1 else tuple(range(added)))
    stretched = tuple(
        i for i, n in enumerate(grad.shape) if i < added or (shape[i - added] == 1 and n != 1)
    )
    return np.add.reduce(grad, axis=stretched, keepdims=True).reshape(shape)
