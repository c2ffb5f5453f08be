"""What `out=` does: the result is written into a tensor that is there."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..engine.modes import mode
from ..engine.tensor import Tensor
from .rows import TABLE

_RANKS = "biuf"


def refuse_history(name: str, values: Iterable[Any], out: Any) -> None:
    """PyTorch's RuntimeError where a derivative of what is written into `out` would be missed."""
    outs = out if isinstance(out, (tuple, list)) else (out,)
    if mode.enabled and any(isinstance(v, Tensor) and v.requires_grad for v in (*values, *outs)):
        raise RuntimeError(
            f"{name}(): functions with out=... arguments don't support automatic "
            "differentiation, but one of the arguments requires grad."
        )


def write_out(result: Any, out: Any, exact: bool) -> Any:
    """`out`, with the result in it: of the result's shape, and of its own element type.

    exact: that type must be the result's; else it may be one of a higher category.
    """
    if isinstance(result, tuple):
        outs = [write_out(one, into, exact) for one, into in zip(result, out, strict=True)]
        return type(result)(*outs) if hasattr(result, "_fields") else tuple(outs)
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
    if out._array.shape != result._array.shape:
        if out._array.size:
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
        out._array = np.array(result._array, own)
        return out
    TABLE["copy_"](out, result)
    return out
