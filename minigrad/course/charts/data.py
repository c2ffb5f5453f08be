"""What may be drawn: numbers out of lists, arrays and tensors, and the words for them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from minigrad.drawing.labels import listed, printable

MOST = 6  # as many dashes and marks can be told apart
_LARGEST = 1e150  # beyond it, the length of an axis may overflow


def named(data: Any, what: str, most: int = MOST) -> dict[str, Any]:
    """Return `data` with printable names; it must be a mapping with 1 to `most` entries."""
    if not isinstance(data, Mapping):
        raise TypeError(
            f'{what} are given with their names, as in {{"name": values}}; '
            f"this is {type(data).__name__}"
        )
    if not data:
        raise ValueError(f"there is nothing to draw: pass {what} with their names")
    if len(data) > most:
        raise ValueError(f"a chart holds up to {most} {what}; these are {len(data)}")
    names = [printable(str(name)) for name in data]
    if len(set(names)) < len(names):
        raise ValueError(f"the names of the {what} must differ: {listed(names)}")
    return dict(zip(names, data.values(), strict=True))


def short(words: Any, longest: int = 60) -> str:
    """Return words that fit below an axis, or nothing where there are none.

    >>> short("step\\n"), short(None)
    ('step\\\\n', '')
    """
    return printable(str(words), longest) if words else ""


def plain(values: Any) -> Any:
    """Return a tensor or an array as lists; anything else as it is."""
    if hasattr(values, "detach"):
        values = values.detach()
    return values.tolist() if hasattr(values, "tolist") else values


def number(value: Any, name: str) -> float:
    """Return `value` as a float; TypeError when it is no real number."""
    value = plain(value)
    if isinstance(value, (str, bytes, list, complex)):
        raise TypeError(f"{name}: {printable(repr(value))} is not a real number")
    try:
        return float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name}: {printable(repr(value))} is not a real number") from None
    except OverflowError:
        return math.inf


def numbers(values: Any, name: str) -> list[float]:
    """Return `values` as a list of floats; TypeError when they are no sequence of numbers."""
    values = plain(values)
    if isinstance(values, (str, bytes, Mapping)) or not hasattr(values, "__iter__"):
        raise TypeError(f"{name}: a list of numbers is needed, not {printable(repr(values))}")
    return [number(value, name) for value in values]


def rows(values: Any, name: str) -> list[list[float]]:
    """Return `values` as rows of floats; ValueError when their lengths differ."""
    values = plain(values)
    if isinstance(values, (str, bytes, Mapping)) or not hasattr(values, "__iter__"):
        raise TypeError(f"{name}: rows of numbers are needed, not {printable(repr(values))}")
    found = [numbers(row, name) for row in values]
    if len({len(row) for row in found}) > 1:
        raise ValueError(f"{name}: the rows have different lengths")
    return found


def drawable(value: float, log: bool = False) -> bool:
    """Tell whether a value has a place on an axis."""
    return abs(value) < _LARGEST and (not log or value > 1 / _LARGEST)


def left_out(count: int, log: bool = False) -> str:
    """Say how many values have no place, or nothing where all have one.

    >>> left_out(2)
    '2 values are nan, infinite or too large and are not drawn.'
    """
    if not count:
        return ""
    values, are = ("value is", "is") if count == 1 else ("values are", "are")
    also = " or not above 0" if log else ""
    return f"{count} {values} nan, infinite or too large{also} and {are} not drawn."


def tell(value: float) -> str:
    """Return a number as a reader wants it: three digits, and whole numbers as they are.

    >>> [tell(v) for v in (0.12345, 42.0, 1797.25, 1.5e-9, float("nan"))]
    ['0.123', '42', '1,797', '1.5e-09', 'nan']
    """
    if not math.isfinite(value):
        return str(value)
    if abs(value) < 1e6 and (abs(value) >= 1000 or abs(value - round(value)) < 1e-9):
        return f"{round(value):,}"
    return f"{value:.3g}"
