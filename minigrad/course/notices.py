"""How a warning looks in the course: its kind and its words, and nothing of the machine."""

from __future__ import annotations

import sys
import warnings
from typing import TextIO


def plain_warnings() -> None:
    """Print every warning from now on as one line, each time it is given.

    Python prints the path of a file beside a warning, which says nothing in a notebook, and it
    keeps silent when the same line warns again, which confuses who runs a cell twice.

    Example:
        >>> with warnings.catch_warnings():
        ...     plain_warnings()
    """
    warnings.simplefilter("always", UserWarning)
    warnings.showwarning = _show


def _show(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    print(f"{category.__name__}: {message}", file=file or sys.stderr)
