"""Whole derivatives of a function: its Jacobian, its Hessian, and their products with vectors.

A backward pass from `v` gives one product, vᵀJ; so a Jacobian is one pass for each element of the
output, and the product Jv with a vector on the other side needs a trick: vᵀJ is linear in v, and
its derivative with respect to v, which a second backward pass gives, is J.

All take the function (of tensors, giving a tensor or a tuple of them) and its inputs (a tensor or a
tuple). create_graph lets the result be differentiated in its turn; strict makes it a RuntimeError
if the function does not depend on an input, instead of zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..engine.modes import enable_grad
from ..engine.tensor import Tensor
from ..ops.creation import zeros_like
from ..ops.shapes.join import stack
from .functional_parts import (
    BACK,
    DOUBLE_BACK,
    DOUBLE_TRICK,
    GRADIENT,
    JACOBIAN,
    TRICK,
    Func,
    as_tensors,
    demand_grad,
    gradients,
    handed_out,
    mode_for,
    optional_vector,
    outputs_of,
    prepared,
    scalar_output,
    vector_for,
    with_zeros,
)

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]


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
        several, xs = prepared(inputs, "inputs", "vjp", create_graph)
        several_outputs, outputs = outputs_of(func, xs, "vjp", strict)
        if v is None:
            if len(outputs) != 1 or outputs[0].numel() != 1:
                raise RuntimeError(
                    "The vector v can only be None if the user-provided function returns a single "
                    "Tensor with a single element."
                )
            vs: Any = None
        else:
            vs = vector_for(v, "vjp", outputs, several_outputs, create_graph)
    with mode_for(create_graph):
        found = gradients(outputs, xs, vs, create_graph)
        product = with_zeros(found, xs, strict, create_graph, BACK)
    return handed_out(outputs, several_outputs, create_graph), handed_out(
        product, several, create_graph
    )


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
        several, xs = prepared(inputs, "inputs", "jvp", create_graph)
        vs = optional_vector(v, "jvp", xs, several, create_graph)
        several_outputs, outputs = outputs_of(func, xs, "jvp", strict)
        # vᵀJ for a v of which nothing matters but that it can be differentiated.
        dummies = tuple(zeros_like(out, requires_grad=True) for out in outputs)
        products = gradients(outputs, xs, dummies, True)
        demand_grad(products, strict, GRADIENT)
    with mode_for(create_graph):
        found = gradients(products, dummies, vs, create_graph)
        product = with_zeros(found, outputs, strict, create_graph, TRICK)
    return (
        handed_out(outputs, several_outputs, create_graph),
        handed_out(product, several_outputs, create_graph),
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
        several, xs = prepared(inputs, "inputs", "vhp", create_graph)
        vs = optional_vector(v, "vhp", xs, several, create_graph)
        outputs = scalar_output(func, xs, "vhp", strict)
        slope = gradients(outputs, xs, None, True)
        demand_grad(slope, strict, JACOBIAN)
    with mode_for(create_graph):
        found = gradients(slope, xs, vs, create_graph)
        product = with_zeros(found, xs, strict, create_graph, DOUBLE_BACK)
    return handed_out(outputs, False, create_graph), handed_out(product, several, create_graph)


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
        several, xs = prepared(inputs, "inputs", "hvp", create_graph)
        vs = optional_vector(v, "hvp", xs, several, create_graph)
        outputs = scalar_output(func, xs, "hvp", strict)
        slope = gradients(outputs, xs, None, True)
        demand_grad(slope, strict, JACOBIAN)
        dummies = tuple(zeros_like(x, requires_grad=True) for x in xs)
        twice = gradients(slope, xs, dummies, True)
    with mode_for(create_graph):
        found = gradients(twice, dummies, vs, create_graph)
        product = with_zeros(found, xs, strict, create_graph, DOUBLE_TRICK)
    return handed_out(outputs, False, create_graph), handed_out(product, several, create_graph)


def jacobian(
    func: Func,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """All derivatives of `func`: for an output and an input a tensor of both shapes together.

    Several inputs give a tuple, several outputs a tuple of those. `vectorize` changes no result,
    and goes with no `strict`; forward-mode is not part of minigrad.

    >>> import minigrad as mg
    >>> mg.autograd.functional.jacobian(lambda x: x**2, mg.tensor([1., 2.]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    if strategy != "reverse-mode":
        raise NotImplementedError(
            f"strategy={strategy!r} is not available: minigrad has reverse-mode only"
        )
    if vectorize and strict:
        raise RuntimeError(
            "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not "
            "supported together. Please either set `strict=False` or `vectorize=False`."
        )
    with enable_grad():
        several, xs = prepared(inputs, "inputs", "jacobian", create_graph)
        several_outputs, outputs = outputs_of(func, xs, "jacobian", strict)
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
    flat: Any = out.reshape(-1)
    for j in range(out.numel()):
        found = gradients((flat[j],), xs, None, create_graph, retain=True)
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
        return [zeros_like(x).sum().expand(s) for x, s in zip(xs, shapes, strict=True)]
    return [stack(r).reshape(s) for r, s in zip(rows, shapes, strict=True)]


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
    several, _ = as_tensors(inputs, "inputs", "hessian")

    def slope(*xs: Tensor) -> Any:
        def single(*xs: Tensor) -> Any:
            return scalar_output(func, xs, "hessian", strict)[0].reshape(())

        found = jacobian(single, xs, create_graph=True)
        demand_grad(found, strict, JACOBIAN)
        return found

    result = jacobian(slope, inputs, create_graph, strict, vectorize, outer_jacobian_strategy)
    return result if several else result[0]
