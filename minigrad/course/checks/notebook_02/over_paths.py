"""Exercise 2.2: multiply along paths, add over them. Reading on gives the answer away."""

from __future__ import annotations

import math
from itertools import accumulate
from operator import mul

from minigrad.course.checks.compare import close, number
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_over_paths(attempt: Attempt) -> None:
    """Try the example, one path, several paths, and none."""
    cases: list[list[list[float]]] = [
        [[7.0], [1.0, 4.0]],
        [[2.0, 3.0, 5.0]],
        [[3.0, 2.0], [3.0, 5.0], [-1.0]],
        [],
    ]
    for paths in cases:
        products = [math.prod(path) for path in paths]
        wanted = float(sum(products))
        answer = attempt([list(path) for path in paths])
        saw = f"For the paths {paths} the derivative is {wanted:g}. Your function gave {answer}."
        got = number(answer)
        if got is None:
            raise Mistake("kind", saw)
        if close(got, wanted):
            continue
        if not paths:
            raise Mistake("none", saw)
        if close(got, math.prod(products)):
            raise Mistake("all", saw)
        if close(got, 0.0):
            raise Mistake("zero", saw)
        if close(got, sum(accumulate(products, mul))) and _goes_on(attempt):
            raise Mistake("restart", saw)
        if close(got, sum(map(sum, paths))):
            raise Mistake("sums", saw)
        raise Mistake("one" if any(close(got, p) for p in products) else "other", saw)


def _goes_on(attempt: Attempt) -> bool:
    """Whether the product of a path begins with that of the path before it."""
    got = number(attempt([[2.0, 3.0], [5.0]]))
    return got is not None and close(got, 6 + 30)


OVER_PATHS = Exercise(
    number="2.2",
    title="Along paths and over paths",
    difficulty="easy",
    minutes=5,
    check=check_over_paths,
    passed="Multiply along a path, add over the paths: that is the whole rule.",
    hints={
        "kind": "Return one number.",
        "none": "No path leads from the input to the result, so it does not depend on it at all: "
        "the derivative is 0.",
        "all": "The paths were multiplied with each other. Multiply *along* a path, but *add* what "
        "different paths bring.",
        "sums": "The numbers along a path were added. A change passes through one step after the "
        "other, and each step scales it.",
        "zero": "A product that begins at 0 stays 0. Begin it at 1.",
        "restart": "The product goes on from one path to the next. Set it back to 1 at the "
        "beginning of each path.",
        "one": "That is what one path brings. The others count, too. Is the `return` inside the "
        "loop, or is the sum set back in it?",
        "two": "There may be any number of paths, of any length, and none at all. Two loops reach "
        "them all.",
        "other": "First one number for each path, the product of its local derivatives. Then add "
        "these numbers.",
    },
    errors={"list index out of range": "two", "values to unpack": "two"},
    solution="""
def over_paths(paths):
    total = 0
    for path in paths:
        product = 1
        for derivative in path:
            product = product * derivative
        total = total + product
    return total
""",
    why="Along a path the steps scale the change one after the other, so their slopes are "
    "multiplied, from 1 on and anew for each path. What the paths bring is added, from 0 on; so "
    "without a path the answer is 0, with no case of its own.",
    others={
        "with `sum` and `math.prod`, which begin at 0 and 1 by themselves": """
def over_paths(paths):
    import math
    return sum(math.prod(path) for path in paths)
""",
    },
)
