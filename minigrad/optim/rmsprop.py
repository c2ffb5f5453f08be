"""RMSprop: every weight has a step of its own, the gradient over its usual size of late.

(Adam is RMSprop with a mean of the gradients, too.)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .optimizer import Optimizer, State, not_negative


class RMSprop(Optimizer):
    """The gradient over the root of a mean of its squares, one that forgets exponentially.

    alpha: how much of the mean is kept at each step.
    centered: take the variance of the gradients in place of their mean square.

    >>> import minigrad as mg
    >>> w = mg.tensor([1., 100.], requires_grad=True)
    >>> optimizer = mg.optim.RMSprop([w], lr=0.01)
    >>> (w**2).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([ 0.9000, 99.9000], requires_grad=True)
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        not_negative(lr=lr, eps=eps, momentum=momentum, weight_decay=weight_decay, alpha=alpha)
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "alpha": alpha,
                "eps": eps,
                "centered": centered,
                "weight_decay": weight_decay,
                "maximize": maximize,
            },
        )

    def update(self, value: Any, grad: Any, state: State, group: dict[str, Any]) -> None:
        """w - lr · grad / (√(mean of squares) + eps); with momentum, a decaying sum of these."""
        alpha, momentum = group["alpha"], group["momentum"]
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * value
        nothing = np.zeros_like(grad)
        state["step"] = float(state.get("step", 0.0)) + 1
        squares = alpha * state.get("square_avg", nothing) + (1 - alpha) * grad * grad
        state["square_avg"] = spread = squares
        if group["centered"]:
            mean = alpha * state.get("grad_avg", nothing) + (1 - alpha) * grad
            state["grad_avg"] = mean
            spread = squares - mean * mean
        step = grad / (np.sqrt(spread) + group["eps"])
        if momentum:
            step = momentum * state.get("momentum_buffer", nothing) + step
            state["momentum_buffer"] = step
        value -= group["lr"] * step
