"""Exercise 5.7: the whole engine, held against minigrad. Reading on gives the answer away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np

from minigrad.course.checks.notebook_05.programs import PROGRAMS, expected
from minigrad.course.checks.notebook_05.students import as_block, workbench, written
from minigrad.course.exercises import Attempt, Exercise, Mistake, Untouched


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


BACKWARD = Exercise(
    number="5.7",
    title="The whole engine",
    difficulty="hard",
    minutes=15,
    check=check_backward,
    passed="Eleven programs, and on each your engine has the gradients of minigrad: reuse, "
    "broadcasting, no_grad, 5,000 nodes in a row, two passes.",
    hints={
        "nothing": "No gradient arrived. Three steps: the first node is `engine.edge(tensor)`, the "
        "order comes from `engine.users_first(...)`, and `engine.run(order, gradient)` does the "
        "rest.",
        "order": "A node ran before all of its gradient was there. Give `engine.run` the whole "
        "order, users first, as `engine.users_first` returns it.",
        "weights": "The gradient that was given was not used. The pass begins with it; only "
        "without one does it begin with 1.",
        "array": "Inside the engine there are only arrays. The pass begins with `gradient.data`, "
        "the array in the Tensor that you were given.",
        "start": "Without a gradient, `gradient` is None and has no `data`. Then the pass begins "
        "with 1.",
        "itself": "It is your function that `tensor.backward` will call, and so on without end. "
        "Use the parts on the workbench: `edge`, `users_first`, `run`.",
        "one": "One number in a list is a single number, too. Ask how many numbers there are: "
        "`tensor.data.size`.",
        "leaf": "A leaf has no `grad_fn`. Ask `engine.edge(tensor)` for the first node: it knows "
        "all the cases.",
        "fresh": "What an earlier pass left in `.grad` stays there, and the new gradient is added "
        "to it. Do not clear anything.",
        "many": "Without a gradient, there is a start only if the result is a single number: then "
        "it is 1. Otherwise raise a RuntimeError, as PyTorch does.",
        "constant": "Nothing leads back from a tensor that does not require grad. Say so with a "
        "RuntimeError.",
        "off": "Your function has switched the recording off, and from then on nothing has a "
        "graph. It need not be off here; if it is, put it back to what it was.",
        "recursion": "A chain of 5,000 nodes is too deep for a function that calls itself. "
        "`engine.users_first` and `engine.run` do without.",
        "other": "Did you change one of the classes or operations above? Run the notebook from the "
        "top. If it is still so, look at the program that is named here, on paper.",
    },
    errors={
        "unary -: 'Tensor'": "array",
        "'Tensor' and": "array",
        "'Tensor' object has no attribute 'ndim'": "array",
        "'NoneType' object has no attribute 'next_functions'": "leaf",
        "'NoneType' object has no attribute 'data'": "start",
        "maximum recursion depth": "recursion",
    },
    solution="""
def backward(engine, tensor, gradient=None):
    if not tensor.requires_grad:
        raise RuntimeError("this tensor does not require grad")
    if gradient is not None:
        start = gradient.data
    elif tensor.data.size == 1:
        start = np.ones_like(tensor.data)
    else:
        raise RuntimeError("grad can be implicitly created only for scalar outputs")
    engine.run(engine.users_first(engine.edge(tensor)), start)
""",
    why="It joins the parts: where the pass begins, in which order it goes, and with what. What "
    "has no answer is refused before anything is changed: a tensor that does not require grad, "
    "and several numbers without a gradient to start with.",
    others={
        "with the refusals first, so that the pass itself stands in three plain lines": """
def backward(engine, tensor, gradient=None):
    if not tensor.requires_grad:
        raise RuntimeError("the tensor does not require grad")
    if gradient is None and tensor.data.size != 1:
        raise RuntimeError("grad can be implicitly created only for scalar outputs")
    start = tensor.data * 0 + 1 if gradient is None else gradient.data
    order = engine.users_first(engine.edge(tensor))
    engine.run(order, start)
""",
    },
)
