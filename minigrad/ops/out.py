"""What `out=` does: the result is written into a tensor that is there."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ..engine.modes import mode
from ..engine.tensor import Tensor
from .rows import TABLE
from .writing.overlap import check_apart

_RANKS = "biuf"

# These compute in the type of `out`, if no other is asked for; so does what makes a new tensor.
TYPED = frozenset(("sum", "mean", "prod", "nansum", "cumsum", "cumprod"))

# What has a `dim`, and is cast into `out` all the same.
CAST = frozenset(
    ("cat", "concat", "concatenate", "stack", "std", "var", "logsumexp", "nanmean", "diff")
)


def check_out(name: str, result: Any, values: dict[str, Any], out: Any) -> None:
    """PyTorch's error if `result`, computed from these values, cannot be written into `out`."""
    pairs = list(zip(result, out, strict=False)) if isinstance(result, tuple) else [(result, out)]
    if isinstance(result, tuple) and len(out) != len(result):
        raise TypeError(f"expected tuple of {len(result)} elements but got {len(out)}")
    for _, into in pairs:
        if not isinstance(into, Tensor):
            kind = type(into).__name__
            raise TypeError(f"{name}(): argument 'out' must be Tensor, not {kind}")
    tensors: list[Any] = []
    for value in values.values():
        tensors += value if isinstance(value, (tuple, list)) else [value]
    given = [*tensors, *(into for _, into in pairs)]
    recorded = mode.enabled and any(isinstance(v, Tensor) and v.requires_grad for v in given)
    if recorded and any(one._array.dtype.kind == "f" for one, _ in pairs):
        raise RuntimeError(
            f"{name}(): functions with out=... arguments don't support automatic "
            "differentiation, but one of the arguments requires grad."
        )
    exact = ("dim" in values or "dtype" in values) and name not in CAST
    for one, into in pairs:
        _check_type(one, into, exact)
        check_apart(into._array, tuple(tensors))


def _check_type(result: Tensor, out: Tensor, exact: bool) -> None:
    """exact: the element type must be the result's; else it may be one of a higher category."""
    kind, own = result._array.dtype, out._array.dtype
    if exact and kind != own:
        raise RuntimeError(
            f"Expected out tensor to have dtype {result.dtype.c_name}, but got "
            f"{out.dtype.c_name} instead"
        )
    if _RANKS.index(kind.kind.replace("u", "i")) > _RANKS.index(own.kind.replace("u", "i")):
        raise RuntimeError(
            f"result type {result.dtype.tensor_type} can't be cast to the desired output type "
            f"{out.dtype.tensor_type}"
        )


def write_out(result: Any, out: Any, made: bool) -> Any:
    """`out`, with the result in it: of the result's shape, and of its own element type.

    made: whether the result is a new tensor that no other was needed for.
    """
    if isinstance(result, tuple):
        outs = [write_out(one, into, made) for one, into in zip(result, out, strict=True)]
        return type(result)(*outs) if hasattr(result, "_fields") else tuple(outs)
    if out._array.shape != result._array.shape:
        if out._array.size and not made:
            warnings.warn(
                "An output with one or more elements was resized since it had shape "
                f"{list(out.shape)}, which does not match the required output shape "
                f"{list(result.shape)}. This behavior is deprecated, and in a future PyTorch "
                "release outputs will not be resized unless they have zero elements. You can "
                "explicitly reuse an out tensor t by resizing it, inplace, to zero elements with "
                "t.resize_(0).",
                UserWarning,
                stacklevel=4,
            )
        out._array = np.array(result._array, out._array.dtype)
        return out
    TABLE["copy_"](out, result.detach())
    return out
