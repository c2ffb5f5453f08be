"""The check of exercise 5.7: what a whole engine has to get right, as programs that run on a
student's and on minigrad.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np

import minigrad
from minigrad.course.exercises import Attempt, Mistake, Untouched
from minigrad.course.notebook_05.students import as_block, unwatched, workbench, written

CHAIN = 5_000

# A program gets an engine with `tensor`, `backward` and `no_grad`, and returns tensors whose .grad
# counts, by name.
Program = Callable[[Any], dict[str, Any]]


def _leaf(on: Any, values: Any) -> Any:
    return on.tensor(values, requires_grad=True)


def _seed(on: Any) -> dict[str, Any]:
    a, b = _leaf(on, [2.0, 3.0]), _leaf(on, [6.0, 4.0])
    on.backward(3 * a**3 - b**2, on.tensor([1.0, 1.0]))
    return {"a": a, "b": b}


def _weights(on: Any) -> dict[str, Any]:
    a, b = _leaf(on, [2.0, 3.0]), _leaf(on, [6.0, 4.0])
    on.backward(3 * a**3 - b**2, on.tensor([2.0, 0.5]))
    return {"a": a, "b": b}


def _chain_of_two(on: Any) -> dict[str, Any]:
    x = _leaf(on, 2.0)
    on.backward(3 * x * 5)
    return {"x": x}


def _square(on: Any) -> dict[str, Any]:
    x = _leaf(on, 5.0)
    on.backward(x * x)
    return {"x": x}


def _reuse(on: Any) -> dict[str, Any]:
    x = _leaf(on, 2.0)
    y = 3 * x
    on.backward(2 * y + 5 * y)
    return {"x": x}


def _diamond(on: Any) -> dict[str, Any]:
    x = _leaf(on, 2.0)
    y = x * x
    on.backward(y + y * (y * y))
    return {"x": x}


def _broadcast(on: Any) -> dict[str, Any]:
    x, w, b = _leaf(on, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), _leaf(on, [1.0, -1.0, 2.0]), None
    b = _leaf(on, 0.5)
    on.backward(x * w + b, on.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    return {"x": x, "w": w, "b": b}


def _not_recorded(on: Any) -> dict[str, Any]:
    x = _leaf(on, 3.0)
    with on.no_grad():
        y = x * x
    on.backward(y * x)
    return {"x": x}


def _long(on: Any) -> dict[str, Any]:
    x = _leaf(on, 1.0)
    with unwatched():
        y = x
        for _ in range(CHAIN):
            y = y + 1
    on.backward(y)
    return {"x": x}


def _twice(on: Any) -> dict[str, Any]:
    x = _leaf(on, [2.0, 3.0])
    for _ in range(2):
        on.backward(x * x, on.tensor([1.0, 1.0]))
    return {"x": x}


def _itself(on: Any) -> dict[str, Any]:
    x = _leaf(on, 2.0)
    on.backward(x)
    return {"x": x}


PROGRAMS: dict[str, Program] = {
    "c = 3*x*5": _chain_of_two,
    "Q = 3*a**3 - b**2, gradient [1, 1]": _seed,
    "Q = 3*a**3 - b**2, gradient [2, 0.5]": _weights,
    "y = x*x": _square,
    "c = 2*y + 5*y with y = 3*x": _reuse,
    "c = y + y*(y*y) with y = x*x": _diamond,
    "y = x*w + b, three shapes": _broadcast,
    "y = x*x under no_grad, then y*x": _not_recorded,
    f"y = y + 1, {CHAIN:,} times": _long,
    "x*x, two passes": _twice,
    "backward from a leaf": _itself,
}


def expected(program: Program) -> dict[str, Any]:
    """Return minigrad's gradients, as arrays.

    Example:
        >>> expected(PROGRAMS["y = x*x"])
        {'x': array(10., dtype=float32)}
    """
    on = SimpleNamespace(
        tensor=minigrad.tensor,
        no_grad=minigrad.no_grad,
        backward=lambda tensor, gradient=None: tensor.backward(gradient),
    )
    with unwatched():
        return {name: np.array(leaf.grad.tolist(), "f") for name, leaf in program(on).items()}


def check_backward(attempt: Attempt) -> None:
    """Run each program on the student's engine and on minigrad; then what must be refused."""
    cls, engine = workbench(attempt, "edge", "users_first", "run", "sum_to", "no_grad")
    with _without_backward(cls), _as_it_was(engine):
        _programs(attempt, cls, engine)
        _single(attempt, cls, engine)
        x = cls([2.0, 3.0], requires_grad=True)
        _must_refuse("many", "a result of two numbers, without a gradient", attempt, engine, x * x)
        _must_refuse("constant", "a tensor without grad", attempt, engine, cls(2.0))


@contextmanager
def _without_backward(cls: Any) -> Iterator[None]:
    """A method of this name, put there by an earlier run, calls what is being checked."""

    def itself(*arguments: Any) -> None:
        raise Mistake("itself", "Your function called `tensor.backward`.")

    before = cls.__dict__.get("backward")
    cls.backward = itself
    try:
        yield
    finally:
        if before is None:
            del cls.backward
        else:
            cls.backward = before


@contextmanager
def _as_it_was(engine: Any) -> Iterator[None]:
    """The rest of the notebook goes on with this engine, whatever the function does to it."""
    before = vars(engine).copy()
    engine.recording = True
    try:
        yield
    finally:
        vars(engine).clear()
        vars(engine).update(before)


def _programs(attempt: Attempt, cls: Any, engine: Any) -> None:
    on = SimpleNamespace(
        tensor=cls,
        no_grad=lambda: as_block(engine.no_grad)(engine),
        backward=lambda tensor, gradient=None: attempt(engine, tensor, gradient),
    )
    for what, program in PROGRAMS.items():
        found = program(on)
        if not engine.recording:
            raise Mistake("off", f"After {what}, `engine.recording` was {engine.recording}.")
        for name, wanted in expected(program).items():
            _compare(what, name, found[name].grad, wanted)


def _single(attempt: Attempt, cls: Any, engine: Any) -> None:
    """A list of one number is a single number, too."""
    x = cls([3.0], requires_grad=True)
    try:
        attempt(engine, x * x)
    except RuntimeError as error:
        raise Mistake("one", f"For a result of the shape (1,) you raised: {error}") from None
    _compare("y = x*x for one number in a list", "x", x.grad, np.array([6.0]))


def _compare(what: str, name: str, got: Any, wanted: Any) -> None:
    saw = f"{what}: minigrad has {written(wanted)} in {name}.grad. "
    if got is None:
        raise Mistake("nothing", saw + "Yours is None.")
    got = np.asarray(getattr(got, "data", got) if not isinstance(got, np.ndarray) else got)
    if got.dtype == object:
        raise Mistake("array", saw)
    if got.shape == wanted.shape and np.allclose(got, wanted, rtol=1e-4):
        return
    saw += f"Yours is {written(got)}."
    if "gradient [2" in what:
        raise Mistake("weights", saw)
    if "with y" in what:
        raise Mistake("order", saw)
    if "two passes" in what and got.shape == wanted.shape and np.allclose(got * 2, wanted):
        raise Mistake("fresh", saw)
    raise Mistake("other", saw)


def _must_refuse(name: str, what: str, attempt: Attempt, engine: Any, tensor: Any) -> None:
    try:
        attempt(engine, tensor)
    except RuntimeError:
        return
    except (Mistake, Untouched):
        raise
    except Exception as error:
        raise Mistake(name, f"For {what} you raised `{type(error).__name__}`.") from None
    raise Mistake(name, f"For {what} your function did not complain.")
