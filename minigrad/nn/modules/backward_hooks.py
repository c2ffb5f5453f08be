"""Hooks on a module's gradients: what goes in at its outputs, and what comes out at its inputs.

A module is no node, but a stretch of the graph. So its inputs and its outputs are led through a
function that changes nothing: the nodes of these two stand at the ends of the stretch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...autograd.function import Function
from ...engine.callbacks import RemovableHandle
from ...engine.modes import is_grad_enabled
from ...engine.tensor import Tensor


class BackwardHookFunction(Function):
    """The tensors as they are; those without gradient stay without."""

    @staticmethod
    def forward(ctx: Any, *tensors: Tensor) -> tuple[Tensor, ...]:
        """Hand the tensors on."""
        ctx.mark_non_differentiable(*(t for t in tensors if not t.requires_grad))
        return tensors

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, ...]:
        """Hand the gradients on."""
        return grads


class BackwardHooks:
    """The hooks of one module: before its backward part, and after it."""

    def __init__(self) -> None:
        self.before: dict[int, Callable[..., Any]] = {}
        self.after: dict[int, Callable[..., Any]] = {}

    def add(self, hook: Callable[..., Any], before: bool) -> RemovableHandle:
        """Enter a hook; the handle removes it."""
        return RemovableHandle(self.before if before else self.after, hook)

    def around(self, module: Any, forward: Callable[..., Any], inputs: tuple[Any, ...]) -> Any:
        """Run `forward` with its two ends in reach of the hooks."""
        if not (self.before or self.after):
            return forward(*inputs)
        call = _Call(module, tuple(self.before.values()), tuple(self.after.values()))
        result = forward(*call.watch_inputs(inputs))
        return call.watch_outputs(result)


class _Call:
    """One call of the module: remembers the outputs' gradients until the inputs' have come."""

    def __init__(self, module: Any, before: tuple[Any, ...], after: tuple[Any, ...]) -> None:
        self.module, self.before, self.after = module, before, after
        self.grad_outputs: tuple[Any, ...] | None = None
        self.input_count = 0
        self.inputs_watched = False

    def watch_inputs(self, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        self.input_count = len(inputs)
        passed, node, places = _led_through(inputs)
        if node is not None:
            self.inputs_watched = True
            node.register_hook(lambda grads, _: self._leaving(grads, places))
        return passed

    def watch_outputs(self, result: Any) -> Any:
        outputs = result if isinstance(result, tuple) else (result,)
        passed, node, places = _led_through(outputs)
        if node is not None:
            node.register_hook(lambda _, grads: self._entering(grads, places, len(outputs)))
        return passed if isinstance(result, tuple) else passed[0]

    def _entering(self, grads: Any, places: list[int], count: int) -> Any:
        self.grad_outputs = _spread(grads, places, count)
        for hook in self.before:
            changed = hook(self.module, self.grad_outputs)
            if changed is not None:
                self.grad_outputs = _as_tuple(changed, count, "grad_output")
        sent = tuple(self.grad_outputs[i] for i in places)
        if not self.inputs_watched:  # nothing will come out, so this is the end
            nothing = (None,) * self.input_count
            for hook in self.after:
                changed = hook(self.module, nothing, self.grad_outputs)
                if changed is not None and any(g is not None for g in _as_tuple(changed)):
                    raise RuntimeError(
                        "Backward hook for Modules where no input requires gradient should always "
                        "return None or None for all gradients."
                    )
        return sent

    def _leaving(self, grads: Any, places: list[int]) -> Any:
        if self.grad_outputs is None:
            return None
        found = _spread(grads, places, self.input_count)
        for hook in self.after:
            changed = hook(self.module, found, self.grad_outputs)
            if changed is not None:
                found = _as_tuple(changed, self.input_count, "grad_input")
        self.grad_outputs = None
        return tuple(found[i] for i in places)


def _led_through(values: tuple[Any, ...]) -> tuple[tuple[Any, ...], Any, list[int]]:
    """The values with their tensors led through the function; its node; which were tensors."""
    places = [i for i, value in enumerate(values) if isinstance(value, Tensor)]
    if not is_grad_enabled() or not any(values[i].requires_grad for i in places):
        return values, None, places
    tensors = BackwardHookFunction.apply(*(values[i] for i in places))
    passed = list(values)
    for i, tensor in zip(places, tensors, strict=True):
        passed[i] = tensor
    return tuple(passed), next(t.grad_fn for t in tensors if t.requires_grad), places


def _spread(grads: Any, places: list[int], count: int) -> tuple[Any, ...]:
    """The gradients at the places of their tensors, and None at the others."""
    out: list[Any] = [None] * count
    for i, grad in zip(places, grads, strict=True):
        out[i] = grad
    return tuple(out)


def _as_tuple(given: Any, count: int | None = None, what: str = "") -> tuple[Any, ...]:
    found = given if isinstance(given, tuple) else (given,)
    if count is not None and len(found) != count:
        raise RuntimeError(
            f"Backward hook returned an invalid number of {what}, got {len(found)}, "
            f"but expected {count}"
        )
    return found
