"""Exercise 2.2: multiply along paths, add over them. Reading on gives the answer away."""

from __future__ import annotations

import math

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
        if close(got, sum(map(sum, paths))):
            raise Mistake("sums", saw)
        raise Mistake("one" if any(close(got, p) for p in products) else "other", saw)


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
        "one": "That is what one path brings. The others count, too.",
        "other": "First one number for each path, the product of its local derivatives. Then add "
        "these numbers.",
    },
    right=(
        """
def over_paths(paths):
    total = 0
    for path in paths:
        product = 1
        for derivative in path:
            product = product * derivative
        total = total + product
    return total
""",
        """
def over_paths(paths):
    import math
    return sum(math.prod(path) for path in paths)
""",
    ),
    wrong={
        "kind": (
            """
def over_paths(paths):
    return [7, 4]
""",
        ),
        "none": (
            """
def over_paths(paths):
    import math
    return sum(math.prod(path) for path in paths) if paths else 1
""",
        ),
        "all": (
            """
def over_paths(paths):
    product = 1
    for path in paths:
        for derivative in path:
            product *= derivative
    return product
""",
        ),
        "sums": (
            """
def over_paths(paths):
    return sum(sum(path) for path in paths)
""",
        ),
        "one": (
            """
def over_paths(paths):
    for path in paths:
        product = 1
        for derivative in path:
            product = product * derivative
    return product
""",
        ),
        "other": (
            """
def over_paths(paths):
    return len(paths)
""",
        ),
    },
)
