"""Exercise 1.2: a product that carries its slope. Reading on gives the answer away."""

from __future__ import annotations

from minigrad.course.checks.compare import close, numbers
from minigrad.course.exercises import Attempt, Exercise, Mistake


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
