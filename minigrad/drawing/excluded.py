"""What is not in the DAG, and why: the dashed boxes.

The graph says only that an input leads nowhere. Which tensor it was shows where the function has
saved it for the derivative of another input; whose memory it shares shows that it was detached.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from minigrad.drawing.facts import saved_tensors

# Under which name a function saves which of its inputs.
_PLACES = {"self": 0, "other": 1, "mat2": 1, "vec": 1, "vec2": 1, "tensor": 1, "exponent": 1}


def saved_inputs(function: Any) -> dict[int, Any]:
    """Return the inputs without grad that `function` has saved, by their position."""
    saved, _ = saved_tensors(function)
    return {
        _PLACES[name]: tensor
        for name, tensor in saved.items()
        if name in _PLACES and not tensor.requires_grad
    }


def detached_from(tensor: Any, tracked: Iterable[tuple[str, Any]]) -> str | None:
    """Return the name of a tracked tensor that shares its memory with `tensor`, or None."""
    address = _address(tensor)
    if address:
        for name, other in tracked:
            if other is not tensor and other.requires_grad and _address(other) == address:
                return name
    return None


def _address(tensor: Any) -> int:
    try:
        return int(tensor.data_ptr())
    except (AttributeError, RuntimeError):  # another engine; a tensor without memory
        return 0


def reason(tensor: Any, tracked: Iterable[tuple[str, Any]]) -> tuple[str, bool]:
    """Return why `tensor` is not tracked, and whether it was cut out of the graph.

    >>> import minigrad as mg
    >>> x = mg.tensor(2.0, requires_grad=True)
    >>> reason(x.detach(), [("x", x)])
    ('detached from x', True)
    >>> reason(mg.tensor([1, 2]), [])
    ('whole numbers', False)
    """
    source = detached_from(tensor, tracked)
    if source is not None:
        return f"detached from {source}" if source else "detached", True
    if getattr(tensor, "is_inference", lambda: False)():
        return "made in inference mode", True
    if not tensor.dtype.is_floating_point:
        return "whole numbers", False
    return "requires_grad=False", False
