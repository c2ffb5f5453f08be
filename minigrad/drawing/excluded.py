"""What is not in the DAG, and why: the dashed boxes.

The graph says only that an input leads nowhere. Which tensor it was shows where the function has
saved it for the derivative of another input; whose memory it shares shows that it was detached.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from minigrad.drawing.facts import saved_tensors

# Under which name a function saves which of its inputs. Where two would be the same input (the
# target and the weight of a loss), the first is meant.
_PLACES = {
    **dict.fromkeys(("self", "input"), 0),
    **dict.fromkeys(("other", "exponent", "tensor", "vec", "vec2", "target", "end"), 1),
    **dict.fromkeys(("mat", "mat1", "mat2", "batch1", "tensor1", "weight"), 1),
    **dict.fromkeys(("batch2", "tensor2", "bias"), 2),
}
# These add to a first input: their products stand further back.
_ELSEWHERE = {
    ("AddmmBackward0", "mat2"): 2,
    ("AddmvBackward0", "vec"): 2,
    ("LerpBackward1", "weight"): 2,
}
FREED = "unknown after backward"


@dataclass
class Told:
    """What a caller knows who has made the graph: `operands` of each function, by its id, whether
    saved or not; and `reasons` why tensors are not tracked, by theirs."""

    operands: dict[int, list[Any]] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)

    def watch(self, result: Any, operands: list[Any]) -> None:
        """Note what an operation was given, if it is part of a graph."""
        function = getattr(result, "grad_fn", None)
        if function is not None:
            self.operands[id(function)] = operands

    def inputs(self, function: Any) -> dict[int, Any]:
        """Return the inputs of `function` that lead nowhere, by their position."""
        places = [at for at, (source, _) in enumerate(function.next_functions) if source is None]
        outside = [
            operand
            for operand in self.operands.get(id(function), ())
            if not getattr(operand, "requires_grad", False)
        ]
        return dict(zip(places, outside, strict=True)) if len(places) == len(outside) else {}


def saved_inputs(function: Any) -> tuple[dict[int, Any], bool]:
    """Return the inputs without grad that `function` has saved, by their position, and whether
    what it saved was freed.

    >>> import minigrad as mg
    >>> x = mg.tensor(2.0, requires_grad=True)
    >>> saved_inputs((x * mg.ones(2)).grad_fn)
    ({1: tensor([1., 1.])}, False)
    """
    saved, freed = saved_tensors(function)
    found: dict[int, Any] = {}
    for name, place in _PLACES.items():
        if name in saved and not saved[name].requires_grad:
            place = _ELSEWHERE.get((type(function).__name__, name), place)
            found.setdefault(place, saved[name])
    return found, freed


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
    if not getattr(tensor.dtype, "is_floating_point", True):
        return "whole numbers", False
    return "requires_grad=False", False
