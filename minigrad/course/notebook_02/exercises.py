"""The exercises of notebook 02, A Simple Implementation, in its order.

Reading on gives the answers away.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import accumulate
from operator import mul
from typing import Any

from minigrad.course.checks.compare import close, entries, number, numbers
from minigrad.course.exercises import Attempt, Exercise, Mistake
from minigrad.variable import Variable


def variable_class(attempt: Attempt) -> Any:
    """The class of that name where the learner's function was written, else minigrad's."""
    return attempt.names.get("Variable", Variable)


def plain(value: Any) -> float | None:
    """A number, or a Variable's value, as a float; anything else as None.

    Example:
        >>> plain(Variable(3)), plain(2), plain("x")
        (3.0, 2.0, None)
    """
    return number(getattr(value, "value", value))


# ---------------------------------------- 2.1: the slopes of one step


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


# ---------------------------------------- 2.2: multiply along paths, add over them


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


# ---------------------------------------- 2.3: find everything below a Variable


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


# ---------------------------------------- 2.4: one more operation, division


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


# ---------------------------------------- 2.5: every gradient, visiting each node once


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


# ---------------------------------------- 2.6: a function and its derivatives


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


EXERCISES = (LOCAL_SLOPES, OVER_PATHS, ALL_BELOW, DIVIDE, EACH_ONCE, DERIVATIVES)
