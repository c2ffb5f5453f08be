"""Stop code that runs too long, wherever the course runs.

A student's endless loop must not hang the kernel. On the main thread of a desktop an alarm signal
interrupts it. Windows, a browser and other threads have no such signal; there a trace function
looks at the clock before each instruction, which makes the code some twenty times slower. Neither
way can cut short one long call into compiled code.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


class TimeUp(BaseException):
    """The code ran longer than its limit.

    Not an Exception, because `try: ... except Exception: pass` inside a loop would swallow it.

    Example:
        >>> issubclass(TimeUp, Exception)
        False
    """


def alarm_works() -> bool:
    """Tell whether an alarm signal can interrupt the code that runs here.

    Example:
        >>> alarm_works() in (True, False)
        True
    """
    return (
        hasattr(signal, "setitimer")
        and sys.platform != "emscripten"  # the browser has the name, but nothing rings
        and threading.current_thread() is threading.main_thread()
    )


@contextmanager
def time_limit(seconds: float, *, alarm: bool | None = None) -> Iterator[None]:
    """Raise TimeUp inside the `with` block once `seconds` have passed.

    `alarm` chooses the way: True the signal, False the trace, None whichever works here.

    Example:
        >>> with time_limit(5):
        ...     2 + 2
        4
    """
    way = _alarm if (alarm_works() if alarm is None else alarm) else _trace
    with way(seconds):
        yield


# A bare `except:` swallows even TimeUp, so the alarm rings again, this often, until it hits a place
# outside the `try`. The trace has no second chance: Python removes a trace function that raised.
_AGAIN = 0.05


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    inside = True

    def ring(signum: int, frame: FrameType | None) -> None:
        if inside:
            raise TimeUp

    old_handler = signal.signal(signal.SIGALRM, ring)
    old_timer = signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        inside = False
        signal.setitimer(signal.ITIMER_REAL, *old_timer)
        signal.signal(signal.SIGALRM, old_handler)


@contextmanager
def _trace(seconds: float) -> Iterator[None]:
    deadline = time.monotonic() + seconds

    def look(frame: FrameType, event: str, arg: Any) -> Any:
        if time.monotonic() > deadline:
            raise TimeUp
        # A loop on a single line, `while True: pass`, starts no new line.
        frame.f_trace_opcodes = True
        return look

    old = sys.gettrace()
    sys.settrace(look)
    try:
        yield
    finally:
        sys.settrace(old)
