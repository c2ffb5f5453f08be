"""Adam: steps whose length does not depend on the size of the gradient."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from .optimizer import Optimizer, State, not_negative


class Adam(Optimizer):
    """Steps of about `lr` in each direction: the mean gradient over its root mean square.

    Both means forget exponentially, and are corrected for having started at zero.

    >>> import minigrad as mg
    >>> w = mg.tensor([1., 100.], requires_grad=True)
    >>> optimizer = mg.optim.Adam([w], lr=0.1)
    >>> (w**2).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([ 0.9000, 99.9000], requires_grad=True)
    """

    decoupled = False  # does the decay act on the weights directly, or through the gradient?

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        not_negative(lr=lr, eps=eps, weight_decay=weight_decay)
        for index, beta in enumerate(betas):
            if not 0.0 <= beta < 1.0:
                raise ValueError(f"Invalid beta parameter at index {index}: {beta}")
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "amsgrad": amsgrad,
                "maximize": maximize,
            },
        )

    def update(self, value: Any, grad: Any, state: State, group: dict[str, Any]) -> None:
        """w - lr · mean / (√(mean of squares) + eps)."""
        lr, decay, (beta1, beta2) = group["lr"], group["weight_decay"], group["betas"]
        if decay and self.decoupled:
            value *= 1 - lr * decay
        elif decay:
            grad = grad + decay * value
        if not state:
            state.update(step=0.0, exp_avg=np.zeros_like(grad), exp_avg_sq=np.zeros_like(grad))
        state["step"] = step = float(state["step"]) + 1
        state["exp_avg"] = mean = state["exp_avg"] + (1 - beta1) * (grad - state["exp_avg"])
        state["exp_avg_sq"] = squares = beta2 * state["exp_avg_sq"] + (1 - beta2) * grad * grad
        if group["amsgrad"]:
            squares = np.maximum(state.get("max_exp_avg_sq", squares), squares)
            state["max_exp_avg_sq"] = squares
        root = np.sqrt(squares) / math.sqrt(1 - beta2**step)
        value -= (lr / (1 - beta1**step)) * mean / (root + group["eps"])
