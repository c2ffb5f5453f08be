"""What a custom Function is written with: the `ctx` of its calls, and @once_differentiable."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ..engine.complaints import SECOND_BACKWARD
from ..engine.modes import is_grad_enabled, no_grad
from ..engine.tensor import Tensor
from .function_node import Error, FunctionNode

TWICE = "trying to differentiate twice a function that was marked with @once_differentiable"


class FunctionCtx:
    """What forward and backward of one call share: saved tensors, and any attribute you set."""

    needs_input_grad: tuple[bool, ...] = ()
    # In PyTorch the context is the node itself.
    __class__ = property(lambda self: FunctionNode)

    def __init__(self) -> None:
        self._to_save: tuple[Any, ...] = ()
        self._dirty: tuple[Tensor, ...] = ()
        self._non_differentiable: tuple[Tensor, ...] = ()
        self._materialize = True
        self._saved: list[Any] | None = []
        self._node: Callable[[], FunctionNode | None] = _no_node

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep tensors for backward: noticed when modified, freed when used.

        Raises TypeError for anything but tensors and None; keep other things as attributes.
        """
        for position, tensor in enumerate(tensors):
            if tensor is not None and not isinstance(tensor, Tensor):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument {position} is of "
                    f"type {type(tensor).__name__}"
                )
        self._to_save = tensors

    def save_for_forward(self, *tensors: Tensor | None) -> None:
        """Accepted and ignored: forward-mode differentiation is not part of minigrad."""

    @property
    def saved_tensors(self) -> tuple[Tensor | None, ...]:
        """What `save_for_backward` kept; RuntimeError once freed, or if modified since."""
        if self._saved is None:
            raise RuntimeError(SECOND_BACKWARD)
        node = self._node()
        return tuple(None if saved is None else saved.unpack(node) for saved in self._saved)

    def mark_dirty(self, *tensors: Tensor) -> None:
        """Say which inputs forward has modified in place; each must be returned too."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """Say which outputs have no gradient: they will not require grad."""
        self._non_differentiable = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Say whether backward gets zeros (the default) or None for outputs that were not used."""
        self._materialize = value


def with_defaults(forward: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
    """All arguments by position, with the defaults of those that were not given."""
    import inspect  # slow to import, and only needed here

    bound = inspect.signature(forward).bind(*args, **kwargs)
    bound.apply_defaults()
    if bound.kwargs:
        raise TypeError(
            f"forward() got an unexpected keyword argument {next(iter(bound.kwargs))!r}"
        )
    return bound.args


def checked_marks(ctx: FunctionCtx) -> None:
    """RuntimeError for a mark on anything but a tensor."""
    for name in ("_dirty", "_non_differentiable"):
        for value in getattr(ctx, name):
            if not isinstance(value, Tensor):
                raise RuntimeError(
                    f"mark{name} only accepts variable arguments, but got {type(value).__name__}"
                )


def _no_node() -> None:
    return None


def once_differentiable(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator for a backward that cannot be differentiated itself: trying to is an error.

    >>> import minigrad as mg
    >>> class Square(mg.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x * x
    ...     @staticmethod
    ...     @mg.autograd.function.once_differentiable
    ...     def backward(ctx, grad):
    ...         (x,) = ctx.saved_tensors
    ...         return grad * 2 * x
    >>> x = mg.tensor(3., requires_grad=True)
    >>> mg.autograd.grad(Square.apply(x), x)
    (tensor(6.),)
    """

    @functools.wraps(function)
    def wrapper(ctx: Any, *grads: Any) -> Any:
        with no_grad():
            answer = function(ctx, *grads)
        recorded = is_grad_enabled() and any(
            isinstance(g, Tensor) and g.requires_grad for g in grads
        )
        if not recorded:
            return answer
        answers = answer if isinstance(answer, tuple) else (answer,)
        marked = []
        for value in answers:
            if isinstance(value, Tensor):
                value = value.detach()
                value._edge = Error(TWICE, value._array.shape)
            marked.append(value)
        return tuple(marked) if isinstance(answer, tuple) else marked[0]

    return wrapper
