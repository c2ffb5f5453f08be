"""Exercise 1.3: the reverse sweep along a chain. Reading on gives the answer away."""

from __future__ import annotations

import math
from itertools import accumulate
from operator import mul

from minigrad.course.checks.compare import close, number
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_adjoints(attempt: Attempt) -> None:
    """Try the example, other slopes, and a single step."""
    for slopes in ([4.0, 3.0, 24.0], [2.0, -1.0, 0.5, 3.0], [7.0]):
        wanted = [math.prod(slopes[start:]) for start in range(len(slopes) + 1)]
        answer = attempt(list(slopes))
        saw = f"For the slopes {slopes} the adjoints are {wanted}. Your function gave {answer}."
        if not isinstance(answer, (tuple, list)):
            raise Mistake("kind", saw)
        got = [number(part) for part in answer]
        numbers = [value for value in got if value is not None]
        if len(numbers) < len(got):
            raise Mistake("kind", saw)
        if len(numbers) != len(wanted):
            raise Mistake("length", saw)
        if all(map(close, numbers, wanted)):
            continue
        if all(map(close, numbers, reversed(wanted))):
            raise Mistake("reversed", saw)
        if all(map(close, numbers, accumulate([1.0, *slopes], mul))):
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
        "fast the result changes with each node. Begin at the other end.",
        "other": "The adjoint of a node is the adjoint of the next node, times the slope of the "
        "step between them.",
    },
    right=(
        """
def adjoints(slopes):
    found = [1.0]
    for slope in reversed(slopes):
        found.insert(0, found[0] * slope)
    return found
""",
        """
def adjoints(slopes):
    found = [1.0] * (len(slopes) + 1)
    for place in range(len(slopes) - 1, -1, -1):
        found[place] = slopes[place] * found[place + 1]
    return found
""",
    ),
    wrong={
        "kind": (
            """
def adjoints(slopes):
    return 288.0
""",
        ),
        "length": (
            """
def adjoints(slopes):
    found = [slopes[-1]]
    for slope in reversed(slopes[:-1]):
        found.insert(0, found[0] * slope)
    return found
""",
        ),
        "reversed": (
            """
def adjoints(slopes):
    found = [1.0]
    for slope in reversed(slopes):
        found.append(found[-1] * slope)
    return found
""",
        ),
        "forward": (
            """
def adjoints(slopes):
    found = [1.0]
    for slope in slopes:
        found.append(found[-1] * slope)
    return found
""",
        ),
        "other": (
            """
def adjoints(slopes):
    return [*slopes, 1.0]
""",
        ),
    },
)
