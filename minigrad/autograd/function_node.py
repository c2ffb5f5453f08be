"""The node of a custom Function: calls the user's backward, and checks what it gives."""

from __future__ import annotations

import weakref
from typing import Any

import numpy as np

from ..engine.arrays.sharing import View
from ..engine.broadcasting import sum_to
from ..engine.complaints import operation_of
from ..engine.hooks import in_mode
from ..engine.node import Node
from ..engine.outputs import Output, Parts
from ..engine.tensor import Tensor, edge_of, wrap
from ..ops.operands import cast
from .saved_tensors import Packed, PackedOutput, SavedInput, SavedOutput


def not_implemented(ctx: Any, *grads: Any) -> Any:
    """The backward of a Function that has none: turns gradients of outputs into those of inputs."""
    raise NotImplementedError(
        "You must implement either the backward or vjp method for your custom autograd.Function "
        "to use it with backward mode AD."
    )


def among(tensor: Any, tensors: Any) -> bool:
    """Whether this very object is one of `tensors`."""
    return any(tensor is other for other in tensors)


class FunctionNode(Node):
    """The node of one call of a Function; reads of attributes that it lacks go to its ctx."""

    __slots__ = ("arguments", "ctx", "kinds", "outputs")

    function: Any
    ctx: Any

    def __init__(self, ctx: Any, args: Any, inputs: Any, results: list[Any]) -> None:
        single = len(results) == 1 and isinstance(results[0], Tensor)
        edges = tuple([edge_of(tensor) for tensor in inputs])
        super().__init__(edges, results[0]._array.shape if single else None)
        self.ctx = ctx
        # For each argument of forward: its place among the inputs, or None if it is no tensor.
        places = iter(range(len(inputs)))
        self.arguments = [next(places) if isinstance(a, Tensor) else None for a in args]
        self.kinds = [t._array.dtype for t in inputs]
        self.outputs = [
            (r._array.shape, r._array.dtype) if isinstance(r, Tensor) else None for r in results
        ]
        for index, result in enumerate(results):
            if self._differentiable(result):
                edge = self if single else self.output(index)
                if among(result, ctx._dirty):
                    self._rewrite(result, edge)
                    continue
                result._edge = edge
                if isinstance(result._view, View):
                    name = operation_of(self)
                    result._view.limits = "function" if single else f"Output {index} of {name}"
        ctx._node = weakref.ref(self)

    def _rewrite(self, result: Tensor, edge: Node) -> None:
        """What forward has overwritten has this history now, and so has all on its memory."""
        from ..ops.writing.rewrite import rebase  # (which is made of rows that come later)

        written = wrap(None)
        written._edge = edge
        rebase(result, written)

    def _differentiable(self, result: Any) -> bool:
        return (
            isinstance(result, Tensor)
            and result._array.dtype.kind == "f"
            and not among(result, self.ctx._non_differentiable)
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

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What the forward saved, for a reader of the graph; freed by a backward pass."""
        return self.ctx.saved_tensors

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
        if cls.vjp is not_implemented:
            return cls.backward
        if cls.backward is not not_implemented:
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
        super().__init__((), shape)
        self.message = message

    def apply(self, grad: Any, keep: bool) -> tuple[Any, ...]:
        raise RuntimeError(self.message)

    apply_recorded = apply
