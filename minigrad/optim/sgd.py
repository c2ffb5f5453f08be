"""Stochastic gradient descent, with momentum if asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .optimizer import Optimizer, State, not_negative


class SGD(Optimizer):
    """Against the gradient; with momentum, against a decaying sum of the gradients so far.

    >>> import minigrad as mg
    >>> w = mg.tensor(1., requires_grad=True)
    >>> optimizer = mg.optim.SGD([w], lr=0.1)
    >>> (w**2).backward()
    >>> optimizer.step()
    >>> w
    tensor(0.8000, requires_grad=True)
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        not_negative(lr=lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "dampening": dampening,
                "weight_decay": weight_decay,
                "nesterov": nesterov,
                "maximize": maximize,
            },
        )

    def update(self, value: Any, grad: Any, state: State, group: dict[str, Any]) -> None:
        """w - lr · velocity, where without momentum the velocity is the gradient."""
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * value
        momentum = group["momentum"]
        if momentum:
            velocity = state.get("momentum_buffer")
            if velocity is None:
                velocity = grad.copy()
            else:
                velocity = momentum * velocity + (1 - group["dampening"]) * grad
            state["momentum_buffer"] = velocity
            grad = grad + momentum * velocity if group["nesterov"] else velocity
        value -= group["lr"] * grad
