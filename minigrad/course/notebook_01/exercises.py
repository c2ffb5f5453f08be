"""The exercises of notebook 01, What is Autodiff?, in its order.

Reading on gives the answers away.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import accumulate
from operator import mul

from minigrad.course.checks.compare import close, entries, number, numbers
from minigrad.course.exercises import Attempt, Exercise, Mistake

# ---------------------------------------- 1.1: the chain rule for any number of steps

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


# ---------------------------------------- 1.2: a product that carries its slope


def check_times(attempt: Attempt) -> None:
    """Try pairs with both slopes, with one, and a square."""
    cases: list[tuple[tuple[float, float], tuple[float, float]]] = [
        ((6.0, 3.0), (5.0, 1.0)),
        ((2.0, 1.0), (3.0, 0.0)),
        ((-4.0, 1.0), (-4.0, 1.0)),
    ]
    for u, v in cases:
        wanted = (u[0] * v[0], u[1] * v[0] + u[0] * v[1])
        answer = attempt(u, v)
        saw = f"{u} times {v} is {wanted}. Your function gave {answer}."
        got = numbers(answer)
        if got is None or len(got) != 2:
            raise Mistake("kind", saw)
        if close(got[0], wanted[1]) and close(got[1], wanted[0]):
            raise Mistake("swapped", saw)
        if not close(got[0], wanted[0]):
            raise Mistake("value", saw)
        if close(got[1], wanted[1]):
            continue
        if close(got[1], u[1] * v[1]):
            raise Mistake("slopes", saw)
        if close(got[1], u[1] * v[0]) or close(got[1], u[0] * v[1]):
            raise Mistake("one", saw)
        raise Mistake("other", saw)


TIMES = Exercise(
    number="1.2",
    title="A product with a slope",
    difficulty="medium",
    minutes=8,
    check=check_times,
    passed="This is all that forward accumulation needs to know of a product.",
    hints={
        "kind": "Return a pair: the value, then the slope.",
        "swapped": "These are the right numbers, the other way round. First the value, then the "
        "slope.",
        "pair": "`u` and `v` are pairs here: `u[0]` is the value, `u[1]` the slope.",
        "value": "The value of a product is the product of the values; the slopes play no part in "
        "it.",
        "slopes": "The slope of a product is not the product of the slopes. When u grows, the "
        "product grows by v times as much, and the other way round.",
        "one": "One of two terms is there. Both factors may change.",
        "other": "Slope of u times value of v, plus value of u times slope of v.",
    },
    errors={"multiply sequence": "pair", "'tuple' object has no attribute": "pair"},
    solution="""
def times(u, v):
    return u[0] * v[0], u[1] * v[0] + u[0] * v[1]
""",
    why="Both factors may change, so the slope has two terms: the slope of each factor, times the "
    "value of the other. Value and slope are computed side by side from numbers; no formula is "
    "kept, and no small step has to be chosen.",
    others={
        "with names for the four numbers, so that it reads like the product rule": """
def times(u, v):
    (x, dx), (y, dy) = u, v
    return x * y, dx * y + x * dy
""",
    },
)


# ---------------------------------------- 1.3: the reverse sweep along a chain


def check_adjoints(attempt: Attempt) -> None:
    """Try the example, other slopes, and a single step."""
    for slopes in ([4.0, 3.0, 24.0], [2.0, -1.0, 0.5, 3.0], [7.0]):
        wanted = [math.prod(slopes[start:]) for start in range(len(slopes) + 1)]
        answer = attempt(list(slopes))
        listed = entries(answer)
        got = numbers(listed)
        shown = answer if listed is None else listed
        saw = f"For the slopes {slopes} the adjoints are {wanted}. Your function gave {shown}."
        if got is None:
            raise Mistake("kind", saw)
        if len(got) != len(wanted):
            raise Mistake("length", saw)
        if all(map(close, got, wanted)):
            continue
        if all(map(close, got, reversed(wanted))):
            raise Mistake("reversed", saw)
        forward = list(accumulate([1.0, *slopes], mul))
        if any(all(map(close, got, one)) for one in (forward, forward[::-1])):
            raise Mistake("forward", saw)
        raise Mistake("other", saw)


ADJOINTS = Exercise(
    number="1.3",
    title="The reverse sweep",
    difficulty="hard",
    minutes=10,
    check=check_adjoints,
    passed="One sweep, and every node knows how much the result depends on it.",
    hints={
        "kind": "Return a list of numbers.",
        "length": "One adjoint for each node. A chain of three steps has four nodes, and the last "
        "one, the result itself, has the adjoint 1.",
        "reversed": "The right numbers, but from the result to the input. Return them in the order "
        "of the nodes, w0 first.",
        "forward": "This is the forward sweep: how fast each node changes with x. Asked for is how "
        "fast the result changes with each node. Begin with the last slope.",
        "start": "There is nothing in the list yet. Begin with the adjoint of the result, which is "
        "1.",
        "other": "The adjoint of a node is the adjoint of the next node, times the slope of the "
        "step between them.",
    },
    errors={"list index out of range": "start"},
    solution="""
def adjoints(slopes):
    found = [1.0]
    for slope in reversed(slopes):
        found.insert(0, found[0] * slope)
    return found
""",
    why="It begins at the result, whose adjoint is 1, and makes each adjoint from the one behind "
    "it: one multiplication for a step. To multiply the slopes anew for each node would take "
    "about n²/2 of them for n steps.",
    others={
        "in a list of the final length, for long chains: `insert` moves all that is there": """
def adjoints(slopes):
    found = [1.0] * (len(slopes) + 1)
    for place in range(len(slopes) - 1, -1, -1):
        found[place] = slopes[place] * found[place + 1]
    return found
""",
        "with NumPy's running product, when the slopes are an array anyway": """
def adjoints(slopes):
    import numpy
    return numpy.cumprod([1.0] + slopes[::-1])[::-1]
""",
    },
)


EXERCISES = (CHAIN_SLOPE, TIMES, ADJOINTS)
