"""Wrong sample answers, written as what distinguishes them from a right one."""

from __future__ import annotations


def spoiled(right: str, *changes: tuple[str, str]) -> str:
    """Return a sample answer in which each `(old, new)` has been exchanged.

    Raises ValueError when `old` does not stand there exactly once.

    Example:
        >>> spoiled("return 2 * x", ("2", "3"))
        'return 3 * x'
    """
    for old, new in changes:
        if (found := right.count(old)) != 1:
            raise ValueError(f"{old!r} stands there {found} times; once is wanted")
        right = right.replace(old, new)
    return right
