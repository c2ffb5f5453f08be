"""More ways to put tensors together: hstack, vstack, dstack, column_stack, meshgrid, atleast_*d."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...engine.tensor import Tensor
from ..operands import shape_together
from ..rows import operation
from .join import cat, listed
from .lengths import expand, unsqueeze
from .views import reshape, view


def _each(tensors: tuple[Any, ...], function: Any) -> Any:
    """The function on one tensor, or on each of several given as arguments or as one sequence."""
    if len(tensors) == 1:
        if isinstance(tensors[0], Tensor):
            return function(tensors[0])
        tensors = tuple(tensors[0])
    return tuple(function(t) for t in tensors)


def _at_least_1(t: Tensor) -> Tensor:
    return reshape(t, 1) if t._array.ndim == 0 else t


def _at_least_2(t: Tensor) -> Tensor:
    return reshape(t, 1, 1) if t._array.ndim == 0 else unsqueeze(t, 0) if t._array.ndim == 1 else t


def _at_least_3(t: Tensor) -> Tensor:
    ndim = t._array.ndim
    if ndim == 0:
        return reshape(t, 1, 1, 1)
    if ndim == 1:
        return unsqueeze(unsqueeze(t, 0), -1)
    return unsqueeze(t, -1) if ndim == 2 else t


@operation(
    method=False,
)
def atleast_1d(*tensors: Any) -> Any:
    """Tensors with at least one dimension; those that have it are returned themselves."""
    return _each(tensors, _at_least_1)


@operation(
    method=False,
)
def atleast_2d(*tensors: Any) -> Any:
    """Tensors with at least two dimensions: a vector becomes one row."""
    return _each(tensors, _at_least_2)


@operation(
    method=False,
)
def atleast_3d(*tensors: Any) -> Any:
    """Tensors with at least three dimensions; new ones come in front and at the end."""
    return _each(tensors, _at_least_3)


@operation(
    "(Tensor[] tensors, *, Tensor out=None)",
    method=False,
)
def hstack(tensors: Sequence[Tensor]) -> Tensor:
    """Tensors side by side: vectors end to end, anything else along dimension 1."""
    tensors = [_at_least_1(t) for t in listed(tensors, "hstack")]
    return cat(tensors, 0 if tensors[0]._array.ndim == 1 else 1)


@operation(
    "(Tensor[] tensors, *, Tensor out=None)",
    method=False,
)
def vstack(tensors: Sequence[Tensor]) -> Tensor:
    """Tensors on top of each other: vectors as rows, anything else along dimension 0.

    >>> import minigrad as mg
    >>> mg.vstack([mg.tensor([1., 2.]), mg.tensor([3., 4.])])
    tensor([[1., 2.],
            [3., 4.]])
    """
    tensors = listed(tensors, "vstack")
    return cat([_at_least_2(t) for t in tensors], 0)


@operation(
    "(Tensor[] tensors, *, Tensor out=None)",
    method=False,
)
def dstack(tensors: Sequence[Tensor]) -> Tensor:
    """Tensors behind each other, along dimension 2."""
    tensors = listed(tensors, "dstack")
    return cat([_at_least_3(t) for t in tensors], 2)


@operation(
    "(Tensor[] tensors, *, Tensor out=None)",
    method=False,
)
def column_stack(tensors: Sequence[Tensor]) -> Tensor:
    """Tensors side by side along dimension 1; vectors as columns."""
    tensors = listed(tensors, "column_stack")
    return cat([reshape(t, t._array.size, 1) if t._array.ndim <= 1 else t for t in tensors], 1)


@operation(
    method=False,
)
def meshgrid(*tensors: Any, indexing: str = "ij") -> tuple[Tensor, ...]:
    """The coordinates of a grid from those along each axis ("xy" exchanges the first two).

    >>> import minigrad as mg
    >>> x, y = mg.meshgrid(mg.tensor([1., 2.]), mg.tensor([3., 4.]), indexing="ij")
    >>> y
    tensor([[3., 4.],
            [3., 4.]])
    """
    if len(tensors) == 1 and not isinstance(tensors[0], Tensor):
        tensors = tuple(tensors[0])
    if indexing not in ("ij", "xy"):
        raise RuntimeError(
            f'torch.meshgrid: indexing must be one of "xy" or "ij", not {indexing!r}'
        )
    for t in tensors:
        if t._array.ndim > 1:
            kind, sizes = t.dtype.tensor_type, ",".join(map(str, t._array.shape))
            raise RuntimeError(
                "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: "
                f"[ torch.{kind}Tensor{{{sizes}}} ]"
            )
    if len({t._array.dtype for t in tensors}) > 1:
        raise RuntimeError("meshgrid expects all tensors to have the same dtype")
    swap = indexing == "xy" and len(tensors) >= 2
    if swap:
        tensors = (tensors[1], tensors[0], *tensors[2:])
    shape = tuple(t._array.size for t in tensors)
    grids = []
    for i, t in enumerate(tensors):
        alone = [1] * len(shape)
        alone[i] = -1
        grids.append(expand(view(t, *alone), *shape))
    if swap:
        grids[:2] = grids[1], grids[0]
    return tuple(grids)


@operation(
    method=False,
)
def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """All tensors expanded to the shape that they have together; themselves if they have it."""
    shape = shape_together(*tensors)
    return tuple(t if t._array.shape == shape else expand(t, *shape) for t in tensors)
