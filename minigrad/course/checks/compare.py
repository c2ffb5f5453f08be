"""Hold a learner's number against the right one."""

from __future__ import annotations

from typing import Any


def number(value: Any) -> float | None:
    """Return a number or a tensor of one element as a float, anything else as None.

    Example:
        >>> number("three") is None
        True
    """
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        return None


def entries(answer: Any) -> list[Any] | None:
    """Return what a list, a tuple, an array, a tensor or an iterator holds; of all else, None.

    Whoever was asked for a list and gives an array has understood the task.

    Example:
        >>> entries(reversed((1, 2))), entries(3.0), entries("ab")
        ([2, 1], None, None)
    """
    if isinstance(answer, str | dict):
        return None
    try:
        found = iter(answer)
    except TypeError:
        return None
    return list(found)


def numbers(answer: Any) -> list[float] | None:
    """Return the entries of an answer as floats; None when one of them is no number.

    Example:
        >>> numbers((1, 2.5)), numbers([1, "a"]), numbers(1)
        ([1.0, 2.5], None, None)
    """
    found = entries(answer)
    whole = [value for value in map(number, found or ()) if value is not None]
    return whole if found is not None and len(whole) == len(found) else None


def close(got: float, wanted: float) -> bool:
    """Tell whether two numbers agree as far as 32-bit arithmetic lets them.

    Example:
        >>> close(14.000001, 14.0)
        True
    """
    return abs(got - wanted) <= 1e-4 * max(1.0, abs(wanted))
