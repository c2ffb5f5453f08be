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

from .decorating import decorated_generator


class _Mode(threading.local):
    # What an operation reads: False, True, or the Watcher that wants to see every new node.
    enabled: Any = True
    grad: bool = True  # what was asked for; inference mode overrules it
    watcher: Any = None
    inference: bool = False
    transforming: bool = False  # inside a derivative of torch.func, which saves inference tensors


mode = _Mode()


def is_grad_enabled() -> bool:
    """Say whether operations are being recorded now, in this thread.

    >>> import minigrad as mg
    >>> mg.is_grad_enabled()
    True
    """
    return mode.grad


def switch(enabled: bool) -> bool:
    """Set whether operations are recorded in this thread, and return what it was before."""
    before, mode.grad = mode.grad, enabled
    mode.enabled = (mode.watcher or True) if enabled and not mode.inference else False
    return before


class Switch:
    """A grad mode for the length of a `with` block, or of every call of a decorated function."""

    __slots__ = ("_before",)

    enabled: bool
    _before: list[bool]

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        switch = object.__new__(cls)
        switch._before = []
        return switch if function is None else switch(function)

    def __enter__(self) -> None:
        # A stack, so that one object can be entered again inside itself.
        self._before.append(switch(self.enabled))

    def __exit__(self, *exception: object) -> None:
        switch(self._before.pop())

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.isgeneratorfunction(function):
            return decorated_generator(function, self.clone)

        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            with self.clone():
                return function(*args, **kwargs)

        return wrapper

    def clone(self) -> Switch:
        """The same mode for one call: several may run at once, in threads of their own."""
        return type(self)()


class no_grad(Switch):
    """Switch recording off: as a context manager, or as a decorator with or without parentheses.

    >>> import minigrad as mg
    >>> x = mg.tensor([1., 2.], requires_grad=True)
    >>> with mg.no_grad():
    ...     y = x * 2
    >>> y.requires_grad
    False
    """

    __slots__ = ()
    enabled = False


class enable_grad(Switch):
    """Switch recording on again, inside a no_grad block or function.

    >>> import minigrad as mg
    >>> x = mg.tensor([1., 2.], requires_grad=True)
    >>> with mg.no_grad(), mg.enable_grad():
    ...     y = x * 2
    >>> y.requires_grad
    True
    """

    __slots__ = ()
    enabled = True


class set_grad_enabled:
    """Switch recording on or off by a bool: at once as a function call, undone by `with`.

    >>> import minigrad as mg
    >>> with mg.set_grad_enabled(False):
    ...     mg.is_grad_enabled()
    False
    """

    def __init__(self, mode: bool) -> None:
        if not isinstance(mode, bool):
            raise TypeError(
                "set_grad_enabled(): argument 'enabled' (position 1) must be bool, "
                f"not {type(mode).__name__}"
            )
        self.enabled = mode
        self._before = switch(self.enabled)

    def __enter__(self) -> None:
        # The constructor has switched already, and noted what was before.
        switch(self.enabled)

    def __exit__(self, *exception: object) -> None:
        switch(self._before)

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        switch(self._before)
        return (enable_grad if self.enabled else no_grad)(function)
