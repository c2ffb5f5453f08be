"""How an error looks in the course: the line that raised it, its type and its words.

Jupyter shows every call on the way to an error, and for an error in an engine most of them are
the engine's own. The reader's line is what can be mended, so it comes first here.
"""

from __future__ import annotations

import linecache
from textwrap import wrap
from types import TracebackType
from typing import Any

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"
WIDTH = 96  # Jupyter breaks longer lines in the middle of a word


def plain_errors() -> None:
    """Show every error from now on as the reader's own lines and the message.

    Outside of a notebook it changes nothing.

    Example:
        >>> plain_errors()
    """
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((Exception,), _show)


def told(error: BaseException, names: dict[str, Any]) -> list[str]:
    """Return an error as lines: where it passed code that has these global names, and its words.

    Example:
        >>> try:
        ...     1 / 0
        ... except ZeroDivisionError as error:
        ...     told(error, globals())[1:]
        ['ZeroDivisionError: division by zero']
    """
    lines = [_place(trace) for trace in _traces(error) if trace.tb_frame.f_globals is names]
    return [*lines, f"{type(error).__name__}: {error}"]


def _traces(error: BaseException) -> list[TracebackType]:
    found, trace = [], error.__traceback__
    while trace is not None:
        found.append(trace)
        trace = trace.tb_next
    return found


def _place(trace: TracebackType) -> str:
    """Name a line of the reader's code, and the function that it stands in."""
    code = trace.tb_frame.f_code
    where = "" if code.co_name == "<module>" else f" of {code.co_name}"
    source = linecache.getline(code.co_filename, trace.tb_lineno).strip()
    return f"line {trace.tb_lineno}{where}" + (f":  {source}" if source else "")


def _show(shell: Any, kind: Any, error: BaseException, trace: Any, tb_offset: Any = None) -> None:
    """Hand IPython the lines; it calls this as a method of its shell."""
    *lines, words = told(error, shell.user_ns)
    broken = "\n".join("\n".join(wrap(line, WIDTH) or [""]) for line in words.splitlines())
    name, _, message = broken.partition(":")
    shell._showtraceback(kind, error, [*lines, f"{BOLD}{name}{PLAIN}:{message}"])
