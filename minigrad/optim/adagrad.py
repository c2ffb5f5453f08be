"""Adagrad: every weight has a step of its own, the gradient over the root of all squares so far.

So its steps only ever get smaller.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .optimizer import Optimizer, State, not_negative


class Adagrad(Optimizer):
    """The gradient over the root of the sum of its squares so far.

    >>> import minigrad as mg
    >>> w = mg.tensor([1., 100.], requires_grad=True)
    >>> optimizer = mg.optim.Adagrad([w], lr=0.1)
    >>> (w**2).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([ 0.9000, 99.9000], requires_grad=True)
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
    ) -> None:
        not_negative(
            lr=lr,
            lr_decay=lr_decay,
            weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value,
            eps=eps,
        )
        super().__init__(
            params,
            {
                "lr": lr,
                "lr_decay": lr_decay,
                "eps": eps,
                "weight_decay": weight_decay,
                "initial_accumulator_value": initial_accumulator_value,
                "maximize": maximize,
            },
        )

    def update(self, value: Any, grad: Any, state: State, group: dict[str, Any]) -> None:
        """w - lr · grad / (√(sum of squares) + eps)."""
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * value
        step = float(state.get("step", 0.0))
        squares = state.get("sum")
        if squares is None:
            squares = np.full_like(grad, group["initial_accumulator_value"])
        state["step"] = step + 1
        state["sum"] = squares = squares + grad * grad
        rate = group["lr"] / (1 + step * group["lr_decay"])
        value -= rate * grad / (np.sqrt(squares) + group["eps"])
