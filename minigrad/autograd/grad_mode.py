"""torch.autograd.grad_mode: whether operations are recorded.

The modes themselves are in engine/modes.py. Inference mode is here: no recording, and tensors that
can never become part of a graph.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..engine.modes import Switch, enable_grad, mode, no_grad, set_grad_enabled, switch

__all__ = [
    "enable_grad",
    "inference_mode",
    "is_inference_mode_enabled",
    "no_grad",
    "set_grad_enabled",
]


class inference_mode(Switch):
    """Record nothing, for results that will never be part of a graph: cheaper than no_grad.

    What is made inside is an *inference tensor*: it has no version counter, so it cannot be saved
    for backward later, nor modified outside. enable_grad inside does not bring recording back.

    >>> import minigrad as mg
    >>> x = mg.tensor([1., 2.], requires_grad=True)
    >>> with mg.inference_mode():
    ...     y = x * 2
    >>> y.requires_grad, y.is_inference()
    (False, True)
    """

    enabled = False

    def __new__(cls, mode: bool | Callable[..., Any] = True) -> Any:
        if callable(mode):
            return super().__new__(cls, mode)
        switch = super().__new__(cls)
        switch.inference = mode
        switch.enabled = not mode
        return switch

    inference: bool = True

    def clone(self) -> inference_mode:
        """The same mode for one call of a decorated function."""
        return type(self)(self.inference)

    def __enter__(self) -> None:
        self._before.append(mode.inference)
        mode.inference = self.inference
        super().__enter__()

    def __exit__(self, *exception: object) -> None:
        enabled = self._before.pop()
        mode.inference = self._before.pop()
        switch(enabled)


def is_inference_mode_enabled() -> bool:
    """Say whether inference mode is on now, in this thread.

    >>> import minigrad as mg
    >>> mg.is_inference_mode_enabled()
    False
    """
    return mode.inference
