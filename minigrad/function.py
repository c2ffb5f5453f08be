"""Function: an operation that the user writes, with its own backward.

    class Square(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, grad):
            (x,) = ctx.saved_tensors
            return grad * 2 * x

`Square.apply(x)` runs forward without recording what happens inside, and records one node,
`SquareBackward`, that will call backward.
"""

from __future__ import annotations

import functools
import warnings
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from ._tensor import Tensor, edge_of, wrap
from .engine import sum_to
from .hooks import in_mode
from .modes import is_grad_enabled, mode, no_grad
from .node import SECOND_BACKWARD, Leaf, Node, Output, Parts, new_order
from .saved import Packed, PackedOutput, SavedInput, SavedOutput

TWICE = "trying to differentiate twice a function that was marked with @once_differentiable"


class FunctionCtx:
    """What forward and backward of one call share: saved tensors, and any attribute you set."""

    needs_input_grad: tuple[bool, ...] = ()

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


def _no_node() -> None:
    return None


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

    @staticmethod
    def backward(ctx: FunctionCtx, *grads: Any) -> Any:
        """Turn the gradients of the outputs into those of the inputs."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom "
            "autograd.Function to use it with backward mode AD."
        )

    vjp = backward

    def __init__(self) -> None:
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
        inputs = [a for a in args if isinstance(a, Tensor)]
        ctx.needs_input_grad = tuple(isinstance(a, Tensor) and a.requires_grad for a in args)
        with no_grad():
            if cls.setup_context is Function.setup_context:
                output = cls.forward(ctx, *args, **kwargs)
            else:
                output = cls.forward(*args, **kwargs)
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


def _among(tensor: Any, tensors: Any) -> bool:
    return any(tensor is other for other in tensors)


def _check_dirty(ctx: FunctionCtx, inputs: Any, outputs: Any, recorded: bool) -> None:
    for tensor in ctx._dirty:
        if not _among(tensor, outputs):
            raise RuntimeError(
                "Some elements marked as dirty during the forward method were not returned as "
                "output. The inputs that are modified inplace must all be outputs of the Function."
            )
        if recorded and type(tensor._edge) is Leaf:
            raise RuntimeError(
                "a leaf Variable that requires grad has been used in an in-place operation."
            )
        tensor._shared_counter()[0] += 1


def _result(ctx: FunctionCtx, value: Any, inputs: list[Tensor]) -> Any:
    """What apply returns for one value of forward: an input comes out as a view of itself."""
    if not isinstance(value, Tensor) or _among(value, ctx._dirty) or not _among(value, inputs):
        return value
    with no_grad():
        view: Any = value.view_as(value)  # type: ignore[attr-defined]
    view._edge = None
    return view


class FunctionNode(Node):
    """The node of one call of a Function; reads of attributes that it lacks go to its ctx."""

    __slots__ = ("arguments", "ctx", "kinds", "outputs")

    function: Any
    ctx: FunctionCtx

    def __init__(self, ctx: FunctionCtx, args: Any, inputs: Any, results: list[Any]) -> None:
        self.ctx = ctx
        # For each argument of forward: its place among the inputs, or None if it is no tensor.
        places = iter(range(len(inputs)))
        self.arguments = [next(places) if isinstance(a, Tensor) else None for a in args]
        self.kinds = [t._array.dtype for t in inputs]
        self.next = tuple([edge_of(tensor) for tensor in inputs])
        self.order = new_order()
        self.versions = 0
        self.hooks = None
        self.outputs = [
            (r._array.shape, r._array.dtype) if isinstance(r, Tensor) else None for r in results
        ]
        single = len(results) == 1 and isinstance(results[0], Tensor)
        self.shape = results[0]._array.shape if single else None
        for index, result in enumerate(results):
            if self._differentiable(result):
                result._edge = self if single else self.output(index)
        ctx._node = weakref.ref(self)

    def _differentiable(self, result: Any) -> bool:
        return (
            isinstance(result, Tensor)
            and result._array.dtype.kind == "f"
            and not _among(result, self.ctx._non_differentiable)
        )

    def output(self, index: int) -> Output:
        """The edge to one of several outputs."""
        shape = self.outputs[index]
        assert shape is not None
        return Output(self, index, shape[0])

    def output_count(self) -> int:
        return len(self.outputs)

    def save(self, outputs: Any, results: list[Any]) -> None:
        """Save what forward asked for: an output without the tensor that holds this node."""
        as_returned = dict(zip(map(id, outputs), results, strict=True))
        saved: list[Any] = []
        for tensor in self.ctx._to_save:
            result = as_returned.get(id(tensor))
            if tensor is None:
                saved.append(None)
            elif result is not None and isinstance(result._edge, Node) and result is tensor:
                saved.append(SavedOutput(result))
            else:
                saved.append(SavedInput(tensor))
        self.ctx._saved = saved
        self.ctx._to_save = ()

    def pack(self, pack: Any, unpack: Any) -> None:
        """Give what was saved to a pair of saved-tensor hooks."""
        assert self.ctx._saved is not None
        for place, saved in enumerate(self.ctx._saved):
            packed: Any = None
            if isinstance(saved, SavedOutput):
                own = saved.unpack(self)
                packed = PackedOutput(own, saved.index, saved.whole, pack, unpack)
            elif saved is not None:
                packed = Packed(saved.tensor, saved.tensor._edge, pack, unpack)
            self.ctx._saved[place] = packed

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "ctx":
            raise AttributeError(name)
        return getattr(self.ctx, name)

    def name(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        return f"<torch.autograd.function.{type(self).__name__} object at {id(self):#x}>"

    def free(self) -> None:
        self.ctx._saved = None

    # -------------------------------------------------------------- backward

    def apply(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        parts = {i: wrap(g) for i, g in self._parts(grad).items()}
        with in_mode(False):
            outgoing = self._gradients(parts)
        if not keep:
            self.free()
        return tuple(None if g is None else g._array for g in outgoing)

    def apply_recorded(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        outgoing = self._gradients(self._parts(grad))
        if not keep:
            self.free()
        return tuple(outgoing)

    def _parts(self, grad: Any) -> dict[int, Any]:
        return grad if isinstance(grad, Parts) else {0: grad}

    def _gradients(self, parts: dict[int, Any]) -> list[Tensor | None]:
        """The gradients that the user's backward gives, checked, one for each input."""
        grads = []
        for index, kind in enumerate(self.outputs):
            grad = parts.get(index)
            if grad is None and kind is not None and self.ctx._materialize:
                grad = wrap(np.zeros(*kind)[()])
            grads.append(grad)
        answer = self._backward()(self.ctx, *grads)
        answers = list(answer) if isinstance(answer, tuple) else [answer]
        expected = len(self.arguments)
        while len(answers) > expected and answers[-1] is None:
            answers.pop()
        name = self.name()
        if len(answers) != expected:
            raise RuntimeError(
                f"function {name} returned an incorrect number of gradients "
                f"(expected {expected}, got {len(answers)})"
            )
        outgoing = []
        for position, (place, value) in enumerate(zip(self.arguments, answers, strict=True)):
            if place is not None:
                outgoing.append(self._checked(place, value))
            elif value is not None:
                raise RuntimeError(
                    f"function {name} returned a gradient different than None at position "
                    f"{position + 1}, but the corresponding forward input was not a Variable"
                )
        return outgoing

    def _backward(self) -> Any:
        cls = self.function
        if cls.vjp is Function.vjp:
            return cls.backward
        if cls.backward is not Function.backward:
            raise RuntimeError(
                "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You "
                "should only implement one of them."
            )
        return cls.vjp

    def _checked(self, place: int, value: Any) -> Tensor | None:
        """A gradient in the shape and type of the input that it is for."""
        to = self.next[place]
        if value is not None and not isinstance(value, Tensor):
            raise RuntimeError(f"expected Variable or None (got {type(value).__name__})")
        if to is None or value is None:
            return None
        have, want = value._array.shape, to.shape
        if want is not None and have != want:
            if not _can_be_summed(have, want):
                raise RuntimeError(
                    f"Function {self.name()} returned an invalid gradient at index {place} - got "
                    f"{list(have)} but expected shape compatible with {list(want)}"
                )
            value = sum_to(value, want)
        if value._array.dtype != self.kinds[place]:
            from .ops.operands import cast

            value = cast(value, self.kinds[place])
        return value


def _can_be_summed(have: tuple[int, ...], want: tuple[int, ...]) -> bool:
    """Whether a gradient of shape `have` is one of shape `want`, broadcast."""
    added = len(have) - len(want)
    return added >= 0 and all(w in (1, h) for h, w in zip(have[added:], want, strict=True))


class Error(Node):
    """The node of what cannot be differentiated again: running it is the error."""

    __slots__ = ("message",)

    def __init__(self, message: str, shape: tuple[int, ...]) -> None:
        self.message = message
        self.next = ()
        self.order = new_order()
        self.versions = 0
        self.hooks = None
        self.shape = shape

    def apply(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        raise RuntimeError(self.message)

    apply_recorded = apply


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


__all__ = ["Function", "FunctionCtx", "once_differentiable"]
