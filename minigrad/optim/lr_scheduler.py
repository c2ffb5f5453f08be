"""Learning rates that change from epoch to epoch.

Each rule says what becomes of the rate that there is, so that two schedulers on one optimizer
work together: each changes what the other has left.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from ..missing import absent
from .optimizer import Optimizer

TOO_EARLY = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. You should call them in the "
    "opposite order: `optimizer.step()` before `lr_scheduler.step()`. Otherwise the first value of "
    "the learning rate schedule is skipped."
)


class LRScheduler:
    """Sets the learning rate of every group, at the start and after each epoch.

    A scheduler of one's own has a method `rate`. Raises TypeError for what is no optimizer.
    """

    def __init__(self, optimizer: Optimizer) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        self.optimizer = optimizer
        self.last_epoch = 0
        groups = optimizer.param_groups
        self.base_lrs = [group.setdefault("initial_lr", group["lr"]) for group in groups]
        optimizer.stepped = False
        self._set()

    def rate(self, lr: float, first: float) -> float:
        """The learning rate of the epoch that begins (`self.last_epoch`).

        lr: the rate up to now; first: the one that the group was made with.
        """
        raise NotImplementedError

    def step(self) -> None:
        """An epoch is over: call it after `optimizer.step()`."""
        if self.last_epoch == 0 and not self.optimizer.stepped:
            warnings.warn(TOO_EARLY, UserWarning, stacklevel=2)
        self.last_epoch += 1
        self._set()

    def _set(self) -> None:
        for group, first in zip(self.optimizer.param_groups, self.base_lrs, strict=True):
            group["lr"] = self.rate(group["lr"], first)
        self._last_lr = [group["lr"] for group in self.optimizer.param_groups]

    def get_last_lr(self) -> list[float]:
        """The learning rate of each group, as this scheduler has set it."""
        return self._last_lr

    def state_dict(self) -> dict[str, Any]:
        """All that the scheduler remembers; a function that was passed is not part of it."""
        own = self.__dict__.items()
        return {name: value for name, value in own if name not in ("optimizer", "lr_lambdas")}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on where the scheduler was that `state_dict` is from."""
        self.__dict__.update(state_dict)


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

    def rate(self, lr: float, first: float) -> float:
        """Smaller in each `step_size`-th epoch."""
        return lr if not self.last_epoch or self.last_epoch % self.step_size else lr * self.gamma


class MultiStepLR(LRScheduler):
    """`gamma` times the learning rate at each of the epochs `milestones`."""

    def __init__(self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1) -> None:
        self.milestones = Counter(milestones)
        self.gamma = gamma
        super().__init__(optimizer)

    def rate(self, lr: float, first: float) -> float:
        """Smaller at a milestone; twice if it is there twice."""
        return lr * self.gamma ** self.milestones[self.last_epoch]


class ExponentialLR(LRScheduler):
    """`gamma` times the learning rate, every epoch."""

    def __init__(self, optimizer: Optimizer, gamma: float) -> None:
        self.gamma = gamma
        super().__init__(optimizer)

    def rate(self, lr: float, first: float) -> float:
        """Smaller in each epoch but the first."""
        return lr * self.gamma if self.last_epoch else lr


class LambdaLR(LRScheduler):
    """The first learning rate times `lr_lambda(epoch)`; a list has a function for each group."""

    def __init__(self, optimizer: Optimizer, lr_lambda: Any) -> None:
        count = len(optimizer.param_groups)
        several = isinstance(lr_lambda, (list, tuple))
        self.lr_lambdas: list[Callable[[int], float]] = (
            list(lr_lambda) if several else [lr_lambda] * count
        )
        if len(self.lr_lambdas) != count:
            raise ValueError(f"Expected {count} lr_lambdas, but got {len(self.lr_lambdas)}")
        super().__init__(optimizer)

    def _set(self) -> None:
        groups = zip(self.optimizer.param_groups, self.base_lrs, self.lr_lambdas, strict=True)
        for group, first, factor in groups:
            group["lr"] = first * factor(self.last_epoch)
        self._last_lr = [group["lr"] for group in self.optimizer.param_groups]


class LinearLR(LRScheduler):
    """From `start_factor` to `end_factor` times the learning rate, in `total_iters` equal steps.

    The usual way to warm up.

    >>> import minigrad as mg
    >>> optimizer = mg.optim.SGD([mg.tensor(1., requires_grad=True)], lr=1.0)
    >>> scheduler = mg.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.5, total_iters=2)
    >>> rates = scheduler.get_last_lr()
    >>> for _ in range(3):
    ...     optimizer.step()
    ...     scheduler.step()
    ...     rates += scheduler.get_last_lr()
    >>> rates
    [0.5, 0.75, 1.0, 1.0]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
    ) -> None:
        if not 0 < start_factor <= 1:
            raise ValueError("Starting multiplicative factor expected to be in (0, 1].")
        if not 0 <= end_factor <= 1:
            raise ValueError("Ending multiplicative factor expected to be between 0 and 1.")
        self.start_factor = start_factor
        self.end_factor = end_factor
        self.total_iters = total_iters
        super().__init__(optimizer)

    def _factor(self, epoch: int) -> float:
        part = epoch / self.total_iters
        return self.start_factor + (self.end_factor - self.start_factor) * part

    def rate(self, lr: float, first: float) -> float:
        """The factor of this epoch in place of the one before."""
        epoch = self.last_epoch
        if epoch > self.total_iters:
            return lr
        return lr * self._factor(epoch) / (self._factor(epoch - 1) if epoch else 1)


class CosineAnnealingLR(LRScheduler):
    """Down to `eta_min` along half a period of a cosine, `T_max` epochs long, and up again."""

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0) -> None:
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer)

    def rate(self, lr: float, first: float) -> float:
        """The cosine's value at this epoch in place of the one before."""
        epoch, half = self.last_epoch, self.T_max
        if epoch == 0:
            return lr
        before, now = (1 + math.cos(math.pi * t / half) for t in (epoch - 1, epoch))
        if (epoch - 1 - half) % (2 * half) == 0:  # from the lowest point no factor leads upwards
            return lr + (first - self.eta_min) * (1 - math.cos(math.pi / half)) / 2
        return now / before * (lr - self.eta_min) + self.eta_min


class ReduceLROnPlateau:
    """`factor` times the learning rate, when a measure has not improved for `patience` epochs.

    `step(value)` takes the measure. mode "max": larger is better. threshold: an improvement counts
    from this on, relative to the best value, or with threshold_mode "abs" as a difference.
    cooldown: epochs to wait after a reduction. Raises ValueError for a factor of 1 or more.

    >>> import minigrad as mg
    >>> optimizer = mg.optim.SGD([mg.tensor(1., requires_grad=True)], lr=1.0)
    >>> scheduler = mg.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1)
    >>> for loss in (3.0, 2.0, 2.0, 2.0):
    ...     scheduler.step(loss)
    >>> scheduler.get_last_lr()
    [0.1]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float = 0,
    ) -> None:
        if factor >= 1.0:
            raise ValueError("Factor should be < 1.0.")
        if mode not in ("min", "max"):
            raise ValueError(f"mode {mode} is unknown!")
        if threshold_mode not in ("rel", "abs"):
            raise ValueError(f"threshold mode {threshold_mode} is unknown!")
        self.optimizer = optimizer
        self.mode, self.threshold, self.threshold_mode = mode, threshold, threshold_mode
        self.factor, self.patience, self.cooldown = factor, patience, cooldown
        self.min_lr = min_lr
        self.best = math.inf if mode == "min" else -math.inf
        self.num_bad_epochs = self.cooldown_counter = self.last_epoch = 0

    def is_better(self, value: float) -> bool:
        """Whether a measure is an improvement over the best one so far."""
        sign = -1 if self.mode == "min" else 1
        by = self.threshold
        if self.threshold_mode == "rel":
            return sign * value > sign * self.best * (1 + sign * by)
        return sign * value > sign * self.best + by

    def step(self, metrics: Any) -> None:
        """An epoch is over, and gave this measure: a number, or a tensor of one element."""
        value = float(metrics)
        self.last_epoch += 1
        if self.is_better(value):
            self.best, self.num_bad_epochs = value, 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            for group in self.optimizer.param_groups:
                group["lr"] = max(group["lr"] * self.factor, self.min_lr)
            self.num_bad_epochs, self.cooldown_counter = 0, self.cooldown

    def get_last_lr(self) -> list[float]:
        """The learning rate of each group."""
        return [group["lr"] for group in self.optimizer.param_groups]


__getattr__ = absent(__name__)
