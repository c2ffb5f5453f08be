"""Whole derivatives of a function: its Jacobian, its Hessian, and their products with vectors.

A backward pass from `v` gives one product, vᵀJ; so a Jacobian is one pass for each element of the
output, and the product Jv with a vector on the other side needs a trick: vᵀJ is linear in v, and
its derivative with respect to v, which a second backward pass gives, is J.

All take the function (of tensors, giving a tensor or a tuple of them) and its inputs (a tensor or a
tuple). create_graph lets the result be differentiated in its turn; strict makes it a RuntimeError
if the function does not depend on an input, instead of zeros.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

from . import autograd
from ._tensor import Tensor
from .creation import zeros_like
from .modes import enable_grad
from .ops.join import stack

Func = Callable[..., Any]
Gradients = Sequence[Tensor | None]


def vjp(
    func: Func, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The value of `func`, and the product vᵀJ of a vector and its Jacobian.

    v: of the shapes of the outputs; not needed for one output with a single element.

    >>> import minigrad as mg
    >>> mg.autograd.functional.vjp(lambda x: x**2, mg.tensor([1., 2.]), mg.tensor([1., 10.]))
    (tensor([1., 4.]), tensor([ 2., 40.]))
    """
    with enable_grad():
        several, xs = _prepared(inputs, "inputs", "vjp", create_graph)
        several_outputs, outputs = _outputs(func, xs, "vjp", strict)
        if v is None:
            if len(outputs) != 1 or outputs[0].numel() != 1:
                raise RuntimeError(
                    "The vector v can only be None if the user-provided function returns a single "
                    "Tensor with a single element."
                )
            vs: Any = None
        else:
            vs = _vector(v, "vjp", outputs, several_outputs, create_graph)
    with _as_called(create_graph):
        found = _grad(outputs, xs, vs, create_graph)
        product = _filled(found, xs, strict, create_graph, BACK)
    return _given(outputs, several_outputs, create_graph), _given(product, several, create_graph)


def jvp(
    func: Func, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The value of `func`, and the product Jv of its Jacobian and a vector.

    v: of the shapes of the inputs; not needed for one input with a single element.

    >>> import minigrad as mg
    >>> mg.autograd.functional.jvp(lambda x: x**2, mg.tensor([1., 2.]), mg.tensor([1., 10.]))
    (tensor([1., 4.]), tensor([ 2., 40.]))
    """
    with enable_grad():
        several, xs = _prepared(inputs, "inputs", "jvp", create_graph)
        vs = _optional_vector(v, "jvp", xs, several, create_graph)
        several_outputs, outputs = _outputs(func, xs, "jvp", strict)
        # vᵀJ for a v of which nothing matters but that it can be differentiated.
        dummies = tuple(zeros_like(out, requires_grad=True) for out in outputs)
        products = _grad(outputs, xs, dummies, True)
        _demand_grad(products, strict, GRADIENT)
    with _as_called(create_graph):
        found = _grad(products, dummies, vs, create_graph)
        product = _filled(found, outputs, strict, create_graph, TRICK)
    return (
        _given(outputs, several_outputs, create_graph),
        _given(product, several_outputs, create_graph),
    )


def vhp(
    func: Func, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The value of a scalar function, and the product vᵀH of a vector and its Hessian.

    v: of the shapes of the inputs; not needed for one input with a single element.

    >>> import minigrad as mg
    >>> mg.autograd.functional.vhp(lambda x: (x**3).sum(), mg.tensor([1., 2.]), mg.ones(2))
    (tensor(9.), tensor([ 6., 12.]))
    """
    with enable_grad():
        several, xs = _prepared(inputs, "inputs", "vhp", create_graph)
        vs = _optional_vector(v, "vhp", xs, several, create_graph)
        outputs = _scalar_output(func, xs, "vhp", strict)
        slope = _grad(outputs, xs, None, True)
        _demand_grad(slope, strict, JACOBIAN)
    with _as_called(create_graph):
        found = _grad(slope, xs, vs, create_graph)
        product = _filled(found, xs, strict, create_graph, DOUBLE_BACK)
    return _given(outputs, False, create_graph), _given(product, several, create_graph)


def hvp(
    func: Func, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The value of a scalar function, and the product Hv of its Hessian and a vector.

    As `vhp` where the second derivatives are continuous, which is the cheaper one.

    >>> import minigrad as mg
    >>> mg.autograd.functional.hvp(lambda x: (x**3).sum(), mg.tensor([1., 2.]), mg.ones(2))
    (tensor(9.), tensor([ 6., 12.]))
    """
    with enable_grad():
        several, xs = _prepared(inputs, "inputs", "hvp", create_graph)
        vs = _optional_vector(v, "hvp", xs, several, create_graph)
        outputs = _scalar_output(func, xs, "hvp", strict)
        slope = _grad(outputs, xs, None, True)
        _demand_grad(slope, strict, JACOBIAN)
        dummies = tuple(zeros_like(x, requires_grad=True) for x in xs)
        twice = _grad(slope, xs, dummies, True)
    with _as_called(create_graph):
        found = _grad(twice, dummies, vs, create_graph)
        product = _filled(found, xs, strict, create_graph, DOUBLE_TRICK)
    return _given(outputs, False, create_graph), _given(product, several, create_graph)


def jacobian(
    func: Func,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """All derivatives of `func`: for an output and an input a tensor of both shapes together.

    Several inputs give a tuple, several outputs a tuple of those. `vectorize` is accepted and
    changes nothing; forward-mode is not part of minigrad.

    >>> import minigrad as mg
    >>> mg.autograd.functional.jacobian(lambda x: x**2, mg.tensor([1., 2.]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    if strategy != "reverse-mode":
        raise NotImplementedError(
            f"strategy={strategy!r} is not available: minigrad has reverse-mode only"
        )
    with enable_grad():
        several, xs = _prepared(inputs, "inputs", "jacobian", create_graph)
        several_outputs, outputs = _outputs(func, xs, "jacobian", strict)
        blocks = [_rows(i, out, xs, create_graph, strict) for i, out in enumerate(outputs)]
    result = tuple(
        tuple(block if create_graph else block.detach() for block in row) for row in blocks
    )
    answer = tuple(row if several else row[0] for row in result)
    return answer if several_outputs else answer[0]


def _rows(
    place: int, out: Tensor, xs: Sequence[Tensor], create_graph: bool, strict: bool
) -> list[Tensor]:
    """The derivatives of one output: a backward pass for each of its elements."""
    rows: list[list[Tensor]] = [[] for _ in xs]
    flat: Any = out.reshape(-1)  # type: ignore[attr-defined]
    for j in range(out.numel()):
        found = _grad((flat[j],), xs, None, create_graph, retain=True)
        for i, (grad, x) in enumerate(zip(found, xs, strict=True)):
            if grad is None:
                if strict:
                    raise RuntimeError(
                        f"Output {place} of the user-provided function is independent of input "
                        f"{i}. This is not allowed in strict mode."
                    )
                grad = zeros_like(x)
            elif strict and create_graph and not grad.requires_grad:
                raise RuntimeError(
                    "The jacobian of the user-provided function is independent of input "
                    f"{i}. This is not allowed in strict mode when create_graph=True."
                )
            rows[i].append(grad)
    shapes = [(*out.shape, *x.shape) for x in xs]
    if not out.numel():
        return [zeros_like(x).sum().expand(s) for x, s in zip(xs, shapes, strict=True)]  # type: ignore[attr-defined]
    return [stack(r).reshape(s) for r, s in zip(rows, shapes, strict=True)]  # type: ignore[attr-defined]


def hessian(
    func: Func,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """All second derivatives of a function whose result has a single element.

    Several inputs give a tuple of tuples.

    >>> import minigrad as mg
    >>> mg.autograd.functional.hessian(lambda x: (x**3).sum(), mg.tensor([1., 2.]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    several, _ = _tensors(inputs, "inputs", "hessian")

    def slope(*xs: Tensor) -> Any:
        def single(*xs: Tensor) -> Any:
            return _scalar_output(func, xs, "hessian", strict)[0].reshape(())  # type: ignore[attr-defined]

        found = jacobian(single, xs, create_graph=True)
        _demand_grad(found, strict, JACOBIAN)
        return found

    result = jacobian(slope, inputs, create_graph, strict, strategy=outer_jacobian_strategy)
    return result if several else result[0]


# ------------------------------------------------------------------ arguments and results

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


def _tensors(value: Any, what: str, where: str) -> tuple[bool, tuple[Tensor, ...]]:
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


def _prepared(
    value: Any, what: str, where: str, create_graph: bool, need_graph: bool = True
) -> tuple[bool, tuple[Tensor, ...]]:
    """Tensors to differentiate at: cut off their history, unless the result is to reach it."""
    several, tensors = _tensors(value, what, where)
    prepared = []
    for tensor in tensors:
        if create_graph and tensor.requires_grad:
            prepared.append(tensor.view_as(tensor))  # type: ignore[attr-defined]
        else:
            prepared.append(tensor.detach().requires_grad_(need_graph))
    return several, tuple(prepared)


def _vector(
    v: Any, where: str, like: Sequence[Tensor], several: bool, create_graph: bool
) -> tuple[Tensor, ...]:
    _, vs = _prepared(v, "v", where, create_graph, need_graph=False)
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


def _optional_vector(
    v: Any, where: str, xs: Sequence[Tensor], several: bool, create_graph: bool
) -> tuple[Tensor, ...] | None:
    if v is not None:
        return _vector(v, where, xs, several, create_graph)
    if len(xs) != 1 or xs[0].numel() != 1:
        raise RuntimeError(
            "The vector v can only be None if the input to the user-provided function is a single "
            "Tensor with a single element."
        )
    return None


def _outputs(
    func: Func, xs: Sequence[Tensor], where: str, strict: bool
) -> tuple[bool, tuple[Tensor, ...]]:
    several, outputs = _tensors(func(*xs), "outputs of the user-provided function", where)
    _demand_grad(outputs, strict, OUTPUT)
    return several, outputs


def _scalar_output(
    func: Func, xs: Sequence[Tensor], where: str, strict: bool
) -> tuple[Tensor, ...]:
    several, outputs = _outputs(func, xs, where, strict)
    if several:
        raise RuntimeError(f"The function given to {where} should return a single Tensor")
    if outputs[0].numel() != 1:
        raise RuntimeError(
            f"The Tensor returned by the function given to {where} should contain a single element"
        )
    return outputs


def _demand_grad(values: Any, strict: bool, words: str) -> None:
    for position, value in enumerate(values if strict else ()):
        if value is None:
            raise RuntimeError(BACK.format(position) + STRICT)
        if not value.requires_grad:
            told = words.format(position)
            raise RuntimeError(told if "strict mode" in told else told + STRICT)


def _grad(
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


def _filled(
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


def _given(tensors: Sequence[Tensor], several: bool, create_graph: bool) -> Any:
    """What the caller gets: without a graph, unless one was asked for."""
    given = tuple(t if create_graph else t.detach() for t in tensors)
    return given if several else given[0]


def _as_called(create_graph: bool) -> Any:
    return enable_grad() if create_graph else nullcontext()
