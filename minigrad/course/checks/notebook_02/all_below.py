"""Exercise 2.3: find everything below a Variable. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import entries
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
        listed = entries(answer)
        if listed is None:
            raise Mistake("kind", saw)
        names = {id(variable): name for name, variable in named.items()}
        strange = [found for found in listed if id(found) not in names]
        if strange:
            earlier = all(isinstance(found, cls) for found in strange)
            raise Mistake("earlier" if earlier else "kind", saw)
        got = [names[id(found)] for found in listed]
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
        "earlier": "There are Variables in it that an earlier call has found. Make the list inside "
        "of the function: one that stands outside, or behind a `=` in its first line, is the same "
        "list in every call.",
        "pair": "`local_gradients` holds pairs of an input and a slope. Take the input out of the "
        "pair: `for source, _ in ...`.",
        "itself": "The Variable that you began with belongs to the list.",
        "deeper": "Some are missing: the inputs have inputs, too. Put what you find on a list of "
        "those that are still to be visited, and go on until it is empty.",
    },
    errors={"'tuple' object has no attribute": "pair"},
    solution="""
def all_below(variable):
    seen, to_visit = [], [variable]
    while to_visit:
        one = to_visit.pop()
        if one not in seen:
            seen.append(one)
            to_visit.extend(source for source, _ in one.local_gradients)
    return seen
""",
    why="The walk goes on from each Variable once, and skips those that are known already, so it "
    "ends in a graph of any form. The loop keeps its own list of what is still to be visited: "
    "unlike recursion, it goes as deep as the graph does.",
    others={
        "with a set, for large graphs: a list is searched from one end to the other": """
def all_below(variable):
    seen, to_visit = {variable}, [variable]
    while to_visit:
        for source, _ in to_visit.pop().local_gradients:
            if source not in seen:
                seen.add(source)
                to_visit.append(source)
    return list(seen)
""",
        "by recursion, when the order matters: every input comes before what was made from it": """
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
    },
)
