"""Hooks: what the user asks to be called when a backward pass reaches a tensor or a node.

For one node they run in this order:

    the tensor's hooks             each takes the gradient, and may give another one
    .grad, if it is retained       so it holds what the tensor's hooks made of the gradient
    the node's hooks before        take the gradients of its outputs
    the node itself
    hooks after accumulating       of a leaf, whose .grad is now up to date
    the node's hooks after         take the gradients of its inputs, and those of its outputs

An ordinary pass tests one slot of each node, finds None, and knows nothing of this file.
"""

from __future__ import annotations

import contextlib
import threading
import weakref
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from .callbacks import Hooks, RemovableHandle, hooks_of, making
from .modes import is_grad_enabled, switch
from .node import AccumulateGrad, Leaf, Node
from .outputs import Output, Parts
from .tensor import Tensor, wrap

Gradients = tuple[Tensor | None, ...]


@contextlib.contextmanager
def in_mode(recorded: bool) -> Iterator[None]:
    """The grad mode that a backward pass has, for what the user wrote."""
    before = is_grad_enabled()
    try:
        switch(recorded)
        yield
    finally:
        switch(before)


def call(hook: Callable[..., Any], recorded: bool, *arguments: Any) -> Any:
    """Call what the user wrote in the grad mode of the backward pass."""
    with in_mode(recorded):
        return hook(*arguments)


def _name(hook: Any) -> str:
    return getattr(hook, "__name__", type(hook).__name__)


def replaced(hook: Any, given: Any, answer: Any) -> Any:
    """A gradient from a hook in the place of `given`, which it has to resemble."""
    if answer is not None and not isinstance(answer, Tensor):
        raise TypeError(f"expected Variable, but hook returned {type(answer).__name__!r}")
    if answer is None or given is None:
        return answer
    if answer._array.shape != given._array.shape:
        raise RuntimeError(
            f"hook {_name(hook)!r} has changed the size of value: "
            f"{list(given._array.shape)} became {list(answer._array.shape)}"
        )
    if answer._array.dtype != given._array.dtype:
        kinds = [f"torch.{t.dtype.tensor_type}Tensor" for t in (given, answer)]
        raise RuntimeError(
            f"hook {_name(hook)!r} has changed the type of value (was {kinds[0]} got {kinds[1]})"
        )
    return answer


# ------------------------------------------------------------------ hooks of a tensor


def register_hook(self: Tensor, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
    """Call `hook(grad)` each time the total gradient of this tensor is known.

    A returned tensor replaces the gradient for everything further back; None keeps it.
    Raises RuntimeError for a tensor that does not require grad.

    >>> import minigrad as mg
    >>> x = mg.tensor(2., requires_grad=True)
    >>> handle = x.register_hook(lambda grad: grad * 10)
    >>> (x * 3).backward()
    >>> x.grad
    tensor(30.)
    """
    if self._edge is None:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")

    def on_grad(grad: Any) -> Any:
        recorded = isinstance(grad, Tensor)
        given = grad if recorded else wrap(grad)
        answer = call(hook, recorded, given)
        # Without an answer what was given goes on, with what the hook did to it in place.
        result = given if answer is None else replaced(hook, given, answer)
        return result if recorded else result._array

    handle = RemovableHandle(_watched(hooks_of(self)).on_grad, on_grad)
    if isinstance(self._edge, Output):
        _hear_of_nothing(self._edge, hook, handle)
    return handle


def _hear_of_nothing(output: Output, hook: Callable[[Any], Any], handle: RemovableHandle) -> None:
    """Call the hook with None where only other outputs of the same node get a gradient."""
    index = output.index

    def before(grads: Any) -> Any:
        if index in grads or handle.id not in handle._hooks:
            return grads
        recorded = any(isinstance(grad, Tensor) for grad in grads.values())
        if call(hook, recorded, None) is not None:
            raise RuntimeError("can't replace a None gradient with a non-None value")
        return grads

    owner = output.next[0]
    assert owner is not None
    RemovableHandle(_watched(hooks_on(owner)).before, before)


def register_post_accumulate_grad_hook(
    self: Tensor, hook: Callable[[Tensor], None]
) -> RemovableHandle:
    """Call `hook(leaf)` each time backward has added to the `.grad` of this leaf.

    The hook may use the gradient up and set `.grad` to None. `autograd.grad` does not call it.
    Raises RuntimeError for a tensor that is no leaf or does not require grad.

    >>> import minigrad as mg
    >>> w = mg.tensor(2., requires_grad=True)
    >>> def descend(leaf):
    ...     leaf.data -= 0.1 * leaf.grad
    ...     leaf.grad = None
    >>> handle = w.register_post_accumulate_grad_hook(descend)
    >>> (w * 3).backward()
    >>> w, w.grad
    (tensor(1.7000, requires_grad=True), None)
    """
    if self._edge is None:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    if not self.is_leaf:
        raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
    leaf = weakref.ref(self)

    def accumulated(recorded: bool) -> None:
        answer = call(hook, recorded, leaf())
        if isinstance(answer, Tensor):
            raise RuntimeError("Tensor post accumulate grad hooks should return None.")
        replaced(hook, None, answer)  # refuses anything but None

    return RemovableHandle(_watched(hooks_of(self)).accumulated, accumulated)


# ------------------------------------------------------------------ hooks of a node


def hooks_on(node: Node) -> Hooks:
    """The hooks of a node, made when they are first needed."""
    with making:
        own = node.hooks
        if isinstance(node, AccumulateGrad) and type(node.variable._edge) is Leaf:
            # The leaf keeps its own hooks; those of its AccumulateGrad end with that node.
            shared = node.variable._edge.hooks
            if own is None or own is shared:
                own = Hooks()
                if shared is not None:
                    own.on_grad, own.accumulated = shared.on_grad, shared.accumulated
                node.hooks = own
        elif own is None:
            own = node.hooks = Hooks()
    assert own is not None
    return own


def register_node_hook(
    self: Node, hook: Callable[[Gradients, Gradients], Gradients | None]
) -> RemovableHandle:
    """Call `hook(grad_inputs, grad_outputs)` each time this node has run.

    Both are tuples of tensors, None where no gradient flows. A returned tuple, as long as
    `grad_inputs`, takes its place.

    >>> import minigrad as mg
    >>> x = mg.tensor(2., requires_grad=True)
    >>> y = x * 3
    >>> handle = y.grad_fn.register_hook(lambda inputs, outputs: print(inputs, outputs))
    >>> y.backward()
    (tensor(3.), None) (tensor(1.),)
    """

    count = self.output_count()  # (the hooks of a node must not hold the node)

    def after(outgoing: tuple[Any, ...], grad: Any) -> tuple[Any, ...]:
        inputs, recorded = _as_tensors(outgoing)
        outputs, also = _as_tensors(_listed(grad, count))
        answer = call(hook, recorded or also, inputs, outputs)
        return outgoing if answer is None else _answered(hook, inputs, answer, recorded or also)

    return RemovableHandle(_watched(hooks_on(self)).after, after)


def register_node_prehook(
    self: Node, hook: Callable[[Gradients], Gradients | None]
) -> RemovableHandle:
    """Call `hook(grad_outputs)` each time before this node runs.

    grad_outputs: a tuple of tensors, None for an output without gradient. A returned tuple of the
    same length takes its place.

    >>> import minigrad as mg
    >>> x = mg.tensor(2., requires_grad=True)
    >>> y = x * 3
    >>> handle = y.grad_fn.register_prehook(lambda outputs: (outputs[0] * 100,))
    >>> y.backward()
    >>> x.grad
    tensor(300.)
    """

    count = self.output_count()

    def before(grad: Any) -> Any:
        outputs, recorded = _as_tensors(_listed(grad, count))
        answer = call(hook, recorded, outputs)
        if answer is None:
            return grad
        new = _answered(hook, outputs, answer, recorded)
        if not isinstance(grad, Parts):
            return new[0]
        return Parts({i: g for i, g in enumerate(new) if g is not None})

    return RemovableHandle(_watched(hooks_on(self)).before, before)


def _listed(grad: Any, count: int) -> tuple[Any, ...]:
    """The gradient of each of `count` outputs of a node."""
    if isinstance(grad, Parts):
        return tuple(grad.get(i) for i in range(count))
    return (grad,)


def _as_tensors(values: Sequence[Any]) -> tuple[Gradients, bool]:
    """Gradients as a hook gets them, and whether they were Tensors already."""
    recorded = any(isinstance(v, Tensor) for v in values)
    return tuple(v if v is None or isinstance(v, Tensor) else wrap(v) for v in values), recorded


def _answered(hook: Any, given: Gradients, answer: Any, recorded: bool) -> tuple[Any, ...]:
    if not isinstance(answer, tuple):
        raise TypeError(f"expected tuple, but hook returned {type(answer).__name__!r}")
    if len(answer) != len(given):
        raise RuntimeError(
            f"hook {_name(hook)!r} has returned an incorrect number of values "
            f"(got {len(answer)}, but expected {len(given)})"
        )
    new = [replaced(hook, old, value) for old, value in zip(given, answer, strict=True)]
    return tuple(t if t is None or recorded else t._array for t in new)


Tensor.register_hook = register_hook  # type: ignore[attr-defined]
Tensor.register_post_accumulate_grad_hook = (  # type: ignore[attr-defined]
    register_post_accumulate_grad_hook
)
Node.register_hook = register_node_hook  # type: ignore[attr-defined]
Node.register_prehook = register_node_prehook  # type: ignore[attr-defined]
Node.metadata = property(  # type: ignore[attr-defined]
    lambda node: hooks_on(node).metadata, doc="A dict to keep what belongs to this node."
)


# ------------------------------------------------------------------ a pass that is watched

# The hooks that are registered anywhere now. While there are none, no pass asks about its order.
watched: set[Any] = set()


def _watched(hooks: Hooks) -> Hooks:
    watched.add(weakref.ref(hooks, watched.discard))
    return hooks


class Pass:
    """A backward pass that is running, for hooks of several tensors: what it will reach, and what
    they have noted so far."""

    def __init__(self, reached: set[Any]) -> None:
        self.reached = reached
        self.notes: dict[Any, Any] = {}


class _Passes(threading.local):
    running: Any = None


passes = _Passes()


@contextlib.contextmanager
def in_pytorchs_order(
    nodes: Sequence[Node], targets: Collection[Node]
) -> Iterator[dict[Node, float]]:
    """Give each leaf that `nodes`, newest first, lead to its turn as soon as it is complete.

    Only hooks can tell. The number of an AccumulateGrad that was made for an older graph would
    keep it waiting to the end; in this pass it has one just behind the last node that feeds it.
    The node itself keeps its own: another thread's pass may be on its way to the same leaf.
    """
    fed: dict[Node, float] = {}
    for node in nodes:
        places = len(node.next) + 1
        for place, receiver in enumerate(node.next, start=1):
            if type(receiver) is AccumulateGrad:
                fed[receiver] = node.order + place / places
    outer, passes.running = passes.running, Pass({*nodes, *targets})
    try:
        yield fed
    finally:
        passes.running = outer
