"""Exercise 2.3: find everything below a Variable. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.notebook_02.students import variable_class
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_all_below(attempt: Attempt) -> None:
    """Try a lone Variable, the example, and a square of a square."""
    cls = variable_class(attempt)
    a, b = cls(4), cls(3)
    c = cls(7, ((a, 1), (b, 1)))
    d = cls(28, ((a, 7), (c, 4)))
    x = cls(2)
    y = cls(4, ((x, 2), (x, 2)))
    z = cls(16, ((y, 4), (y, 4)))
    cases: list[tuple[str, Any, dict[str, Any]]] = [
        ("d = a * (a + b)", d, {"a": a, "b": b, "c": c, "d": d}),
        ("z = y * y with y = x * x", z, {"x": x, "y": y, "z": z}),
        ("a alone", a, {"a": a}),
    ]
    for what, root, named in cases:
        answer = attempt(root)
        saw = f"Below {what} there are {', '.join(named)}, {len(named)} in all."
        if not isinstance(answer, (list, tuple, set)):
            raise Mistake("kind", saw)
        names = {id(variable): name for name, variable in named.items()}
        if any(id(found) not in names for found in answer):
            raise Mistake("kind", saw)
        got = [names[id(found)] for found in answer]
        saw += f" Your function gave {', '.join(got) or 'none'}."
        if len(set(got)) < len(got):
            raise Mistake("twice", saw)
        if names[id(root)] not in got:
            raise Mistake("itself", saw)
        if len(got) < len(named):
            raise Mistake("deeper", saw)


ALL_BELOW = Exercise(
    number="2.3",
    title="Everything below",
    difficulty="medium",
    minutes=8,
    check=check_all_below,
    passed="You can walk any graph now, whatever its form, and meet each Variable once.",
    hints={
        "kind": "Return a list of the Variables themselves: not of their values, and not of the "
        "pairs.",
        "twice": "One is there twice, because two ways lead to it. Before you note a Variable, "
        "look whether it is in the list already.",
        "itself": "The Variable that you began with belongs to the list.",
        "deeper": "Some are missing: the inputs have inputs, too. Put what you find on a list of "
        "those that are still to be visited, and go on until it is empty.",
    },
    right=(
        """
def all_below(variable):
    seen, to_visit = [], [variable]
    while to_visit:
        one = to_visit.pop()
        if one not in seen:
            seen.append(one)
            to_visit.extend(source for source, _ in one.local_gradients)
    return seen
""",
        """
def all_below(variable):
    found = []
    def visit(one):
        if one not in found:
            for source, _ in one.local_gradients:
                visit(source)
            found.append(one)
    visit(variable)
    return found
""",
    ),
    wrong={
        "kind": (
            """
def all_below(variable):
    return [variable.value]
""",
        ),
        "twice": (
            """
def all_below(variable):
    found = [variable]
    for source, _ in variable.local_gradients:
        found += all_below(source)
    return found
""",
        ),
        "itself": (
            """
def all_below(variable):
    seen, to_visit = [], [source for source, _ in variable.local_gradients]
    while to_visit:
        one = to_visit.pop()
        if one not in seen:
            seen.append(one)
            to_visit.extend(source for source, _ in one.local_gradients)
    return seen
""",
        ),
        "deeper": (
            """
def all_below(variable):
    found = [variable]
    for source, _ in variable.local_gradients:
        if source not in found:
            found.append(source)
    return found
""",
            """
def all_below(variable):
    return [variable]
""",
        ),
    },
)
