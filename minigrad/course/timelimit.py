"""Stop code that runs too long, wherever the course runs.

A student's endless loop must not hang the kernel. On the main thread of a desktop an alarm signal
interrupts it. Windows, a browser and other threads have no such signal; there Python itself is told
to look at the clock, at each call and each turn of a loop where it can be asked for just those
(sys.monitoring, Python 3.12), before each instruction where it can't, which makes the code some
twenty times slower. No way can cut short one long call into compiled code.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from types import CodeType, FrameType
from typing import Any

# A busy machine must not look like an endless loop: what counts is the time in which this thread
# computed. Code that waits without computing, as in a sleep, gets so many times as long.
_WAITING = 5
# Of the time that passes on an idle machine, a loop computes nearly all.
_NEARLY = 0.9
# A browser gives a thread no clock of its own; nothing else runs on that thread.
_computed = time.monotonic if sys.platform == "emscripten" else time.thread_time


class TimeUp(BaseException):
    """The code ran longer than its limit.

    Not an Exception, because `try: ... except Exception: pass` inside a loop would swallow it.

    Example:
        >>> issubclass(TimeUp, Exception)
        False
    """


class _Limit:
    """A limit that begins now, on this thread, for what runs above the frame `block`."""

    def __init__(self, seconds: float, block: FrameType) -> None:
        self.seconds = seconds
        self.block = block
        self.begun, self.computed = time.monotonic(), _computed()

    def reached_in(self, frame: FrameType | None) -> bool:
        """Tell whether the code in `frame` belongs to the block and has had its time."""
        passed = time.monotonic() - self.begun  # this clock costs next to nothing: it comes first
        if passed < self.seconds:
            return False
        computed = _computed() - self.computed
        if computed < _NEARLY * self.seconds and passed < _WAITING * self.seconds:
            return False
        # Leaving the block must not be cut short, or the limit would stay, and stop whatever runs
        # next. Those who leave it pass through this file.
        while frame is not None and frame is not self.block:
            if frame.f_code.co_filename in NEVER_INSIDE:
                return False
            frame = frame.f_back
        return frame is self.block


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


# The files of code that may run in the middle of the block, and must not be stopped.
NEVER_INSIDE = {alarm_works.__code__.co_filename}


class time_limit:
    """Raise TimeUp inside the `with` block once it has computed for `seconds`.

    A block that waits without computing, for a sleep to end or for its turn on a busy machine, gets
    five times as long.
    `alarm` chooses the way: True the signal, False a look at the clock, None whichever works here.

    Example:
        >>> with time_limit(5):
        ...     2 + 2
        4
    """

    # (A class, because the way out of a generator leads through contextlib, which students use.)

    def __init__(self, seconds: float, *, alarm: bool | None = None) -> None:
        self.seconds = seconds
        if alarm_works() if alarm is None else alarm:
            self.way: Any = _alarm
        else:
            self.way = _monitor if monitoring_works() else _trace

    def __enter__(self) -> None:
        self.stop = self.way(_Limit(self.seconds, sys._getframe(1)))

    def __exit__(self, *exception: object) -> None:
        self.stop()


# Each way begins to watch a limit, and returns the function that ends it.


# The alarm rings again, this often: the first time may have been too early, and a bare `except:`
# swallows even TimeUp, until it hits a place outside the `try`. Monitoring looks again by itself.
# The trace has no second chance, for Python removes a trace function that raised.
_AGAIN = 0.05


def _alarm(limit: _Limit) -> Any:
    def ring(signum: int, frame: FrameType | None) -> None:
        if limit.reached_in(frame):
            raise TimeUp

    old_handler = signal.signal(signal.SIGALRM, ring)
    old_timer = signal.setitimer(signal.ITIMER_REAL, limit.seconds, _AGAIN)

    def stop() -> None:
        signal.setitimer(signal.ITIMER_REAL, *old_timer)
        # An alarm may be on its way still, and without a handler it would end the process.
        nobody = old_handler in (None, signal.SIG_DFL, signal.SIG_IGN)
        signal.signal(signal.SIGALRM, _too_late if nobody else old_handler)

    return stop


def _too_late(signum: int, frame: FrameType | None) -> None:
    """Hear an alarm that nobody waits for any more."""


_TOOL = 4  # the numbers 3 and 4 are nobody's; debuggers, coverage and profilers have their own
_NAME = "minigrad's time limit"
# The limit that each thread is under: monitoring asks on all threads.
_limits: dict[int, _Limit] = {}


def monitoring_works() -> bool:
    """Tell whether Python can be asked to call us at each turn of a loop.

    Example:
        >>> monitoring_works() in (True, False)
        True
    """
    return sys.version_info >= (3, 12) and sys.monitoring.get_tool(_TOOL) in (None, _NAME)


def _look(code: CodeType, *_: Any) -> None:
    """Raise TimeUp where the thread that runs this code has no time left."""
    limit = _limits.get(threading.get_ident())
    if limit is not None and limit.reached_in(sys._getframe(1)):
        raise TimeUp


def _monitor(limit: _Limit) -> Any:
    if sys.version_info < (3, 12):
        raise NotImplementedError("Python has had sys.monitoring since 3.12")
    monitoring, thread = sys.monitoring, threading.get_ident()
    events = monitoring.events
    if not _limits:
        monitoring.use_tool_id(_TOOL, _NAME)
        for event in (events.PY_START, events.PY_RESUME, events.JUMP):
            monitoring.register_callback(_TOOL, event, _look)
    outer = _limits.get(thread)
    _limits[thread] = limit
    monitoring.set_events(_TOOL, events.PY_START | events.PY_RESUME | events.JUMP)

    def stop() -> None:
        if outer is None:
            del _limits[thread]
        else:
            _limits[thread] = outer
        if not _limits:
            monitoring.set_events(_TOOL, events.NO_EVENTS)
            monitoring.free_tool_id(_TOOL)

    return stop


def _trace(limit: _Limit) -> Any:
    def look(frame: FrameType, event: str, arg: Any) -> Any:
        if limit.reached_in(frame):
            raise TimeUp
        # A loop on a single line, `while True: pass`, starts no new line.
        frame.f_trace_opcodes = True
        return look

    old = sys.gettrace()
    sys.settrace(look)
    return lambda: sys.settrace(old)
