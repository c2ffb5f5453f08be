"""A size for all dimensions, or one for each."""

from __future__ import annotations

from typing import Any


def _times(value: Any, dims: int) -> tuple[int, ...]:
    return (value,) * dims if isinstance(value, int) else tuple(value)


def _single(value: Any) -> tuple[int, ...]:
    return _times(value, 1)


def _pair(value: Any) -> tuple[int, ...]:
    return _times(value, 2)
