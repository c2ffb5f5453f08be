"""Exercise 2.4: one more operation, division. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.checks.notebook_02.students import plain, variable_class
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_divide(attempt: Attempt) -> None:
    """Try two quotients: the value, what it points at, and both local derivatives."""
    cls = variable_class(attempt)
    for x, y in ((6.0, 2.0), (-1.0, 4.0)):
        a, b = cls(x), cls(y)
        answer = attempt(a, b)
        pairs = getattr(answer, "local_gradients", None)
        if pairs is None or not hasattr(answer, "value"):
            raise Mistake("kind", f"Your function gave {answer!r}.")
        value = plain(answer.value)
        if value is None or not close(value, x / y):
            raise Mistake("value", f"{x:g} / {y:g} is {x / y:g}; your Variable holds {value}.")
        try:
            to_a, to_b = _arriving(answer, a), _arriving(answer, b)
        except (AttributeError, TypeError, ValueError):
            raise Mistake("pairs") from None
        if to_a is None or to_b is None:
            raise Mistake("pairs")
        wanted = 1 / y, -x / y**2
        saw = (
            f"For {x:g} / {y:g} the local derivatives are {wanted[0]:g} and {wanted[1]:g}; yours "
            f"are {to_a:g} and {to_b:g}."
        )
        if not close(to_a, wanted[0]):
            raise Mistake("first", saw)
        if not close(to_b, wanted[1]):
            raise Mistake("sign" if close(to_b, -wanted[1]) else "second", saw)


def _arriving(variable: Any, leaf: Any) -> float | None:
    """What all paths from the leaf bring: whoever builds a quotient from a product is right."""
    if variable is leaf:
        return 1.0
    found = None
    for source, slope in variable.local_gradients:
        further, number = _arriving(source, leaf), plain(slope)
        if number is None:
            raise ValueError("a slope is no number")
        if further is not None:
            found = (found or 0.0) + number * further
    return found


DIVIDE = Exercise(
    number="2.4",
    title="One more operation",
    difficulty="medium",
    minutes=8,
    check=check_divide,
    passed="A new operation takes one line: the value, and a local derivative for each input.",
    hints={
        "kind": "Return a Variable, made as in `mul`: `Variable(value, pairs)`.",
        "value": "The first argument is the quotient of the two values, `a.value / b.value`.",
        "pairs": "The second argument is one tuple of two pairs, `((a, ...), (b, ...))`: the input "
        "itself, and the slope with respect to it as a number.",
        "numbers": "Variables know + and *, and no other operation yet. Compute the value and the "
        "slopes from the numbers in them, `a.value` and `b.value`.",
        "first": "With b fixed, a / b is a times 1/b. What is the slope of that?",
        "sign": "When the divisor grows, the quotient gets smaller: there is a minus.",
        "second": "With a fixed, the slope of a / b is -a / b².",
    },
    errors={"unsupported operand": "numbers", "positional argument": "pairs"},
    solution="""
def divide(a, b):
    slopes = ((a, 1 / b.value), (b, -a.value / b.value**2))
    return Variable(a.value / b.value, slopes)
""",
    why="A quotient is a node like a sum or a product: its value, and one slope for each input, "
    "as numbers. Nothing else has to change, because the backward pass reads the pairs and does "
    "not ask for the operation.",
    others={
        "with the quotient used again, which saves a division": """
def divide(a, b):
    quotient = a.value / b.value
    return Variable(quotient, ((a, 1 / b.value), (b, -quotient / b.value)))
""",
        "as a product with 1/b, when one input is easier to derive; it makes two nodes": """
def divide(a, b):
    inverse = Variable(1 / b.value, ((b, -1 / b.value**2),))
    return a * inverse
""",
    },
)
