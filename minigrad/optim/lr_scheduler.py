"""Learning rates that change from epoch to epoch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .optimizer import Optimizer


class LRScheduler:
    """Sets the learning rate of every group to its first one times `factor(epoch)`."""

    def __init__(self, optimizer: Optimizer) -> None:
        self.optimizer = optimizer
        self.last_epoch = 0
        self.base_lrs = [group.setdefault("initial_lr", group["lr"]) for group in self.groups]
        self._set()

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The optimizer's groups of parameters."""
        return self.optimizer.param_groups

    def factor(self, epoch: int) -> float:
        """What the first learning rate is multiplied by in this epoch."""
        raise NotImplementedError

    def step(self) -> None:
        """An epoch is over: call it after `optimizer.step()`."""
        self.last_epoch += 1
        self._set()

    def _set(self) -> None:
        for group, first in zip(self.groups, self.base_lrs, strict=True):
            group["lr"] = first * self.factor(self.last_epoch)

    def get_last_lr(self) -> list[float]:
        """The learning rate now, of each group."""
        return [group["lr"] for group in self.groups]


class StepLR(LRScheduler):
    """`gamma` times the learning rate, every `step_size` epochs.

    >>> import minigrad as mg
    >>> optimizer = mg.optim.SGD([mg.tensor(1., requires_grad=True)], lr=1.0)
    >>> scheduler = mg.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
    >>> for _ in range(3):
    ...     optimizer.step()
    ...     scheduler.step()
    >>> scheduler.get_last_lr()
    [0.5]
    """

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1) -> None:
        self.step_size = step_size
        self.gamma = gamma
        super().__init__(optimizer)

    def factor(self, epoch: int) -> float:
        """gamma to the number of steps that are behind."""
        return self.gamma ** (epoch // self.step_size)


class LambdaLR(LRScheduler):
    """The learning rate times `lr_lambda(epoch)`."""

    def __init__(self, optimizer: Optimizer, lr_lambda: Callable[[int], float]) -> None:
        self.factor = lr_lambda  # type: ignore[method-assign, assignment]
        super().__init__(optimizer)
