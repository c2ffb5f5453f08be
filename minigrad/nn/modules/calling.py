"""How a module is called: hooks before forward, after it, and on the gradients at both its ends."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ...engine.callbacks import RemovableHandle
from .backward_hooks import BackwardHooks


class Hooked:
    """The part of Module that runs `forward` and looks after the hooks."""

    _forward_hooks: dict[int, Callable[..., Any]]
    _forward_pre_hooks: dict[int, Callable[..., Any]]
    _backward_hooks: BackwardHooks | None

    def _forget_hooks(self) -> None:
        own = self.__dict__
        own["_forward_hooks"] = {}
        own["_forward_pre_hooks"] = {}
        own["_backward_hooks"] = None  # made when the first one is registered

    def forward(self, *inputs: Any) -> Any:
        """What calling the module computes; every subclass says it."""
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        for hook in tuple(self._forward_pre_hooks.values()):
            changed = hook(self, inputs)
            if changed is not None:
                inputs = changed if isinstance(changed, tuple) else (changed,)
        hooks = self._backward_hooks
        if hooks is None:
            result = self.forward(*inputs, **options)
        else:
            result = hooks.around(self, partial(self.forward, **options), inputs)
        for hook in tuple(self._forward_hooks.values()):
            changed = hook(self, inputs, result)
            if changed is not None:
                result = changed
        return result

    def register_forward_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(module, inputs, output)` after each forward; a result replaces the output."""
        return RemovableHandle(self._forward_hooks, hook)

    def register_forward_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(module, inputs)` before each forward; a result replaces the inputs."""
        return RemovableHandle(self._forward_pre_hooks, hook)

    def register_full_backward_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(module, grad_input, grad_output)` when the gradients of the inputs are known.

        Both are tuples, with None for what needs no gradient; a result replaces grad_input.

        >>> import minigrad as mg
        >>> layer = mg.nn.Linear(2, 1, bias=False)
        >>> handle = layer.register_full_backward_hook(lambda m, came, went: print(went))
        >>> layer(mg.tensor([1., 2.])).backward()
        (tensor([1.]),)
        """
        return self._backward().add(hook, before=False)

    def register_full_backward_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(module, grad_output)` before; a result replaces grad_output."""
        return self._backward().add(hook, before=True)

    def _backward(self) -> BackwardHooks:
        if self._backward_hooks is None:
            self.__dict__["_backward_hooks"] = BackwardHooks()
        assert self._backward_hooks is not None
        return self._backward_hooks
