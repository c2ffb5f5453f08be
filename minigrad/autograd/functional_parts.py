"""What the functions of functional.py share: their arguments, their results, their errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

from ..engine.modes import enable_grad
from ..engine.tensor import Tensor
from ..ops.creation import zeros_like
from . import starting as autograd

Func = Callable[..., Any]
Gradients = Sequence[Tensor | None]

BACK = "The output of the user-provided function is independent of input {}."
TRICK = (
    "The gradient with respect to the input is independent of entry {} in the grad_outputs when "
    "using the double backward trick to compute forward mode gradients."
)
DOUBLE_BACK = "The jacobian of the user-provided function is independent of input {}."
DOUBLE_TRICK = (
    "The hessian of the user-provided function is independent of entry {} in the grad_jacobian."
)
GRADIENT = "The gradient with respect to input {} is independent of the inputs of the function."
OUTPUT = (
    "Output {} of the user-provided function does not require gradients. The outputs must be "
    "computed in a differentiable manner from the input when running in strict mode."
)
JACOBIAN = (
    "While computing the hessian, found that the jacobian of the user-provided function with "
    "respect to input {} is independent of the input. This is not allowed in strict mode. You "
    "should ensure that your function is twice differentiable and that the jacobian depends on "
    "the inputs (a linear function's does not)."
)
STRICT = " This is not allowed in strict mode."


def as_tensors(value: Any, what: str, where: str) -> tuple[bool, tuple[Tensor, ...]]:
    """The tensors of an argument, and whether they came as a tuple."""
    several = isinstance(value, tuple)
    tensors = value if several else (value,)
    for position, tensor in enumerate(tensors):
        if not isinstance(tensor, Tensor):
            found = f"value at index {position} has" if several else f"given {what} has"
            raise TypeError(
                f"The {what} given to {where} must be either a Tensor or a tuple of Tensors but "
                f"the {found} type {type(tensor)}."
            )
    return several, tensors


def prepared(
    value: Any, what: str, where: str, create_graph: bool, need_graph: bool = True
) -> tuple[bool, tuple[Tensor, ...]]:
    """Tensors to differentiate at: cut off their history, unless the result is to reach it."""
    several, tensors = as_tensors(value, what, where)
    ready = []
    for tensor in tensors:
        if create_graph and tensor.requires_grad:
            ready.append(tensor.view_as(tensor))
        else:
            ready.append(tensor.detach().requires_grad_(need_graph))
    return several, tuple(ready)


def vector_for(
    v: Any, where: str, like: Sequence[Tensor], several: bool, create_graph: bool
) -> tuple[Tensor, ...]:
    """The vector of a product, of the shapes of `like`."""
    _, vs = prepared(v, "v", where, create_graph, need_graph=False)
    if len(vs) != len(like):
        raise RuntimeError(
            f"v is a tuple of invalid length: should be {len(like)} but got {len(vs)}."
            if several
            else "The given v should contain a single Tensor."
        )
    for position, (vector, other) in enumerate(zip(vs, like, strict=True)):
        if vector.shape != other.shape:
            entry = f"Entry {position} in " if several else ""
            raise RuntimeError(
                f"{entry}v has invalid size: should be {other.shape} but got {vector.shape}."
            )
    return vs


def optional_vector(
    v: Any, where: str, xs: Sequence[Tensor], several: bool, create_graph: bool
) -> tuple[Tensor, ...] | None:
    """The same, which may be left out for a single input with a single element."""
    if v is not None:
        return vector_for(v, where, xs, several, create_graph)
    if len(xs) != 1 or xs[0].numel() != 1:
        raise RuntimeError(
            "The vector v can only be None if the input to the user-provided function is a single "
            "Tensor with a single element."
        )
    return None


def outputs_of(
    func: Func, xs: Sequence[Tensor], where: str, strict: bool
) -> tuple[bool, tuple[Tensor, ...]]:
    """What the function gives, and whether it came as a tuple."""
    several, outputs = as_tensors(func(*xs), "outputs of the user-provided function", where)
    demand_grad(outputs, strict, OUTPUT)
    return several, outputs


def scalar_output(func: Func, xs: Sequence[Tensor], where: str, strict: bool) -> tuple[Tensor, ...]:
    """The one element that the function gives, as a tuple of one tensor."""
    several, outputs = outputs_of(func, xs, where, strict)
    if several:
        raise RuntimeError(f"The function given to {where} should return a single Tensor")
    if outputs[0].numel() != 1:
        raise RuntimeError(
            f"The Tensor returned by the function given to {where} should contain a single element"
        )
    return outputs


def demand_grad(values: Any, strict: bool, words: str) -> None:
    """In strict mode refuse a value that does not require grad."""
    for position, value in enumerate(values if strict else ()):
        if value is None:
            raise RuntimeError(BACK.format(position) + STRICT)
        if not value.requires_grad:
            told = words.format(position)
            raise RuntimeError(told if "strict mode" in told else told + STRICT)


def gradients(
    outputs: Gradients,
    xs: Sequence[Tensor],
    vs: Any,
    create_graph: bool,
    retain: bool | None = None,
) -> Gradients:
    """`autograd.grad`, with None for what does not depend on an input."""
    weights = vs or (None,) * len(outputs)
    pairs = [
        (out, weight)
        for out, weight in zip(outputs, weights, strict=True)
        if out is not None and out.requires_grad
    ]
    if not pairs:
        return (None,) * len(xs)
    return autograd.grad(
        [out for out, _ in pairs],
        xs,
        [weight for _, weight in pairs],
        allow_unused=True,
        create_graph=create_graph,
        retain_graph=retain,
    )


def with_zeros(
    grads: Gradients, like: Sequence[Tensor], strict: bool, create_graph: bool, words: str
) -> tuple[Tensor, ...]:
    """Zeros for what does not depend; in strict mode an error."""
    filled = []
    for position, (grad, other) in enumerate(zip(grads, like, strict=True)):
        if grad is None:
            if strict:
                raise RuntimeError(words.format(position) + STRICT)
            grad = zeros_like(other)
        elif strict and create_graph and not grad.requires_grad:
            kind = "hessian" if words in (DOUBLE_BACK, DOUBLE_TRICK) else "jacobian"
            raise RuntimeError(
                f"The {kind} of the user-provided function is independent of input {position}. "
                "This is not allowed in strict mode when create_graph=True."
            )
        filled.append(grad)
    return tuple(filled)


def handed_out(tensors: Sequence[Tensor], several: bool, create_graph: bool) -> Any:
    """What the caller gets: without a graph, unless one was asked for."""
    given = tuple(t if create_graph else t.detach() for t in tensors)
    return given if several else given[0]


def mode_for(create_graph: bool) -> Any:
    """The grad mode of the last pass: recording if a graph is wanted, else as it is."""
    return enable_grad() if create_graph else nullcontext()
