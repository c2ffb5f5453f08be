"""backward() and grad(): where a backward pass starts and its arguments are checked."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..engine import backward as engine
from ..engine.modes import enable_grad
from ..engine.node import Leaf, Node
from ..engine.tensor import Tensor, edge_of, wrap
from . import graph

Tensors = Tensor | Sequence[Tensor]

CYCLE = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter "
    "and its gradient which can cause a memory leak. We recommend using autograd.grad when "
    "creating the graph to avoid this. If you have to use this function, make sure to reset the "
    ".grad fields of your parameters to None after use to break the cycle and avoid the leak."
)


def backward(
    tensors: Tensors,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensors | None = None,
) -> None:
    """Compute the gradients of `tensors` and add them to the `.grad` of the leaves below them.

    grad_tensors: for each tensor the gradient to start from, of its shape; may be None where it
        has a single element, and means 1.
    retain_graph: keep the saved values for another backward (default: as `create_graph`).
    create_graph: record the backward pass itself, so that gradients can be differentiated.
    inputs: fill the `.grad` of these tensors only.

    Raises RuntimeError for a tensor without grad, a missing or misshapen gradient, an empty
    `inputs`, or saved values that were freed or modified.

    >>> import minigrad as mg
    >>> x = mg.tensor(2., requires_grad=True)
    >>> mg.autograd.backward([x**2, 3 * x])
    >>> x.grad
    tensor(7.)
    """
    if create_graph:
        warnings.warn(CYCLE, UserWarning, stacklevel=2)
    keep = create_graph if retain_graph is None else retain_graph
    if inputs is None:
        _run(*_roots(tensors, grad_tensors, create_graph), keep, create_graph, None)
        return
    targets = _inputs(inputs, "backward")
    roots = _roots(tensors, grad_tensors, create_graph)
    for tensor in targets:
        if isinstance(tensor, Tensor):  # a leaf needs not be asked, and an edge cannot
            tensor.retain_grad()
    _run(*roots, keep, create_graph, {_edge(t): None for t in targets}, through=True)


def grad(
    outputs: Tensors,
    inputs: Tensors | Mapping[Any, Tensor],
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> Any:
    """Return the gradients of `outputs` with respect to `inputs`, as a tuple; no `.grad` changes.

    inputs: tensors that require grad, leaves or not (a dict gives a dict).
    allow_unused: give None for an input that the outputs do not depend on (an error otherwise).
    materialize_grads: give zeros for it instead.
    The other arguments are those of `backward`.

    >>> import minigrad as mg
    >>> x = mg.tensor(2., requires_grad=True)
    >>> (first,) = mg.autograd.grad(x**4, x, create_graph=True)
    >>> first, mg.autograd.grad(first, x)
    (tensor(32., grad_fn=<MulBackward0>), (tensor(48.),))
    """
    if is_grads_batched:
        raise NotImplementedError("is_grads_batched needs vmap, which minigrad does not have")
    if isinstance(inputs, Mapping):
        values = grad(
            outputs, list(inputs.values()), grad_outputs, retain_graph, create_graph,
            only_inputs, allow_unused, is_grads_batched, materialize_grads,
        )  # fmt: skip
        return dict(zip(inputs, values, strict=True))
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: "
            "allow_unused=False."
        )
    targets = _inputs(inputs, "grad")
    roots = _roots(outputs, grad_outputs, create_graph)
    keep = create_graph if retain_graph is None else retain_graph
    edges = [_edge(tensor) for tensor in targets]
    caught = _run(*roots, keep, create_graph, dict.fromkeys(edges))
    found: list[Tensor | None] = []
    for position, (tensor, edge) in enumerate(zip(targets, edges, strict=True)):
        value = caught.get(edge)
        if value is None and materialize_grads:
            value = wrap(np.zeros(tensor._array.shape, tensor._array.dtype)[()])
            value.requires_grad = create_graph
        elif value is None and not allow_unused:
            raise RuntimeError(
                f"The differentiated Tensor at index {position} appears to not have been used in "
                "the graph. Set allow_unused=True if this is the desired behavior."
            )
        found.append(value if value is None or isinstance(value, Tensor) else _owned(value))
    return tuple(found)


def _owned(array: Any) -> Tensor:
    """A gradient that is handed out is nobody else's memory."""
    return wrap(array.copy())


def _run(
    roots: Sequence[Node],
    grads: Sequence[Any],
    keep: bool,
    record: bool,
    targets: Any,
    through: bool = False,
) -> dict[Node, Any]:
    if not record:
        return engine.run(roots, grads, keep_graph=keep, targets=targets, through=through)
    with enable_grad():
        return engine.run(
            roots, grads, keep_graph=keep, record=True, targets=targets, through=through
        )


def _sequence(tensors: Any) -> list[Any]:
    return [tensors] if isinstance(tensors, (Tensor, graph.GradientEdge)) else list(tensors)


def _edge(tensor: Any) -> Node:
    if isinstance(tensor, graph.GradientEdge):
        return tensor.way
    edge = edge_of(tensor)
    if edge is None:
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    return edge


def _inputs(inputs: Any, where: str) -> list[Tensor]:
    tensors = _sequence(inputs)
    if not tensors:
        raise RuntimeError(f"`inputs` argument to `{where}()` cannot be empty.")
    for position, tensor in enumerate(tensors):
        if isinstance(tensor, graph.GradientEdge):
            continue
        if not isinstance(tensor, Tensor):
            raise TypeError(
                f"all inputs have to be Tensors, but got {type(tensor).__name__} "
                f"at index {position}"
            )
        if tensor._edge is None:
            raise RuntimeError("One of the differentiated Tensors does not require grad")
    return tensors


def _roots(outputs: Any, gradients: Any, record: bool) -> tuple[list[Node], list[Any]]:
    """The nodes where the pass starts, and the first gradient of each."""
    outputs = [out.as_tensor() if hasattr(out, "as_tensor") else out for out in _sequence(outputs)]
    given = [None] * len(outputs) if gradients is None else _sequence(gradients)
    for gradient in given:
        if gradient is not None and not isinstance(gradient, Tensor):
            raise TypeError(
                f"gradients can be either Tensors or None, but got {type(gradient).__name__}"
            )
    if len(given) != len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(given)} gradients")
    pairs = zip(outputs, given, strict=True)
    roots = [_root(out, gradient, i, record) for i, (out, gradient) in enumerate(pairs)]
    return [node for node, _ in roots], [start for _, start in roots]


def _root(output: Tensor, gradient: Tensor | None, position: int, record: bool) -> tuple[Node, Any]:
    """The node of one output, and the gradient to start from: what the user gave, or 1."""
    array = output._array
    edge = output._edge
    if gradient is None and not record and type(array) is not np.ndarray and isinstance(edge, Node):
        return edge, type(array)(1)  # the ordinary case: a loss
    start: Any = gradient
    if gradient is None:
        if edge is not None and array.size != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        start = wrap(np.ones(array.shape, array.dtype)[()])
    elif gradient._array.shape != array.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output[{position}] has a shape of {gradient.shape} and "
            f"output[{position}] has a shape of {output.shape}."
        )
    elif gradient._array.dtype is not array.dtype:
        start = start.to(output.dtype)
    if edge is None:
        raise RuntimeError(
            f"element {position} of tensors does not require grad and does not have a grad_fn"
        )
    if type(edge) is Leaf:  # it will keep what it is given, and that is the user's
        edge, start = edge.accumulator(output), start.clone()
    return edge, start if record else start._array


def _backward(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensors | None = None,
) -> None:
    """Compute the gradients of this tensor and add them to the `.grad` of the leaves below it.

    gradient: the gradient to start from, of this tensor's shape; not needed for one element.
    The other arguments, and the errors, are those of `minigrad.autograd.backward`.

    >>> import minigrad as mg
    >>> a = mg.tensor([2., 3.], requires_grad=True)
    >>> (3 * a**3).backward(gradient=mg.tensor([1., 1.]))
    >>> a.grad
    tensor([36., 81.])
    """
    plain = not create_graph and inputs is None
    if plain and (gradient is None or isinstance(gradient, Tensor)):
        root, start = _root(self, gradient, 0, False)
        engine.run((root,), (start,), keep_graph=retain_graph or False)
    else:
        backward(self, gradient, retain_graph, create_graph, inputs)


Tensor.backward = _backward  # type: ignore[assignment, method-assign]
