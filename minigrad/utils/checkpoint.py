"""checkpoint: save no intermediate values, compute them again in backward.

A pass forward and backward needs memory for every value that some formula saves. Checkpointing a
part of the forward pass trades that memory for time: what the part saved is dropped, and when
backward comes to need it, the part is run once more.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from .. import autograd
from ..autograd.anomaly_mode import saved_tensors_hooks
from ..autograd.function import Function
from ..engine.modes import enable_grad, no_grad
from ..engine.tensor import Tensor
from ..ops.creation import zeros
from ..random import default_generator

NOT_STATED = (
    "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. "
    "use_reentrant=False is recommended, but if you need to preserve the current default "
    "behavior, you can pass use_reentrant=True."
)


class CheckpointError(RuntimeError):
    """What is raised when the function did something else the second time."""


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    preserve_rng_state: bool = True,
    determinism_check: str = "default",
    **kwargs: Any,
) -> Any:
    """Call `function(*args)` now, without keeping what it saves, and once more in backward.

    use_reentrant: state False. True, the old kind and still the default of PyTorch, hides the
        function behind one node: its inner graph cannot be seen, and `autograd.grad` cannot be
        used through it. Not stating it is a UserWarning.
    preserve_rng_state: let random numbers come out the same the second time.
    determinism_check: "none" accepts other shapes the second time.

    Raises CheckpointError, a RuntimeError, in backward, when the function saves other tensors the
    second time than the first.

    >>> import minigrad as mg
    >>> x = mg.tensor([1., 2.], requires_grad=True)
    >>> y = mg.utils.checkpoint.checkpoint(lambda t: t * t * t, x, use_reentrant=False)
    >>> y.sum().backward()
    >>> x.grad
    tensor([ 3., 12.])
    """
    if use_reentrant is None:
        warnings.warn(NOT_STATED, UserWarning, stacklevel=2)
        use_reentrant = True
    if use_reentrant:
        if kwargs:
            raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
        if not any(isinstance(a, Tensor) and a.requires_grad for a in args):
            warnings.warn(
                "None of the inputs have requires_grad=True. Gradients will be None",
                UserWarning,
                stacklevel=2,
            )
        return CheckpointFunction.apply(function, preserve_rng_state, *args)
    tensors = [a for a in args if isinstance(a, Tensor)]
    inputs = _Inputs.apply(zeros(0, requires_grad=True), *tensors).grad_fn

    def with_saved() -> Any:
        saved = iter(inputs.saved_tensors)
        return function(*(next(saved) if isinstance(a, Tensor) else a for a in args), **kwargs)

    replay = _Replay(with_saved, preserve_rng_state, determinism_check)
    with saved_tensors_hooks(replay.forget, replay.remember):
        return function(*args, **kwargs)


class _Inputs(Function):
    """Saves the tensors that the function is called with, as any node saves its inputs: hooks
    that are around the call see them, and a change in place is noticed."""

    @staticmethod
    def forward(ctx: Any, none: Tensor, *tensors: Tensor) -> Tensor:
        """Save the tensors; the result only carries the node."""
        ctx.save_for_backward(*tensors)
        return none.clone()

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        """Never run: nothing is computed from the result."""
        raise AssertionError("what only saves inputs has no gradient")


class _Replay:
    """One checkpointed call: hands out numbers for tensors, and the tensors after a second run."""

    def __init__(self, function: Callable[[], Any], preserve: bool, check: str) -> None:
        self.function = function
        self.check = check != "none"
        self.random = _random() if preserve else None
        self.shapes: list[Any] = []
        self.again: dict[int, Tensor] = {}

    def forget(self, tensor: Tensor) -> int:
        """The pack hook: a number in the tensor's place."""
        self.shapes.append((tuple(tensor.shape), tensor.dtype))
        return len(self.shapes) - 1

    def remember(self, number: int) -> Tensor:
        """The unpack hook: the tensor of that number from a second run of the function.

        Each is given out once: asking for one again is another backward pass, for which the
        function runs again.
        """
        if number not in self.again:
            self._run_again()
        return self.again.pop(number)

    def _run_again(self) -> None:
        found: list[Tensor] = []

        def keep(tensor: Tensor) -> Tensor:
            found.append(tensor.detach())
            return tensor

        with enable_grad(), _random_state(self.random), saved_tensors_hooks(keep, lambda t: t):
            self.function()
        if len(found) < len(self.shapes):
            raise CheckpointError(
                "torch.utils.checkpoint: A different number of tensors was saved during the "
                "original forward and recomputation.\n"
                f"Number of tensors saved during forward: {len(self.shapes)}\n"
                f"Number of tensors saved during recomputation: {len(found)}."
            )
        # A second run that saves more, after the same beginning, has what is needed.
        self.again = dict(zip(range(len(self.shapes)), found, strict=False))
        for place, (tensor, meta) in enumerate(zip(found, self.shapes, strict=False)):
            if self.check and (tuple(tensor.shape), tensor.dtype) != meta:
                raise CheckpointError(
                    "torch.utils.checkpoint: Recomputed values for the following tensors have "
                    "different metadata than during the forward pass.\n"
                    f"tensor at position {place}: saved {meta}, recomputed "
                    f"{(tuple(tensor.shape), tensor.dtype)}"
                )


@contextlib.contextmanager
def _random_state(state: Any) -> Iterator[None]:
    """The random numbers of an earlier time, and afterwards on from where they were."""
    if state is None:
        yield
        return
    now = _random()
    try:
        default_generator.numpy().bit_generator.state = state
        yield
    finally:
        default_generator.numpy().bit_generator.state = now


def _random() -> Any:
    return default_generator.numpy().bit_generator.state


class CheckpointFunction(Function):
    """The old kind: one node whose backward runs a whole forward and backward pass inside."""

    @staticmethod
    def forward(ctx: Any, function: Callable[..., Any], preserve: bool, *args: Any) -> Any:
        """Run the function without recording it."""
        ctx.function = function
        ctx.random = _random() if preserve else None
        ctx.others = [None if isinstance(a, Tensor) else a for a in args]
        ctx.places = [i for i, a in enumerate(args) if isinstance(a, Tensor)]
        ctx.save_for_backward(*(a for a in args if isinstance(a, Tensor)))
        with no_grad():
            return function(*args)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        """Run the function again, recorded, and backward through that."""
        args = list(ctx.others)
        for place, tensor in zip(ctx.places, ctx.saved_tensors, strict=True):
            args[place] = tensor.detach().requires_grad_(tensor.requires_grad)
        with enable_grad(), _random_state(ctx.random):
            outputs = ctx.function(*args)
        listed = outputs if isinstance(outputs, tuple) else (outputs,)
        pairs = [
            (out, grad)
            for out, grad in zip(listed, grads, strict=True)
            if isinstance(out, Tensor) and out.requires_grad
        ]
        if not pairs:
            raise RuntimeError(
                "none of output has requires_grad=True, this checkpoint() is not necessary"
            )
        autograd.backward([out for out, _ in pairs], [grad for _, grad in pairs])
        return None, None, *(a.grad if isinstance(a, Tensor) else None for a in args)
