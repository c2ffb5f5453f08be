"""Exercise 2.5: every gradient, visiting each node once. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.checks.notebook_02.students import plain
from minigrad.course.exercises import Attempt, Exercise, Mistake


class _Counted:
    """A Variable that counts how often somebody asks for what it was made from."""

    def __init__(self, value: float, made_from: tuple[tuple[Any, float], ...] = ()) -> None:
        self.value = value
        self.made_from = made_from
        self.asked = 0

    def __repr__(self) -> str:
        return f"Variable({self.value})"

    @property
    def local_gradients(self) -> tuple[tuple[Any, float], ...]:
        self.asked += 1
        if self.asked > 50:
            raise Mistake("paths", "One Variable was asked for its inputs more than 50 times.")
        return self.made_from


def check_each_once(attempt: Attempt) -> None:
    """Try the example, a graph that needs the right order, and a long chain that doubles."""
    a, b = _Counted(4), _Counted(3)
    c = _Counted(7, ((a, 1), (b, 1)))
    d = _Counted(28, ((a, 7), (c, 4)))
    _compare(attempt, "d = a * (a + b)", {"d": (d, 1), "a": (a, 11), "b": (b, 4), "c": (c, 4)})

    # Whoever runs y before z has reported to it sends on too little.
    for swap in (False, True):
        x = _Counted(2)
        y = _Counted(6, ((x, 3),))
        z = _Counted(30, ((y, 5),))
        pairs = ((y, 2.0), (z, 1.0))
        w = _Counted(42, pairs[::-1] if swap else pairs)
        wanted = {"w": (w, 1.0), "z": (z, 1.0), "y": (y, 7.0), "x": (x, 21.0)}
        _compare(attempt, "w = 2*y + z with y = 3*x and z = 5*y", wanted)

    start = end = _Counted(1)
    for _ in range(30):
        end = _Counted(end.value * 2, ((end, 1), (end, 1)))
    _compare(attempt, "x = x + x, 30 times", {"the result": (end, 1), "x": (start, 2.0**30)})


def _compare(attempt: Attempt, what: str, wanted: dict[str, tuple[Any, float]]) -> None:
    root = next(iter(wanted.values()))[0]
    answer = attempt(root)
    if not isinstance(answer, dict):
        raise Mistake("kind", f"Your function gave {answer!r}.")
    for name, (variable, gradient) in wanted.items():
        saw = f"{what}: the gradient of {name} is {gradient:g}. "
        if variable not in answer:
            raise Mistake("root" if variable is root else "missing", saw + "Yours has none.")
        got = plain(answer[variable])
        if got is None:
            raise Mistake("kind", saw)
        saw += f"Yours is {got:g}."
        if not close(got, gradient):
            # What only the last of several arrows has brought.
            last = {"a": (4, 7), "y": (2, 5), "x": (1,)}
            lost = got in last.get(name, ()) and _sent_on(answer, wanted)
            raise Mistake("root" if variable is root else "overwritten" if lost else "order", saw)


def _sent_on(answer: dict[Any, Any], wanted: dict[str, tuple[Any, float]]) -> bool:
    """Whether something has arrived at every Variable, as it does where the order is right."""
    return all(plain(answer.get(variable, 0)) for variable, _ in wanted.values())


EACH_ONCE = Exercise(
    number="2.5",
    title="Each node once",
    difficulty="hard",
    minutes=15,
    check=check_each_once,
    passed="Every gradient, each node once, in the right order. This is what `loss.backward()` "
    "does in every deep-learning library.",
    hints={
        "kind": "Return a dictionary from Variables to numbers.",
        "root": "The gradient of the result with respect to itself is 1. Begin with that.",
        "empty": "A gradient was looked up that is not there yet. Begin with that of the result, "
        "which is 1, and let a sum begin at 0: `gradients.get(source, 0)`.",
        "walking": "The loop goes over the dictionary while new Variables are put into it. First "
        "find the order, as a list; then go over that.",
        "missing": "Every Variable below the result has a gradient; keep them all.",
        "overwritten": "Only a part of what arrived is there. Add to what is in the dictionary "
        "already, and pass a Variable's gradient on only when all of it has arrived.",
        "order": "A Variable passed its gradient on before all of it had arrived, or passed a "
        "part of it on twice. Who uses it must have run before: count the users first.",
        "paths": "This follows every path. Count for each Variable how many arrows lead to it, "
        "and go on from it once, when the last of them has reported.",
    },
    errors={"Variable(": "empty", "changed size during iteration": "walking"},
    solution="""
def each_once(variable):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for source, _ in node.local_gradients:
                visit(source)
            order.append(node)

    visit(variable)
    gradients = dict.fromkeys(order, 0)
    gradients[variable] = 1
    for node in reversed(order):
        for source, derivative in node.local_gradients:
            gradients[source] += gradients[node] * derivative
    return gradients
""",
    why="`visit` lists a node after all of its inputs; read backward, each node comes after all "
    "of its users, and its gradient is complete when its turn comes. Every arrow is used once, so "
    "the work grows with the arrows and not with the paths, which may double at each step.",
    others={
        "by counting users, without recursion: for chains of thousands of nodes": """
def each_once(variable):
    users, to_visit, seen = {}, [variable], {variable}
    while to_visit:
        for source, _ in to_visit.pop().local_gradients:
            users[source] = users.get(source, 0) + 1
            if source not in seen:
                seen.add(source)
                to_visit.append(source)
    gradients, ready = {variable: 1}, [variable]
    while ready:
        node = ready.pop()
        for source, derivative in node.local_gradients:
            gradients[source] = gradients.get(source, 0) + gradients[node] * derivative
            users[source] -= 1
            if users[source] == 0:
                ready.append(source)
    return gradients
""",
    },
)
