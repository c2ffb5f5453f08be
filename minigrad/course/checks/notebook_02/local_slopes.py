"""Exercise 2.1: the slopes of one step. Reading on gives the answer away."""

from __future__ import annotations

from minigrad.course.checks.compare import close, numbers
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_local_slopes(attempt: Attempt) -> None:
    """Try each operation at two places."""
    for x, y in ((4.0, 7.0), (-2.0, 0.5)):
        for operation, wanted in (("+", (1.0, 1.0)), ("-", (1.0, -1.0)), ("*", (y, x))):
            answer = attempt(operation, x, y)
            saw = (
                f"For {x:g} {operation} {y:g} the local derivatives are {wanted[0]:g} and "
                f"{wanted[1]:g}. Your function gave {answer}."
            )
            got = numbers(answer)
            if got is None or len(got) != 2:
                raise Mistake("kind", saw)
            if close(got[0], wanted[0]) and close(got[1], wanted[1]):
                continue
            if operation == "*" and close(got[0], x) and close(got[1], y):
                raise Mistake("swapped", saw)
            if operation == "-" and close(abs(got[0]), 1) and close(abs(got[1]), 1):
                raise Mistake("sign", saw)
            raise Mistake("other", saw)


LOCAL_SLOPES = Exercise(
    number="2.1",
    title="The slopes of one step",
    difficulty="easy",
    minutes=5,
    check=check_local_slopes,
    passed="Three operations, six local derivatives. This small table is all the calculus that "
    "autodiff has to know.",
    hints={
        "swapped": "In a product each factor has the *other* one for its slope: when x grows by 1, "
        "the product grows by y.",
        "sign": "When x grows by 1, the difference x - y grows by 1. When y grows by 1, it gets "
        "smaller by 1.",
        "kind": "Return two numbers: the slope with respect to x, then the one with respect to y.",
        "other": "Change one input by a little and leave the other as it is. By how many times "
        "that little does the result change?",
    },
    solution="""
def local_slopes(operation, x, y):
    if operation == "+":
        return 1, 1
    if operation == "-":
        return 1, -1
    return y, x
""",
    why="The slopes of a sum and of a difference are fixed numbers. Only those of a product "
    "depend on the inputs, and each is the *other* factor. They are rules, and so exact: no input "
    "has to be moved by a small step.",
    others={
        "as a table, to which another operation adds one entry": """
def local_slopes(operation, x, y):
    return {"+": (1, 1), "-": (1, -1), "*": (y, x)}[operation]
""",
    },
)
