"""Is recording on? One flag for each thread, and the three ways to switch it.

A tensor operation asks `mode.enabled` before it adds a node to the graph. That is all a grad
mode is: no_grad does not touch any tensor, it only keeps the next operations from being recorded.
"""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable
from typing import Any


class _Mode(threading.local):
    enabled = True


mode = _Mode()


def is_grad_enabled() -> bool:
    """Say whether operations are being recorded now, in this thread.

    >>> import minigrad as mg
    >>> mg.is_grad_enabled()
    True
    """
    return mode.enabled


class _Switch:
    """A grad mode for the length of a `with` block, or of every call of a decorated function."""

    enabled: bool
    _before: list[bool]

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        switch = super().__new__(cls)
        switch._before = []
        return switch if function is None else switch(function)

    def __enter__(self) -> None:
        # A stack, so that one object can be entered again inside itself.
        self._before.append(mode.enabled)
        mode.enabled = self.enabled

    def __exit__(self, *exception: object) -> None:
        mode.enabled = self._before.pop()

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.isgeneratorfunction(function):
            return _decorated_generator(function, type(self))

        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            with type(self)():
                return function(*args, **kwargs)

        return wrapper


def _decorated_generator(function: Callable[..., Any], switch: type[_Switch]) -> Callable[..., Any]:
    """A generator function whose body has the mode while it runs, not while it is suspended."""

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        generator = function(*args, **kwargs)
        resume, message = generator.send, None
        while True:
            try:
                with switch():
                    value = resume(message)
            except StopIteration as stop:
                return stop.value
            try:
                resume, message = generator.send, (yield value)
            except GeneratorExit:
                with switch():
                    generator.close()
                raise
            except BaseException as error:
                resume, message = generator.throw, error

    return wrapper


class no_grad(_Switch):
    """Switch recording off: as a context manager, or as a decorator with or without parentheses.

    >>> import minigrad as mg
    >>> x = mg.tensor([1., 2.], requires_grad=True)
    >>> with mg.no_grad():
    ...     y = x * 2
    >>> y.requires_grad
    False
    """

    enabled = False


class enable_grad(_Switch):
    """Switch recording on again, inside a no_grad block or function.

    >>> import minigrad as mg
    >>> x = mg.tensor([1., 2.], requires_grad=True)
    >>> with mg.no_grad(), mg.enable_grad():
    ...     y = x * 2
    >>> y.requires_grad
    True
    """

    enabled = True


class set_grad_enabled:
    """Switch recording on or off by a bool: at once as a function call, undone by `with`.

    >>> import minigrad as mg
    >>> with mg.set_grad_enabled(False):
    ...     mg.is_grad_enabled()
    False
    """

    def __init__(self, mode: bool) -> None:
        self.enabled = bool(mode)
        self._before = _set(self.enabled)

    def __enter__(self) -> None:
        # The constructor has switched already, and noted what was before.
        _set(self.enabled)

    def __exit__(self, *exception: object) -> None:
        _set(self._before)

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        _set(self._before)
        return (enable_grad if self.enabled else no_grad)(function)


def _set(enabled: bool) -> bool:
    before, mode.enabled = mode.enabled, enabled
    return before
