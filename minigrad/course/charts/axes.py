"""Axes: from numbers to places on the paper, and the round numbers beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


def place(at: float) -> str:
    """Return a coordinate in half units.

    Two machines whose last digits differ draw the same picture.

    >>> [place(at) for at in (3.0, 3.26, -0.1)]
    ['3', '3.5', '0']
    """
    halves = round(2 * at)
    return f"{halves // 2}.5" if halves % 2 else str(halves // 2)


@dataclass(frozen=True)
class Axis:
    """Numbers from `low` to `high`, drawn from `start` to `end`; `ticks` are numbers and words."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[tuple[float, str], ...]
    log: bool = False

    def at(self, value: float) -> float:
        """Return where a value lies."""
        value, low, high = (_log(v) if self.log else v for v in (value, self.low, self.high))
        return self.start + (self.end - self.start) * (value - low) / (high - low)


def _log(value: float) -> float:
    return math.log10(value)


def linear(
    values: Iterable[float], start: float, end: float, *, whole: bool = True, count: int = 5
) -> Axis:
    """Return an axis for these values with about `count` round numbers.

    With `whole` it begins and ends at a round number; otherwise at the values themselves.

    >>> [word for _, word in linear([0.1, 0.93], 0, 100).ticks]
    ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']
    """
    values = list(values)
    low, high = _ends(values)
    step = _step((high - low) / count)
    if all(value == round(value) for value in values):
        step = max(step, 1.0)  # steps and layers are counted
    first, last = _floor(low / step), -_floor(-high / step)
    if not whole:
        first, last = -_floor(-low / step), _floor(high / step)
    else:
        low, high = first * step, last * step
    digits = max(0, -math.floor(_log(step) + 1e-9))
    ticks = []
    for index in range(first, last + 1):
        value = index * step
        large = digits > 6 or max(abs(low), abs(high)) >= 1e6
        word = f"{value:.6g}" if large else f"{value:,.{digits}f}"
        ticks.append((value, word))
    return Axis(low, high, start, end, tuple(ticks))


def logarithmic(values: Iterable[float], start: float, end: float) -> Axis:
    """Return an axis of powers of ten that holds these values, all above 0.

    >>> [word for _, word in logarithmic([0.02, 7], 0, 100).ticks]
    ['0.01', '0.1', '1', '10']
    """
    values = list(values)
    first, last = _floor(_log(min(values))), -_floor(-_log(max(values)))
    last = max(last, first + 1)
    every = -(-(last - first) // 8)  # at most nine words
    powers = range(first, last + 1, every)
    ticks = tuple((10.0**power, f"{10.0**power:g}") for power in powers)
    return Axis(10.0**first, 10.0**last, start, end, ticks, log=True)


def _ends(values: Iterable[float]) -> tuple[float, float]:
    """The least and the largest value, moved apart where they (nearly) agree."""
    values = list(values)
    low, high = min(values), max(values)
    size = max(abs(low), abs(high))
    if high - low <= 1e-9 * size or size < 1e-140:
        room = size / 2 if size >= 1e-140 else 1.0
        return low - room, high + room
    return low, high


def _step(rough: float) -> float:
    """The next number of the kind 1, 2, 5, 10, 20, ... that is not below `rough`."""
    power = 10.0 ** math.floor(_log(rough))
    # 1e-9: a quotient that misses a round number by the last digit is that number.
    factor = next(f for f in (1, 2, 5, 10) if rough <= f * power * (1 + 1e-9))
    return factor * power


def _floor(value: float) -> int:
    nearest = round(value)
    return nearest if abs(value - nearest) < 1e-9 else math.floor(value)
