"""Print so much and no more: a loop that never ends must not bury the page under its output."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import TextIO

MOST = 5000  # characters: some hundred lines
CUT = "\n... and more, which is not shown.\n"


class Capped(io.TextIOBase):
    """A stream that hands the first characters on, says that there were more, and drops the rest.

    Example:
        >>> kept = io.StringIO()
        >>> print("abcdef", file=Capped(kept, most=3))
        >>> kept.getvalue() == "abc" + CUT
        True
    """

    def __init__(self, stream: TextIO, most: int = MOST) -> None:
        self.stream = stream
        self.left = most

    def write(self, text: str) -> int:
        """Hand on what is within the limit."""
        if self.left >= 0:
            self.stream.write(text[: self.left])
            if len(text) > self.left:
                self.stream.write(CUT)
                self.left = -1
            else:
                self.left -= len(text)
        return len(text)

    def flush(self) -> None:
        """Flush the stream behind."""
        self.stream.flush()


@contextmanager
def capped() -> Iterator[None]:
    """Cap what is printed inside the block, output and warnings each.

    Example:
        >>> with capped():
        ...     print("x" * 9)
        xxxxxxxxx
    """
    with redirect_stdout(Capped(sys.stdout)), redirect_stderr(Capped(sys.stderr)):
        yield
