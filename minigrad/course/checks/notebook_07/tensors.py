"""Hold a learner's tensor against the right numbers."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close


def flat(value: Any) -> list[float] | None:
    """Return all numbers of a tensor in one row, or None for what is no tensor.

    Example:
        >>> flat([1.0]) is None
        True
    """
    if not (hasattr(value, "detach") and hasattr(value, "tolist")):
        return None
    made: list[float] = value.detach().reshape(-1).tolist()
    return made


def agrees(value: Any, wanted: Any) -> bool:
    """Tell whether a tensor has this tensor's shape and, but for rounding, its numbers.

    Example:
        >>> import minigrad as mg
        >>> agrees(mg.tensor([1.0, 2.0]), mg.tensor([1.0, 2.0])), agrees(3, mg.tensor([3.0]))
        (True, False)
    """
    got = flat(value)
    return (
        got is not None
        and tuple(value.shape) == tuple(wanted.shape)
        and all(close(a, b) for a, b in zip(got, flat(wanted) or [], strict=True))
    )
