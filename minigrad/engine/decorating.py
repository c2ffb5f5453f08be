"""A grad mode as the decorator of a generator function, whose body does not run in one go."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any


def decorated_generator(
    function: Callable[..., Any], grad_mode: Callable[[], Any]
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
