"""What layers compute beside convolutions: linear, embedding, dropout, one_hot, similarities."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays import dtypes
from ...engine.tensor import Tensor, wrap
from ...random import generator
from ..elementwise.pointwise import mul
from ..matrices.linalg import matmul
from ..matrices.products import addmm
from ..operands import same_dtype
from ..reductions.norms import vector_norm_of_difference
from ..rows import TABLE, row
from ..shapes.orders import t
from ..shapes.views import view
from ..words import put_add
from .activations import placed

__all__ = ["cosine_similarity", "dropout", "embedding", "linear", "one_hot", "pairwise_distance"]


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x Wᵀ + b: (..., in) with a weight (out, in) and a bias (out) -> (..., out).

    >>> import minigrad as mg
    >>> mg.nn.functional.linear(mg.tensor([[1., 2.]]), mg.eye(2), mg.tensor([10., 20.]))
    tensor([[11., 22.]])
    """
    if not input._array.ndim:
        raise RuntimeError(
            "both arguments to linear need to be at least 1D, but they are 0D and "
            f"{weight._array.ndim}D"
        )
    if bias is None:
        return matmul(input, t(weight))
    if weight._array.ndim == 1 and bias._array.ndim:
        raise RuntimeError("mat2 must be a matrix, got 1-D tensor")
    if input._array.ndim == 2 and weight._array.ndim == 2:
        return addmm(bias, input, t(weight))
    if weight._array.ndim == 2 and input.is_contiguous():
        shape = input._array.shape
        rows = view(input, input._array.size // shape[-1] if shape[-1] else -1, shape[-1])
        return view(addmm(bias, rows, t(weight)), *shape[:-1], weight._array.shape[0])
    return matmul(input, t(weight)) + bias


_embedding = row(
    "embedding",
    lambda weight, indices, padding_idx, by_count: (  # (one index alone would give a view)
        weight[indices] if getattr(indices, "ndim", 0) else weight[indices].copy()
    ),
    weight=lambda grad, weight_sym_sizes, indices, padding_idx, by_count: _embedding_grad(
        grad, weight_sym_sizes, indices, padding_idx, by_count
    ),
    tensors=("indices",),
    public=False,
)


def _embedding_grad(grad: Any, shape: Any, indices: Any, padding_idx: int, by_count: bool) -> Any:
    if padding_idx >= 0:
        counted = (indices != padding_idx)[..., None].astype(
            (grad._array if isinstance(grad, Tensor) else grad).dtype
        )
        grad = grad * counted
    if by_count:
        counts = np.bincount(np.ravel(indices), minlength=shape[0])[indices][..., None]
        grad = grad / counts.astype((grad._array if isinstance(grad, Tensor) else grad).dtype)
    return put_add(grad, shape, (indices,))


def embedding(
    input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: float | None = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False,
) -> Tensor:  # fmt: skip
    """The rows of `weight` at the places `input`; rows that are used twice get both gradients.

    padding_idx: the row that learns nothing.
    max_norm: longer rows that are looked up are first scaled to that length, in place.
    scale_grad_by_freq: divide each row's gradient by how often the row was looked up.
    Raises IndexError for a row that is not there.

    >>> import minigrad as mg
    >>> mg.nn.functional.embedding(mg.tensor([1, 1]), mg.tensor([[1.], [2.]]))
    tensor([[2.],
            [2.]])
    """
    if sparse:
        raise NotImplementedError("embedding: sparse is not offered, there are no sparse tensors")
    if padding_idx is not None and weight._array.ndim:
        padding_idx = checked_padding(padding_idx, weight._array.shape[0])
    if weight._array.ndim != 2:
        raise RuntimeError("'weight' must be 2-D")
    indices, rows = np.asarray(input._array), weight._array.shape[0]
    if indices.dtype not in (np.int32, np.int64):
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: "
            f"Long, Int; but got torch.{input.dtype.tensor_type}Tensor instead "
            "(while checking arguments for embedding)"
        )
    if indices.size and not (indices.min() >= 0 and indices.max() < rows):
        raise IndexError("index out of range in self")
    if max_norm is not None:
        _shorten(weight, np.unique(indices), max_norm, norm_type)
    padding = -1 if padding_idx is None else padding_idx
    return _embedding(weight, input, padding, scale_grad_by_freq)


def _shorten(weight: Tensor, rows: Any, longest: float, norm_type: float) -> None:
    """Scale the rows that are longer than that, in place and unrecorded."""
    length = np.linalg.norm(weight._array[rows], norm_type, axis=1, keepdims=True)
    scale = np.where(length > longest, longest / (length + 1e-7), 1)
    weight._shared_array()[rows] *= scale.astype(weight._array.dtype)
    weight._count_change()


def checked_padding(padding_idx: int, rows: int) -> int:
    """The row that learns nothing, counted from the front."""
    if not -rows <= padding_idx < rows:
        raise AssertionError("Padding_idx must be within num_embeddings")
    return padding_idx % rows


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """A new last dimension, 1 at each element's class and 0 elsewhere (int64).

    >>> import minigrad as mg
    >>> mg.nn.functional.one_hot(mg.tensor([0, 2]))
    tensor([[1, 0, 0],
            [0, 0, 1]])
    """
    classes = np.asarray(tensor._array)
    if classes.dtype != np.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if classes.size and classes.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    if classes.size == 0 and num_classes <= 0:
        raise RuntimeError("Can not infer total number of classes from empty tensor.")
    if num_classes == -1:
        num_classes = int(classes.max()) + 1
    if classes.size and classes.max() >= num_classes:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return wrap((classes[..., None] == np.arange(num_classes)).astype(np.int64))


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Each element set to 0 with probability p, the rest scaled by 1 / (1 - p); only in training.

    Raises ValueError for a p that is no probability.
    """
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if not training or p == 0:
        return input
    if p < 1 and input._array.dtype.kind != "f":
        raise RuntimeError(
            f"result type {dtypes.get_default_dtype().tensor_type} can't be cast to the desired "
            f"output type {input.dtype.tensor_type}"
        )
    kept = (generator().random(input._array.shape) >= p).astype(input._array.dtype)
    noise = wrap(kept if p == 1 else kept / input._array.dtype.type(1 - p))
    return placed(input, mul(input, noise), inplace)


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The cosine of the angle between vectors along `dim`."""

    def direction(x: Tensor) -> Any:
        length = TABLE["norm"](x, 2, dim, True)
        # Too short a vector counts as `eps` long; its gradient is that of the length all the same.
        short = np.maximum(eps - np.asarray(length._array), 0).astype(length._array.dtype)
        return x / (length + wrap(short) if short.any() else length)

    x1, x2 = TABLE["broadcast_tensors"](*same_dtype(x1, x2))
    return TABLE["sum"](direction(x1) * direction(x2), dim)


def pairwise_distance(
    x1: Any, x2: Any, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Tensor:
    """The p-norm of the differences along the last dimension."""
    difference = x1 - x2 + eps
    return vector_norm_of_difference(difference, p, (difference._array.ndim - 1,), keepdim)
