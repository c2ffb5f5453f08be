"""Exercise 1.3: the reverse sweep along a chain. Reading on gives the answer away."""

from __future__ import annotations

import math
from itertools import accumulate
from operator import mul

from minigrad.course.checks.compare import close, entries, numbers
from minigrad.course.exercises import Attempt, Exercise, Mistake


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
