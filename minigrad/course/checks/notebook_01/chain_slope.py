"""Exercise 1.1: the chain rule for any number of steps. Reading on gives the answer away."""

from __future__ import annotations

import math
from collections.abc import Callable

from minigrad.course.checks.compare import close, number
from minigrad.course.exercises import Attempt, Exercise, Mistake

Step = tuple[Callable[[float], float], Callable[[float], float]]


def _square(x: float) -> float:
    return x * x


def _double(x: float) -> float:
    return 2 * x


def _triple(x: float) -> float:
    return 3 * x


def check_chain_slope(attempt: Attempt) -> None:
    """Try the example, one step, and a chain whose slopes depend on the place."""
    square: Step = (_square, _double)
    triple: Step = (_triple, lambda x: 3.0)
    shift: Step = (lambda x: x + 1, lambda x: 1.0)
    cases: list[tuple[str, list[Step], float]] = [
        ("square, triple, square", [square, triple, square], 2.0),
        ("square", [square], 5.0),
        ("shift, square, square", [shift, square, square], 1.0),
    ]
    for names, steps, x in cases:
        value, slopes = x, []
        for f, slope in steps:
            slopes.append(slope(value))
            value = f(value)
        wanted = math.prod(slopes)
        answer = attempt(list(steps), x)
        saw = f"{names}, from x = {x:g}: the slope is {wanted:g}. Your function gave {answer}."
        got = number(answer)
        if got is None:
            raise Mistake("kind", saw)
        if close(got, wanted):
            continue
        if close(got, math.prod(slope(x) for _, slope in steps)):
            raise Mistake("place", saw)
        if close(got, sum(slopes)):
            raise Mistake("sum", saw)
        if len(slopes) > 1 and close(got, slopes[0]):
            raise Mistake("first", saw)
        if close(got, _one_late(steps, x)):
            raise Mistake("late", saw)
        raise Mistake("value" if close(got, value) else "other", saw)


def _one_late(steps: list[Step], x: float) -> float:
    """The product of the slopes, each taken behind its step."""
    product = 1.0
    for f, slope in steps:
        x = f(x)
        product *= slope(x)
    return product


CHAIN_SLOPE = Exercise(
    number="1.1",
    title="A chain of any length",
    difficulty="easy",
    minutes=8,
    check=check_chain_slope,
    passed="The chain rule in a few lines, for as many steps as you like.",
    hints={
        "kind": "Return one number.",
        "place": "Every slope was taken at x. But the second step never sees x: it gets what the "
        "first one made of it.",
        "sum": "The slopes were added. Each step scales the change that comes in, so multiply.",
        "first": "This is the slope of the first step alone. Does the `return` stand inside the "
        "loop? Then the loop ends in its first round.",
        "late": "Each slope was taken behind its step. It belongs to the place before it: first "
        "`slope(value)`, then the new value.",
        "call": "Each step and each slope is a function. It gives a number when it is called: "
        "`slope(value)`.",
        "three": "The chain may have any number of steps. A loop goes along all of it.",
        "value": "This is the value at the end of the chain. Its slope is asked for.",
        "other": "Keep two numbers while you go along the steps: the value so far, and the product "
        "of the slopes so far.",
    },
    errors={"'function'": "call", "values to unpack": "three"},
    solution="""
def chain_slope(steps, x):
    product = 1
    for step, slope in steps:
        product = product * slope(x)
        x = step(x)
    return product
""",
    why="It goes along the chain once with two numbers: the value so far, and the product of the "
    "slopes so far. Each slope is taken before the value moves on, because it belongs to the "
    "place in front of its step.",
    others={
        "by recursion: the first slope, times the slope of the rest of the chain": """
def chain_slope(steps, x):
    if not steps:
        return 1.0
    (f, slope), *others = steps
    return slope(x) * chain_slope(others, f(x))
""",
        "with all values first, and then the slopes from what was kept, as reverse mode does": """
def chain_slope(steps, x):
    values = [x]
    for step, _ in steps:
        values.append(step(values[-1]))
    product = 1
    for (_, slope), value in zip(steps, values):
        product = product * slope(value)
    return product
""",
    },
)
