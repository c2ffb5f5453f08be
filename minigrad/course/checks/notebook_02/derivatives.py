"""Exercise 2.6: a function and its derivatives. Reading on gives the answer away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.course.checks.compare import close, entries
from minigrad.course.checks.notebook_02.students import plain
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_derivatives(attempt: Attempt) -> None:
    """Try a fourth power, and a square beyond its last derivative that is not zero."""
    cases: list[tuple[str, Callable[[Any], Any], float, list[float]]] = [
        ("x * x * x * x", lambda x: x * x * x * x, 2.0, [16.0, 32.0, 48.0, 48.0]),
        ("x * x + x", lambda x: x * x + x, 3.0, [12.0, 7.0, 2.0]),
        ("x * x", lambda x: x * x, 5.0, [25.0, 10.0, 2.0, 0.0, 0.0]),
    ]
    for name, f, x, wanted in cases:
        n = len(wanted) - 1
        saw = (
            f"For f(x) = {name} at x = {x:g} and n = {n}: "
            f"{', '.join(f'{value:g}' for value in wanted)}. "
        )
        try:
            listed = entries(attempt(f, x, n))
        except KeyError:
            raise Mistake("zero" if 0.0 in wanted else "another", saw) from None
        got = [plain(value) for value in listed or ()]
        numbers = [value for value in got if value is not None]
        if listed is None or len(numbers) < len(got):
            raise Mistake("kind", saw)
        saw += f"Your function gave {', '.join(f'{value:g}' for value in numbers)}."
        if len(numbers) != len(wanted):
            raise Mistake("count", saw)
        if all(map(close, numbers, wanted)):
            continue
        first = close(numbers[0], wanted[0]) and close(numbers[1], wanted[1])
        raise Mistake("same" if first else "other", saw)


DERIVATIVES = Exercise(
    number="2.6",
    title="Derivatives of any order",
    difficulty="hard",
    minutes=10,
    check=check_derivatives,
    passed="A gradient is a Variable, so you can ask for its gradient, as often as you like.",
    hints={
        "kind": "Return a list of n + 1 numbers (or Variables).",
        "count": "First the value itself, then n derivatives: n + 1 in all.",
        "same": "The first derivative is right. For the next one, differentiate *that* Variable, "
        "not the first result again.",
        "zero": "The last derivative does not depend on x any more, so x is not in the "
        "dictionary. Its derivative is 0: `.get(x, Variable(0))`.",
        "another": "The dictionary does not have what you look up in it. Its keys are the very "
        "Variables of the calculation: look up the one that `f` was given, and not a "
        "number or a new Variable of the same value.",
        "plain": "A number remembers nothing. Give `f` a Variable made from x, and keep Variables "
        "from round to round, for a zero `Variable(0)`; take their `.value` for the list only.",
        "other": "Make one Variable from x and keep it. Call f once. Then n times: "
        "`y = get_gradients(y)[x]`, noting each.",
    },
    errors={
        "object has no attribute 'local_gradients'": "plain",
        "has no attribute 'value'": "plain",
    },
    solution="""
def derivatives(f, x, n):
    x = Variable(x)
    found = [f(x)]
    for _ in range(n):
        found.append(get_gradients(found[-1]).get(x, Variable(0)))
    return [one.value for one in found]
""",
    why="Each derivative is a Variable that remembers how it was computed, so the same call works "
    "on it again. `x` is one and the same object throughout, because the dictionary's keys are "
    "the Variables themselves; and what does not depend on it any more has the derivative 0.",
    others={
        "by recursion, which reads like the definition; f is computed anew each time": """
def derivatives(f, x, n):
    def slope(t):
        return get_gradients(f(t)).get(t, Variable(0))

    value = f(Variable(x)).value
    return [value] if n == 0 else [value, *derivatives(slope, x, n - 1)]
""",
    },
)
