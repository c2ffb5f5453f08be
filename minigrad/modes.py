"""Is recording on? One flag for each thread, and the three ways to switch it.

A tensor operation asks `mode.enabled` before it adds a node to the graph. That is all a grad
mode is: no_grad does not touch any tensor, it only keeps the next operations from being recorded.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import threading
from collections.abc import Callable, Iterator
from typing import Any


class _Mode(threading.local):
    # What an operation reads: False, True, or the Watcher that wants to see every new node.
    enabled: Any = True
    grad: bool = True  # what was asked for; inference mode overrules it
    watcher: Watcher | None = None
    inference: bool = False


class Watcher:
    """Sees every node that is recorded while it is installed: how anomaly mode and saved-tensor
    hooks come in without costing an ordinary operation more than the test of a flag."""

    anomaly = False  # whether it looks for the operation that went wrong

    def made(self, node: Any) -> None:
        """Called right after `node` was recorded."""
        raise NotImplementedError

    def guard(self, node: Any, step: Callable[[Any, Any], Any], grad: Any) -> Any:
        """Called in the place of `step(node, grad)` when a backward pass comes to `node`."""
        return step(node, grad)


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


class _Switch:
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
            return _decorated_generator(function, type(self))

        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            with type(self)():
                return function(*args, **kwargs)

        return wrapper


def _decorated_generator(
    function: Callable[..., Any], grad_mode: type[_Switch]
) -> Callable[..., Any]:
    """A generator function whose body has the mode while it runs, not while it is suspended."""

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        generator = function(*args, **kwargs)
        resume, message = generator.send, None
        while True:
            try:
                with grad_mode():
                    value = resume(message)
            except StopIteration as stop:
                return stop.value
            try:
                resume, message = generator.send, (yield value)
            except GeneratorExit:
                with grad_mode():
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

    __slots__ = ()
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


class inference_mode(_Switch):
    """Record nothing, for results that will never be part of a graph: cheaper than no_grad.

    What is made inside is an *inference tensor*: it has no version counter, so it cannot be saved
    for backward later, nor modified outside. enable_grad inside does not bring recording back.

    >>> import minigrad as mg
    >>> x = mg.tensor([1., 2.], requires_grad=True)
    >>> with mg.inference_mode():
    ...     y = x * 2
    >>> y.requires_grad, y.is_inference()
    (False, True)
    """

    enabled = False

    def __new__(cls, mode: bool | Callable[..., Any] = True) -> Any:
        if callable(mode):
            return super().__new__(cls, mode)
        switch = super().__new__(cls)
        switch.inference = mode
        switch.enabled = not mode
        return switch

    inference: bool = True

    def __enter__(self) -> None:
        self._before.append(mode.inference)
        mode.inference = self.inference
        super().__enter__()

    def __exit__(self, *exception: object) -> None:
        enabled = self._before.pop()
        mode.inference = self._before.pop()
        switch(enabled)


def is_inference_mode_enabled() -> bool:
    """Say whether inference mode is on now, in this thread.

    >>> import minigrad as mg
    >>> mg.is_inference_mode_enabled()
    False
    """
    return mode.inference


@contextlib.contextmanager
def watch(watcher: Watcher | None) -> Iterator[None]:
    """Install a watcher for this thread, or none, for the length of a `with` block."""
    before, mode.watcher = mode.watcher, watcher
    switch(is_grad_enabled())
    try:
        yield
    finally:
        mode.watcher = before
        switch(is_grad_enabled())
