"""The same elements elsewhere: flip, roll, repeat, pad, triangles, diagonals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Tensor, checked_dim, wrap
from .reduce import checked_dims
from .rows import TABLE, register, row
from .views import clone, expand, flatten, reshape, sizes, unsqueeze, view, view_row
from .words import choose, put_add

# ------------------------------------------------------------------ flip, roll, repeat

_flip = row(
    "flip_row",
    lambda self, dims: np.flip(self, dims).copy(),
    self=lambda grad, dims: np.flip(grad, dims),
    node="FlipBackward0",
    public=False,
)
_roll = row(
    "roll_row",
    lambda self, shifts, dims: np.roll(self, shifts, dims or None),
    self=lambda grad, shifts, dims: np.roll(grad, tuple(-s for s in shifts), dims or None),
    node="RollBackward0",
    public=False,
)
_rot90 = row(
    "rot90_row",
    lambda self, k, dims: np.rot90(self, k, dims).copy(),
    self=lambda grad, k, dims: np.rot90(grad, -k, dims),
    node="Rot90Backward0",
    public=False,
)
_repeat = row(
    "repeat_row",
    lambda self, repeats: np.tile(self, repeats),
    self=lambda grad, self_sym_sizes, repeats: _summed_repeats(grad, self_sym_sizes, repeats),
    node="RepeatBackward0",
    public=False,
)


def _summed_repeats(grad: Any, shape: tuple[int, ...], repeats: tuple[int, ...]) -> Any:
    if 0 in repeats:
        return (
            np.zeros_like(grad, shape=shape)
            if not isinstance(grad, Tensor)
            else wrap(np.zeros(shape, grad._array.dtype))
        )
    full = (1,) * (len(repeats) - len(shape)) + shape
    split = [n for pair in zip(repeats, full, strict=True) for n in pair]
    return np.sum(grad.reshape(split), axis=tuple(range(0, len(split), 2))).reshape(shape)


def flip(self: Tensor, *axes: Any, dims: Any = None) -> Tensor:
    """The elements in reverse order along the dimensions named.

    >>> import minigrad as mg
    >>> mg.flip(mg.tensor([1., 2., 3.]), 0)
    tensor([3., 2., 1.])
    """
    chosen = sizes(axes if dims is None else (dims,), "flip", "dims")
    return _flip(self, checked_dims(chosen, self._array.ndim, "flip"))


def roll(self: Tensor, shifts: Any, dims: Any = None) -> Tensor:
    """The elements moved on by `shifts` places, those that fall out coming in at the other end.

    >>> import minigrad as mg
    >>> mg.roll(mg.tensor([1., 2., 3.]), 1)
    tensor([3., 1., 2.])
    """
    shifts = (shifts,) if isinstance(shifts, int) else tuple(shifts)
    dims = () if dims is None else checked_dims(dims, self._array.ndim, "roll")
    if dims and len(dims) != len(shifts):
        raise RuntimeError(
            f"shifts and dimensions must align. shifts: {len(shifts)}, dims:{len(dims)}"
        )
    return _roll(self, shifts, dims)


def rot90(self: Tensor, k: int = 1, dims: Any = (0, 1)) -> Tensor:
    """The plane of two dimensions turned by `k` quarters."""
    return _rot90(self, k, checked_dims(tuple(dims), self._array.ndim, "rot90"))


def repeat(self: Tensor, *repeats: Any) -> Tensor:
    """Copies of the tensor side by side: as many along each dimension as `repeats` says.

    >>> import minigrad as mg
    >>> mg.tensor([1., 2.]).repeat(2, 2)
    tensor([[1., 2., 1., 2.],
            [1., 2., 1., 2.]])
    """
    times = sizes(repeats, "repeat", "repeats")
    if len(times) < self._array.ndim:
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions "
            "of tensor"
        )
    return _repeat(self, times)


def tile(self: Tensor, *dims: Any) -> Tensor:
    """As `repeat`; missing leading counts are 1.

    >>> import minigrad as mg
    >>> mg.tile(mg.tensor([1., 2.]), (2,))
    tensor([1., 2., 1., 2.])
    """
    times = sizes(dims, "tile", "dims")
    return repeat(self, (1,) * (self._array.ndim - len(times)) + times)


def repeat_interleave(
    self: Tensor, repeats: Any, dim: int | None = None, *, output_size: int | None = None
) -> Tensor:
    """Each element (each slice along `dim`) repeated in place, by one count or a count for each.

    >>> import minigrad as mg
    >>> mg.repeat_interleave(mg.tensor([1., 2.]), 2)
    tensor([1., 1., 2., 2.])
    """
    if dim is None:
        self, dim = reshape(self, -1), 0
    dim = checked_dim(dim, self._array.ndim)
    if isinstance(repeats, Tensor):
        counts = np.broadcast_to(repeats._array, (self._array.shape[dim],))
        where = np.repeat(np.arange(self._array.shape[dim]), counts)
        return TABLE["index_select"](self, dim, wrap(where))
    shape = list(self._array.shape)
    wide = unsqueeze(self, dim + 1)
    full = expand(wide, *shape[: dim + 1], repeats, *shape[dim + 1 :])
    return flatten(clone(full), dim, dim + 1)


def unflatten(self: Tensor, dim: int, sizes: Any) -> Tensor:
    """One dimension made several; one of `sizes` may be -1.

    >>> import minigrad as mg
    >>> mg.zeros(2, 6).unflatten(1, (2, -1)).shape
    torch.Size([2, 2, 3])
    """
    dim = checked_dim(dim, self._array.ndim)
    shape, parts = self._array.shape, list(sizes)
    known = math.prod(n for n in parts if n != -1)
    if (-1 not in parts and known != shape[dim]) or (-1 in parts and known and shape[dim] % known):
        raise RuntimeError(
            f"unflatten: Provided sizes {parts} don't multiply up to the size of dim {dim} "
            f"({shape[dim]}) in the input tensor"
        )
    if -1 in parts:
        parts[parts.index(-1)] = shape[dim] // known
    return view(self, *shape[:dim], *parts, *shape[dim + 1 :])


# ------------------------------------------------------------------ pad

_pad = row(
    "constant_pad_nd",
    lambda self, pad, value: _padded(self, pad, value),
    self=lambda grad, pad: pad_constant(grad, tuple(-n for n in pad), 0.0),
    public=False,
)


def _padded(array: Any, pad: tuple[int, ...], value: Any) -> Any:
    """`pad` counts from the last dimension, before and after; a negative width cuts off."""
    pairs = [(0, 0)] * (array.ndim - len(pad) // 2) + [
        pad[i : i + 2] for i in range(len(pad) - 2, -1, -2)
    ]
    shape = tuple(n + a + b for n, (a, b) in zip(array.shape, pairs, strict=True))
    if any(n < 0 for n in shape):
        raise RuntimeError(
            f"The input size {list(array.shape)}, plus negative padding {list(pad)}, resulted in "
            "a negative output size, which is invalid."
        )
    out = np.full(shape, value, array.dtype)
    inner = tuple(slice(max(a, 0), n - max(b, 0)) for n, (a, b) in zip(shape, pairs, strict=True))
    outer = tuple(
        slice(max(-a, 0), n - max(-b, 0)) for n, (a, b) in zip(array.shape, pairs, strict=True)
    )
    out[inner] = array[outer]
    return out


def pad_constant(input: Any, pad: tuple[int, ...], value: float) -> Any:
    """An array or a Tensor with a border of one value."""
    return _pad(input, pad, value) if isinstance(input, Tensor) else _padded(input, pad, value)


def _bordered(kind: str, name: str) -> list[Any]:
    """The paddings that repeat the tensor's own elements, for 1, 2 and 3 dimensions."""
    return [
        row(
            f"{kind}_{n}d",
            lambda self, source: self[source],
            self=lambda grad, self_sym_sizes, source: put_add(grad, self_sym_sizes, source),
            node=f"{name}{n}DBackward0",
            public=False,
        )
        for n in (1, 2, 3)
    ]


_BORDERS = {
    "reflect": _bordered("reflection_pad", "ReflectionPad"),
    "replicate": _bordered("replication_pad", "ReplicationPad"),
    "circular": _bordered("circular_pad", "CircularPad"),
}


def pad(input: Tensor, pad: Any, mode: str = "constant", value: float | None = None) -> Tensor:
    """A border around the tensor: widths before and after, from the last dimension on.

    mode: "constant" (filled with `value`, 0), "reflect", "replicate" or "circular".

    >>> import minigrad as mg
    >>> mg.nn.functional.pad(mg.tensor([1., 2.]), (1, 0))
    tensor([0., 1., 2.])
    """
    widths = tuple(int(n) for n in pad)
    if len(widths) % 2 or len(widths) > 2 * input._array.ndim:
        raise RuntimeError(
            "Padding length must be divisible by 2 and at most twice the number of dimensions of "
            f"the input, but got {len(widths)} for {input._array.ndim}"
        )
    if mode == "constant":
        return _pad(input, widths, value or 0.0)
    if mode not in _BORDERS:
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    if value:
        raise ValueError(f'Padding mode "{mode}" doesn\'t take in value argument')
    spatial = len(widths) // 2
    shape = input._array.shape
    if not spatial + 1 <= len(shape) <= spatial + 2:
        raise NotImplementedError(
            f"Padding size {len(widths)} is not supported for {len(shape)}D input tensor."
        )
    source: list[Any] = [np.arange(n) for n in shape]
    for i in range(spatial):
        source[-1 - i] = _mirrored(shape[-1 - i], widths[2 * i], widths[2 * i + 1], mode)
    return _BORDERS[mode][spatial - 1](input, np.ix_(*source))


def _mirrored(length: int, before: int, after: int, mode: str) -> Any:
    place = np.arange(-before, length + after)
    if mode == "reflect":
        if max(before, after) >= length:
            raise RuntimeError(
                "Padding size should be less than the corresponding input dimension, but got: "
                f"padding ({before}, {after}) at a dimension of length {length}"
            )
        place = np.abs(place)
        return np.where(place >= length, 2 * (length - 1) - place, place)
    if mode == "circular":
        if min(before, after) < 0:
            raise NotImplementedError("circular padding by a negative width is not offered")
        if max(before, after) > length:
            raise RuntimeError("Padding value causes wrapping around more than once.")
        return place % length
    return np.clip(place, 0, length - 1)


# ------------------------------------------------------------------ triangles and diagonals

_tril = row(
    "tril_row",
    lambda self, diagonal: np.tril(self, diagonal),
    self=lambda grad, diagonal: _triangle(grad, diagonal, False),
    node="TrilBackward0",
    public=False,
)
_triu = row(
    "triu_row",
    lambda self, diagonal: np.triu(self, diagonal),
    self=lambda grad, diagonal: _triangle(grad, diagonal, True),
    node="TriuBackward0",
    public=False,
)


def _triangle(matrix: Any, diagonal: int, upper: bool) -> Any:
    """One triangle of a matrix; not `tril(matrix)` itself, which would be recorded as such."""
    rows, columns = matrix.shape[-2:]
    lower = np.tri(rows, columns, diagonal - upper, dtype=bool)
    return choose(~lower if upper else lower, matrix, 0)


def tril(self: Tensor, diagonal: int = 0) -> Tensor:
    """The lower triangle of matrices, up to `diagonal` above the main one; 0 elsewhere."""
    return _tril(_matrices(self, "tril"), diagonal)


def triu(self: Tensor, diagonal: int = 0) -> Tensor:
    """The upper triangle of matrices, from `diagonal` above the main one; 0 elsewhere."""
    return _triu(_matrices(self, "triu"), diagonal)


def _matrices(self: Tensor, name: str) -> Tensor:
    if self._array.ndim < 2:
        raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")
    return self


def _diagonal_of(array: Any, offset: int, dim1: int, dim2: int) -> Any:
    part = array.diagonal(offset, dim1, dim2)
    part.flags.writeable = array.flags.writeable
    return part


def _on_diagonal(line: Any, shape: tuple[int, ...], offset: int, dim1: int, dim2: int) -> Any:
    out = np.zeros(shape, line.dtype)
    _diagonal_of(out, offset, dim1, dim2)[...] = line
    return out


def _embedded(line: Any, shape: tuple[int, ...], offset: int, dim1: int, dim2: int) -> Any:
    """An array or a Tensor put on a diagonal of zeros: the transpose of `diagonal`."""
    embed = _put_diagonal if isinstance(line, Tensor) else _on_diagonal
    return embed(line, shape, offset, dim1, dim2)


def _part(grad: Any, offset: int, dim1: int, dim2: int) -> Any:
    if isinstance(grad, Tensor):
        return _diagonal(grad, offset, dim1, dim2)
    return _diagonal_of(grad, offset, dim1, dim2)


def _diagonal_formula(grad: Any, self_sym_sizes: Any, offset: int, dim1: int, dim2: int) -> Any:
    return _embedded(grad, self_sym_sizes, offset, dim1, dim2)


_put_diagonal = row(
    "put_diagonal",
    _on_diagonal,
    line=lambda grad, offset, dim1, dim2: _part(grad, offset, dim1, dim2),
    node="DiagEmbedBackward0",
    public=False,
)
_diagonal = view_row(
    "diagonal",
    lambda self, offset, dim1, dim2: _diagonal_of(self, offset, dim1, dim2),
    self=_diagonal_formula,
)
_diagonal_copy = row(
    "diagonal_copy",
    lambda self, offset, dim1, dim2: _diagonal_of(self, offset, dim1, dim2).copy(),
    self=_diagonal_formula,
    node="DiagonalBackward0_copy",
    public=False,
)
_trace = row(
    "trace_row",
    lambda self: np.add.reduce(self.diagonal()),
    self=lambda grad, self_sym_sizes: (
        grad
        * np.eye(*self_sym_sizes, dtype=(grad._array if isinstance(grad, Tensor) else grad).dtype)
    ),
    node="TraceBackward0",
    public=False,
)


def diagonal(self: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A diagonal of the plane of two dimensions, as a view; it becomes the last dimension.

    >>> import minigrad as mg
    >>> mg.tensor([[1., 2.], [3., 4.]]).diagonal()
    tensor([1., 4.])
    """
    ndim = self._array.ndim
    dim1, dim2 = checked_dim(dim1, ndim), checked_dim(dim2, ndim)
    if dim1 == dim2:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return _diagonal(self, offset, dim1, dim2)


def diag_embed(self: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """The last dimension put on a diagonal of new square matrices of zeros."""
    ndim = self._array.ndim + 1
    dim1, dim2 = checked_dim(dim1, ndim), checked_dim(dim2, ndim)
    shape = list(self._array.shape[:-1])
    length = self._array.shape[-1] + abs(offset)
    for dim in sorted((dim1, dim2)):
        shape.insert(dim, length)
    return _put_diagonal(self, tuple(shape), offset, dim1, dim2)


def diag(self: Tensor, diagonal: int = 0) -> Tensor:
    """The diagonal of a matrix; of a vector the matrix with that diagonal.

    >>> import minigrad as mg
    >>> mg.diag(mg.tensor([1., 2.]))
    tensor([[1., 0.],
            [0., 2.]])
    """
    if self._array.ndim == 1:
        return diag_embed(self, diagonal)
    if self._array.ndim == 2:
        return _diagonal_copy(self, diagonal, 0, 1)
    raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {self._array.ndim}D")


def trace(self: Tensor) -> Tensor:
    """The sum of the diagonal of a matrix.

    >>> import minigrad as mg
    >>> mg.trace(mg.tensor([[1., 2.], [3., 4.]]))
    tensor(5.)
    """
    if self._array.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {self._array.ndim}")
    return _trace(self)


for function in (
    flip, roll, rot90, repeat, tile, repeat_interleave, unflatten, tril, triu, diagonal, diag,
    diag_embed, trace,
):  # fmt: skip
    register(function.__name__, function)
