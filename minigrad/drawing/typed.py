"""Numbers as somebody types them into a box: `2`, `2, 3`, `[[1, 2], [3, 4]]`."""

from __future__ import annotations

import json
import math
from typing import Any

from minigrad.drawing.grammar import ExpressionError

MOST_NUMBERS = 100


def as_typed(value: Any, name: str) -> str:
    """Return a value as somebody would type it; TypeError for what is no number or list."""
    if isinstance(value, str):
        return value
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, int | float | list | tuple):
        text = json.dumps(value)
        # A plain list is typed without its brackets.
        flat = isinstance(value, list | tuple) and len(value) > 1 and "[" not in text[1:]
        return text[1:-1] if flat else text
    raise TypeError(f"{name} should be a number, a list or text, not {type(value).__name__}")


def read_numbers(text: str, what: str) -> Any:
    """Return the numbers in `2, 3` or `[[1, 2], [3, 4]]`; one number alone has no dimension.

    Raises ExpressionError for anything else, for ragged rows and for too many numbers.

    >>> read_numbers("2, 3", "a"), read_numbers("2", "a"), read_numbers("[[1], [2]]", "a")
    ([2.0, 3.0], 2.0, [[1.0], [2.0]])
    """
    text = text.strip()
    if len(text) > 2_000:
        raise ExpressionError(f"{what} is too long")
    try:
        read = json.loads(f"[{text}]", parse_int=float)
    except (ValueError, RecursionError):
        read = []
    if len(read) == 1:
        read = read[0]
    shape = _shape_of(read)
    if shape is None or 0 in shape:
        raise ExpressionError(
            f"{what} should be a number, or numbers with commas such as 2, 3 or "
            f"[[1, 2], [3, 4]], but it is {text!r:.60}"
        )
    if math.prod(shape) > MOST_NUMBERS:
        raise ExpressionError(f"{what} has {math.prod(shape)} numbers; at most {MOST_NUMBERS}")
    return read


def _shape_of(read: Any, depth: int = 0) -> tuple[int, ...] | None:
    """The shape of nested lists of floats, None where they are something else."""
    if isinstance(read, float):
        return () if abs(read) <= 1e30 or not math.isfinite(read) else None
    if not isinstance(read, list) or depth == 4:
        return None
    inner = {_shape_of(part, depth + 1) for part in read}
    if len(inner) > 1 or None in inner:
        return None
    return (len(read), *(inner.pop() or () if inner else ()))
