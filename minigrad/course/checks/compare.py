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


def close(got: float, wanted: float) -> bool:
    """Tell whether two numbers agree as far as 32-bit arithmetic lets them.

    Example:
        >>> close(14.000001, 14.0)
        True
    """
    return abs(got - wanted) <= 1e-4 * max(1.0, abs(wanted))
