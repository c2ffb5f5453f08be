"""Function: an operation that the user writes, with its own backward.

`apply` runs `forward` without recording what happens inside, and records one node that will call
`backward`: `Exp.apply(x)` an `ExpBackward`.
"""

from __future__ import annotations

import warnings
from typing import Any

from ..engine.modes import mode, no_grad
from ..engine.node import Leaf
from ..engine.tensor import Tensor
from .function_context import FunctionCtx, checked_marks, once_differentiable, with_defaults
from .function_node import FunctionNode, among, not_implemented


class Function:
    """An operation with its own backward: write `forward` and `backward`, call `apply`.

    forward(ctx, *args): computes the result; `ctx` keeps what backward needs. Or forward(*args)
        beside setup_context(ctx, inputs, output).
    backward(ctx, *grads): from one gradient for each output, one for each argument of forward
        (None for those without).

    >>> import minigrad as mg
    >>> class Exp(mg.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         result = x.exp()
    ...         ctx.save_for_backward(result)
    ...         return result
    ...     @staticmethod
    ...     def backward(ctx, grad):
    ...         (result,) = ctx.saved_tensors
    ...         return grad * result
    >>> x = mg.tensor([0., 1.], requires_grad=True)
    >>> y = Exp.apply(x)
    >>> y.grad_fn.name()
    'ExpBackward'
    >>> y.sum().backward()
    >>> x.grad
    tensor([1.0000, 2.7183])
    """

    _node_class: type[FunctionNode]

    def __init_subclass__(cls) -> None:
        name = f"{cls.__name__}Backward"
        body = {"__module__": cls.__module__, "__slots__": (), "function": cls}
        cls._node_class = type(name, (FunctionNode,), body)

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """Compute the result."""
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function."
        )

    @staticmethod
    def setup_context(ctx: FunctionCtx, inputs: tuple[Any, ...], output: Any) -> Any:
        """Keep what backward needs, if `forward` takes no ctx."""
        raise NotImplementedError("setup_context is not implemented.")

    backward = vjp = staticmethod(not_implemented)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all "
            "static, so you should invoke them on the class itself.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use "
            f"new-style autograd function with static forward method: {type(self).__name__}.apply"
        )

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run forward, and record one node that will run backward."""
        ctx = FunctionCtx()
        if cls.setup_context is not Function.setup_context:
            args, kwargs = with_defaults(cls.forward, args, kwargs), {}
        inputs = [a for a in args if isinstance(a, Tensor)]
        ctx.needs_input_grad = tuple(isinstance(a, Tensor) and a.requires_grad for a in args)
        with no_grad():
            if cls.setup_context is Function.setup_context:
                output = cls.forward(ctx, *args, **kwargs)
            else:
                output = cls.forward(*args)
                cls.setup_context(ctx, args, output)
        outputs = output if isinstance(output, tuple) else (output,)
        recording = mode.enabled if any(ctx.needs_input_grad) else False
        _check_dirty(ctx, inputs, outputs, bool(recording))
        results = [_result(ctx, value, inputs) for value in outputs]
        if recording:
            node = cls._node_class(ctx, args, inputs, results)
            node.save(outputs, results)
            if recording is not True:
                recording.made(node)
        return tuple(results) if isinstance(output, tuple) else results[0]


def _check_dirty(ctx: FunctionCtx, inputs: Any, outputs: Any, recorded: bool) -> None:
    checked_marks(ctx)
    for tensor in ctx._dirty:
        if not among(tensor, outputs):
            raise RuntimeError(
                "Some elements marked as dirty during the forward method were not returned as "
                "output. The inputs that are modified inplace must all be outputs of the Function."
            )
        if recorded and type(tensor._edge) is Leaf:
            raise RuntimeError(
                "a leaf Variable that requires grad has been used in an in-place operation."
            )
        tensor._count_change()


def _result(ctx: FunctionCtx, value: Any, inputs: list[Tensor]) -> Any:
    """What apply returns for one value of forward: an input comes out as a view of itself."""
    if not isinstance(value, Tensor) or among(value, ctx._dirty) or not among(value, inputs):
        return value
    with no_grad():
        view: Any = value.view_as(value)
    view._edge = None
    if among(value, ctx._non_differentiable):
        ctx._non_differentiable += (view,)
    return view


__all__ = ["Function", "FunctionCtx", "once_differentiable"]
