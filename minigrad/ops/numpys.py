"""NumPy's own functions, called with a Tensor: the operation of the table that computes the same.

`np.exp(t)`, `array * t`, `np.sum(t, axis=0)` give Tensors and are recorded. What no operation
stands for is refused: an array in place of a Tensor would be a graph that ends without a word.
This is also what lets a derivative be written once: its formula is NumPy code, and runs on Tensors.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.tensor import Tensor, wrap
from .elementwise import clamping
from .matrices import einsum, linalg, norms, products, solve
from .operands import operand
from .reductions import sorting
from .rows import NUMPY, TABLE
from .shapes import diagonals, join, lengths, orders, padding, rearrange, stacking, views

REDUCTIONS = {np.add: "sum", np.multiply: "prod", np.maximum: "amax", np.minimum: "amin"}

# A NumPy number on the left is still a number: the operators see one on the right.
REFLECTED = {np.subtract: "__rsub__", np.divide: "__rtruediv__", np.power: "__rpow__"}


def array_ufunc(self: Tensor, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
    """Answer one of NumPy's elementwise functions, or `np.add.reduce` and its like."""
    if options.pop("out", None) is not None:
        raise TypeError(
            f"np.{ufunc.__name__} cannot write a Tensor into an array (an array += tensor?): "
            "the graph would be lost. Write `array = array + tensor` instead."
        )
    if method == "reduce" and ufunc in REDUCTIONS:
        options.pop("dtype", None)
        return _reduced(REDUCTIONS[ufunc], inputs[0], options.pop("axis", 0), **options)
    if method == "accumulate" and ufunc in (np.add, np.multiply):
        name = "cumsum" if ufunc is np.add else "cumprod"
        return TABLE[name](inputs[0], options.get("axis", 0))
    if method == "__call__" and isinstance(inputs[0], np.generic) and ufunc in REFLECTED:
        return getattr(inputs[1], REFLECTED[ufunc])(inputs[0].item())
    op = NUMPY.get(ufunc)
    if op is None or method != "__call__" or options:
        raise TypeError(_unsupported(f"np.{ufunc.__name__}", method, options))
    return op(*(_lifted(value, self) for value in inputs))


def _reduced(name: str, tensor: Tensor, axis: Any, keepdims: bool = False, **options: Any) -> Any:
    if options:
        raise TypeError(_unsupported(f"np.{name}", "__call__", options))
    if name == "prod" and isinstance(axis, tuple):
        for dim in sorted((d % tensor._array.ndim for d in axis), reverse=True):
            tensor = TABLE["prod"](tensor, dim, keepdims)
        return tensor
    return TABLE[name](tensor, *(() if axis is None else (axis, keepdims)))


def _of_two(op: Any) -> Any:
    """For functions of two Tensors, one of which may be an array."""

    def on_both(a: Any, b: Any, **options: Any) -> Tensor:
        return op(_lifted(a, b), _lifted(b, a), **options)

    return on_both


def _lifted(value: Any, beside: Any) -> Any:
    return operand(value, beside._array) if isinstance(value, np.ndarray) else value


def _unsupported(name: str, method: str, options: dict[str, Any]) -> str:
    how = name if method == "__call__" else f"{name}.{method}"
    extra = f" with {', '.join(options)}" if options else ""
    return (
        f"{how}{extra} is not an operation that a Tensor records. Use the function of this name "
        "in minigrad if there is one, or tensor.detach().numpy() to leave the graph."
    )


def array_function(
    self: Tensor, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """Answer one of NumPy's other functions."""
    op = NUMPY.get(function)
    if op is None:
        where = "linalg." if function.__module__ == "numpy.linalg" else ""
        raise TypeError(_unsupported(f"np.{where}{function.__name__}", "__call__", {}))
    if "keepdims" in kwargs:
        kwargs["keepdim"] = kwargs.pop("keepdims")
    if "axis" in kwargs and "axis" not in op.__code__.co_varnames:
        kwargs["dim"] = kwargs.pop("axis")
    return op(*args, **kwargs)


# ------------------------------------------------------------------ where the arguments differ


def _spread(name: str) -> Any:
    """np.var and np.std divide by n unless `ddof` says otherwise."""

    def op(self: Tensor, axis: Any = None, *, ddof: float = 0, keepdim: bool = False) -> Tensor:
        return TABLE[name](self, axis, keepdim=keepdim, correction=ddof)

    return op


def _flipped(self: Tensor, axis: Any = None) -> Tensor:
    dims = range(self._array.ndim) if axis is None else (axis,) if isinstance(axis, int) else axis
    return rearrange.flip(self, tuple(dims)) if self._array.ndim else self


def _scanned(name: str) -> Any:
    def op(self: Tensor, axis: int | None = None) -> Tensor:
        return TABLE[name](views.ravel(self), 0) if axis is None else TABLE[name](self, axis)

    return op


def _padded(self: Tensor, pad_width: Any, mode: str = "constant", constant_values: Any = 0) -> Any:
    if mode != "constant":
        raise TypeError(_unsupported(f"np.pad(mode={mode!r})", "__call__", {}))
    pairs = np.broadcast_to(pad_width, (self._array.ndim, 2)).tolist()
    return padding.pad(self, [n for pair in reversed(pairs) for n in pair], value=constant_values)


def _positions(name: str) -> Any:
    def op(self: Tensor, axis: int | None = None, *, keepdim: bool = False) -> Tensor:
        return TABLE[name](self, axis, keepdim)

    return op


def _any_of(name: str) -> Any:
    def op(self: Tensor, axis: Any = None, *, keepdim: bool = False) -> Tensor:
        return TABLE[name](self, axis, keepdim)

    return op


def _all_lifted(sequence: Any) -> list[Any]:
    beside = next(t for t in sequence if isinstance(t, Tensor))
    return [_lifted(value, beside) for value in sequence]


def _listed(op: Any) -> Any:
    """For functions of a sequence, which may hold arrays beside Tensors."""

    def on_all(sequence: Any, axis: int | None = None) -> Tensor:
        tensors = _all_lifted(sequence)
        return op(tensors) if axis is None else op(tensors, axis)

    return on_all


NUMPY.update(
    {
        np.swapaxes: orders.transpose,
        np.transpose: lambda self, axes=None: (
            orders.all_reversed(self) if axes is None else orders.permute(self, *axes)
        ),
        np.reshape: lambda self, shape: views.reshape(
            self, *(shape if isinstance(shape, (tuple, list)) else (shape,))
        ),
        np.ravel: views.ravel,
        np.moveaxis: lambda self, source, destination: orders.movedim(self, source, destination),
        np.squeeze: lambda self, axis=None: lengths.squeeze(self, axis),
        np.expand_dims: lambda self, axis: lengths.unsqueeze(self, axis),
        np.broadcast_to: lambda self, shape: lengths.expand(self, *shape),
        np.concatenate: _listed(join.cat),
        np.stack: _listed(join.stack),
        np.vstack: _listed(stacking.vstack),
        np.hstack: _listed(stacking.hstack),
        np.column_stack: _listed(stacking.column_stack),
        np.dot: _of_two(linalg.matmul),
        np.outer: _of_two(products.outer),
        np.inner: _of_two(products.inner),
        np.kron: _of_two(products.kron),
        np.tensordot: _of_two(lambda a, b, axes=2: products.tensordot(a, b, axes)),
        np.einsum: lambda equation, *operands: einsum.einsum(equation, *_all_lifted(operands)),
        np.linalg.solve: _of_two(solve.solve),
        np.linalg.cholesky: solve.cholesky,
        np.max: lambda self, axis=None, **options: _reduced(
            "amax", self, axis, **_renamed(options)
        ),
        np.min: lambda self, axis=None, **options: _reduced(
            "amin", self, axis, **_renamed(options)
        ),
        np.prod: lambda self, axis=None, **options: _reduced(
            "prod", self, axis, **_renamed(options)
        ),
        np.argmax: _positions("argmax"),
        np.argmin: _positions("argmin"),
        np.any: _any_of("any"),
        np.all: _any_of("all"),
        np.var: _spread("var"),
        np.std: _spread("std"),
        np.cumsum: _scanned("cumsum"),
        np.cumprod: _scanned("cumprod"),
        np.flip: _flipped,
        np.roll: lambda self, shift, axis=None: rearrange.roll(self, shift, axis),
        np.rot90: lambda self, k=1, axes=(0, 1): rearrange.rot90(self, k, axes),
        np.tile: lambda self, reps: rearrange.tile(
            self, *(reps if isinstance(reps, (tuple, list)) else (reps,))
        ),
        np.repeat: lambda self, repeats, axis=None: rearrange.repeat_interleave(
            self, repeats, axis
        ),
        np.tril: lambda self, k=0: diagonals.tril(self, k),
        np.triu: lambda self, k=0: diagonals.triu(self, k),
        np.trace: diagonals.trace,
        np.diag: lambda self, k=0: diagonals.diag(self, k),
        np.diagonal: lambda self, offset=0, axis1=0, axis2=1: diagonals.diagonal(
            self, offset, axis1, axis2
        ),
        np.pad: _padded,
        np.sort: lambda self, axis=-1: sorting.sort(self, axis)[0],
        np.argsort: lambda self, axis=-1: sorting.argsort(self, axis),
        np.take_along_axis: lambda self, indices, axis: TABLE["take_along_dim"](
            self, indices if isinstance(indices, Tensor) else wrap(indices), axis
        ),
        np.clip: lambda self, a_min=None, a_max=None: clamping.clamp(self, a_min, a_max),
        np.linalg.norm: lambda self, ord=None, axis=None, keepdim=False: norms.norm(
            self, 2 if ord is None else ord, axis, keepdim
        ),
    }
)


def _renamed(options: dict[str, Any]) -> dict[str, Any]:
    return {"keepdims" if k == "keepdim" else k: v for k, v in options.items()}
