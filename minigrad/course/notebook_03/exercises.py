"""The exercises of notebook 03, PyTorch Autograd - Basics, in its order.

Reading on gives the answers away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from minigrad.course.checks.compare import close, entries, number
from minigrad.course.exercises import Attempt, Exercise, Mistake

# ---------------------------------------- 3.1: the slope of any function, by autograd


def check_slope(attempt: Attempt) -> None:
    """Try three functions; each one notes what it was called with."""
    cases: list[tuple[str, Callable[[Any], Any], float, float]] = [
        ("x**3 + 2*x", lambda x: x**3 + 2 * x, 2.0, 14.0),
        ("x*x", lambda x: x * x, -3.0, -6.0),
        ("5*x", lambda x: 5 * x, 1.5, 5.0),
    ]
    for name, f, x, wanted in cases:
        given: list[Any] = []

        def noting(value: Any, f: Any = f, given: list[Any] = given) -> Any:
            given.append(value)
            return f(value)

        answer = attempt(noting, x)
        saw = f"For f = {name} at x = {x:g} the slope is {wanted:g}; your function gave {answer}."
        marked = [value for value in given if getattr(value, "requires_grad", False)]
        if answer is None:
            filled = any(value.grad is not None for value in marked)
            raise Mistake("none" if filled else "backward", saw)
        got = number(answer)
        if got is None:
            raise Mistake("kind", saw)
        if not close(got, wanted):
            if close(got, f(x)):
                raise Mistake("value", saw)
            if close(got, 1.0):
                raise Mistake("itself", saw)
            raise Mistake("input" if close(got, x) else "other", saw)
        if not marked:
            raise Mistake("by hand", "The numbers are right.")


SLOPE = Exercise(
    number="3.1",
    title="The slope of any function",
    difficulty="easy",
    minutes=5,
    check=check_slope,
    passed="Three functions, three right slopes. You never wrote a derivative: autograd did.",
    hints={
        "unmarked": "Nothing asked autograd to take notes. Which argument of `torch.tensor` "
        "switches that on?",
        "backward": "Autograd took notes, but nobody read them back: `x.grad` is still None. "
        "Which call on the result fills it in?",
        "none": "The gradient is there, in the `.grad` of the input: return that. `backward()` "
        "itself returns None, the `.grad` of a result stays None, and a function without `return` "
        "gives None, too.",
        "itself": "1 is the slope of a tensor with respect to itself. `backward()` belongs to the "
        "result of f, and f has to be called with the marked tensor.",
        "call": "`f` is a function, and x is a number. Make a tensor from x and call f with it; "
        "what comes back is a tensor, and that has `backward()`.",
        "whole": "A tensor of whole numbers has no slopes. Keep x as it is, with its point.",
        "value": "This is the value f(x), not its slope. The slope lies in the `.grad` of the "
        "input once `backward()` has run.",
        "input": "This is x itself. Its slope is beside it, in `.grad`.",
        "kind": "Return one number, or a tensor that holds one number. (`torch.autograd.grad` "
        "gives a tuple; the gradient is its first entry.)",
        "by hand": "But `f` never saw a tensor with `requires_grad=True`, so this was not "
        "autograd. Let autograd do it: mark x, call f, go backward.",
        "other": "Start from one tensor made from x, call f on it once, go backward once.",
    },
    errors={
        "does not require grad": "unmarked",
        "'function' object has no attribute": "call",
        "'float' object has no attribute": "call",
        "floating point": "whole",
    },
    solution="""
def slope(f, x):
    t = torch.tensor(x, requires_grad=True)
    f(t).backward()
    return t.grad
""",
    why="It works for whatever `f` does with tensors, and no derivative is written down anywhere. "
    "The tensor is made inside of the function, so its `.grad` is empty at first and holds the "
    "gradient of this call alone.",
    others={
        "with `torch.autograd.grad`, when the `.grad` of weights in f must stay as it is": """
def slope(f, x):
    t = torch.tensor(x, requires_grad=True)
    return torch.autograd.grad(f(t), t)[0]
""",
    },
)


# ---------------------------------------- 3.2: walk the DAG and name its nodes


def check_node_names(attempt: Attempt) -> None:
    """Try the graph of Q, which has a constant, and one with two arrows from one leaf."""
    torch = attempt.torch
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = torch.tensor([6.0, 4.0], requires_grad=True)
    x = torch.tensor(3.0, requires_grad=True)
    powers, leaves = ["PowBackward0"] * 2, ["AccumulateGrad"] * 2
    in_q = ["SubBackward0", "MulBackward0", *powers, *leaves]
    _names(attempt, "3*a**3 - b**2", 3 * a**3 - b**2, in_q)
    _names(attempt, "x * x", x * x, ["MulBackward0", "AccumulateGrad"])


def _names(attempt: Attempt, program: str, result: Any, wanted: list[str]) -> None:
    """Hold one answer against the names that the graph of this result has."""
    answer = attempt(result)
    saw = f"The graph of {program} has the nodes {', '.join(wanted)}. "
    if answer is None:
        raise Mistake("none", saw + "Your function gave None.")
    listed = entries(answer)
    if listed is None or not all(isinstance(name, str) for name in listed):
        raise Mistake("kind", saw)
    got = Counter(name.removeprefix("torch::autograd::") for name in listed)
    saw += f"Your function gave {', '.join(got.elements()) or 'an empty list'}."
    if got == Counter(wanted):
        return
    children = [type(node).__name__ for node, _ in result.grad_fn.next_functions]
    if got["NoneType"]:
        name = "constant"
    elif set(got) == set(wanted):
        name = "twice" if got.total() > len(wanted) else "merged"
    elif got == Counter(wanted[1:]):
        name = "root"
    elif got == Counter(name for name in wanted if name != "AccumulateGrad"):
        name = "leaves"
    elif got in (Counter(children), Counter([type(result.grad_fn).__name__, *children])):
        name = "shallow"
    else:
        name = "other"
    raise Mistake(name, saw)


NODE_NAMES = Exercise(
    number="3.2",
    title="Walk the DAG",
    difficulty="medium",
    minutes=10,
    check=check_node_names,
    passed="Every node found, and each one once. The pictures of this course start in the same "
    "way: at `grad_fn`, then along `next_functions`.",
    hints={
        "constant": "An entry of `next_functions` may be `(None, 0)`: an input without gradient, "
        "such as the number 3. Skip those.",
        "shallow": "These are the first nodes only. Each of them has `next_functions` of its own: "
        "go on until nothing is left.",
        "root": "The node of the result itself, `result.grad_fn`, is missing.",
        "leaves": "The nodes of the leaves are missing, `AccumulateGrad`. They fill `.grad`, and "
        "belong to the graph.",
        "one way": "`next_functions` is empty at a leaf's node, and may have several entries at "
        "others. Go through all of them with a loop: it does nothing where there are none.",
        "node": "`grad_fn` is what a tensor has, and leads into the graph. From there on you are "
        "among nodes, which have `next_functions`.",
        "twice": "You came to a node along two arrows and counted it twice. Remember the nodes "
        "that you have been to.",
        "merged": "Two different nodes can have one name. Remember the nodes that you have been "
        "to, not their names.",
        "kind": "Return a list of names. The name of a node is `type(node).__name__`.",
        "none": "Return the list at the end of the function.",
        "pair": "An entry of `next_functions` is a pair of a node and a number: write "
        "`for node, _ in ...`.",
        "entry": "A tensor has no `next_functions`; its node has: start at `result.grad_fn`.",
        "other": "Keep a list of nodes still to visit. Take one, note its name, put its "
        "neighbors on the list.",
    },
    errors={
        "'NoneType' object has no attribute 'next_functions'": "constant",
        "'tuple' object has no attribute": "pair",
        "'Tensor' object has no attribute 'next_functions'": "entry",
        "has no attribute 'grad_fn'": "node",
        "tuple index out of range": "one way",
    },
    solution="""
def node_names(result):
    seen, to_visit = [], [result.grad_fn]
    while to_visit:
        node = to_visit.pop()
        if node is not None and node not in seen:
            seen.append(node)
            to_visit.extend(child for child, _ in node.next_functions)
    return [type(node).__name__ for node in seen]
""",
    why="It begins at the node of the result and follows every arrow, but goes on from each node "
    "once. What it remembers are nodes, not names, so two nodes of the same name are both in the "
    "list.",
    others={
        "by recursion, with a set: for graphs that are not deep": """
def node_names(result):
    seen = set()

    def visit(node):
        if node is not None and node not in seen:
            seen.add(node)
            for child, _ in node.next_functions:
                visit(child)

    visit(result.grad_fn)
    return [type(node).__name__ for node in seen]
""",
    },
)


# ---------------------------------------- 3.3: let only some tensors take part


def check_train_only(attempt: Attempt) -> None:
    """Start from mixed flags, so that switching on and switching off both matter."""
    torch = attempt.torch
    start = {"w": True, "b": True, "x": False, "y": False}
    wanted = ["b", "x"]
    tensors = {name: torch.tensor(2.0, requires_grad=on) for name, on in start.items()}
    kept = dict(tensors)
    attempt(tensors, wanted)
    if set(tensors) != set(kept):
        raise Mistake("fewer")
    if any(tensors[name] is not tensor for name, tensor in kept.items()):
        raise Mistake("renewed")
    marked = [name for name, tensor in kept.items() if tensor.requires_grad]
    saw = (
        "At first w and b required grad. Wanted: b and x. "
        f"After your function: {', '.join(marked) or 'none of them'}."
    )
    if marked == wanted:
        return
    names = {"wbx": "off", "b": "on", "wy": "inverted", "wb": "nothing"}
    raise Mistake(names.get("".join(marked), "other"), saw)


TRAIN_ONLY = Exercise(
    number="3.3",
    title="Train only some",
    difficulty="medium",
    minutes=8,
    check=check_train_only,
    passed="Only b and x take part now. This is how one part of a network is frozen while the "
    "rest learns.",
    hints={
        "off": "The wanted ones are switched on, but the others are not switched off.",
        "on": "The others are switched off, but a wanted one that was off is still off.",
        "inverted": "It is the other way round: the wanted names should be the ones that require "
        "grad.",
        "nothing": "No flag has changed. Set the `requires_grad` of the tensor itself, with `=` "
        "or with `requires_grad_()`.",
        "renewed": "You put new tensors into the dictionary. Whoever holds the old ones sees no "
        "change: switch the tensors that are there.",
        "names": "A loop over a dictionary, or over `wanted`, gives names. The tensor of a name is "
        "`tensors[name]`.",
        "fewer": "You took tensors out of the dictionary. All of them stay in it; only their flags "
        "change.",
        "other": "Go through all the tensors, and give each one True or False.",
    },
    errors={
        "'str' object has no attribute": "names",
        "'requires_grad_' is read-only": "nothing",  # it is a method; PyTorch overwrites it
        "changed size during iteration": "fewer",
    },
    solution="""
def train_only(tensors, wanted):
    for name, tensor in tensors.items():
        tensor.requires_grad = name in wanted
""",
    why="Every tensor gets its flag, True or False, so nothing depends on what the flags were "
    "before. The tensors themselves are switched, and whoever else holds one of them, such as a "
    "network, sees it.",
    others={
        "with all off first, then the wanted ones on: a name that is wrong is an error": """
def train_only(tensors, wanted):
    for tensor in tensors.values():
        tensor.requires_grad_(False)
    for name in wanted:
        tensors[name].requires_grad_()
""",
    },
)


# ---------------------------------------- 3.4: keep the gradient of every value on the way


def check_all_gradients(attempt: Attempt) -> None:
    """Try two chains of steps; each step notes the tensor that it makes."""
    _chain(attempt, [("3*x", lambda x: 3 * x), ("x**2", lambda x: x**2)], 2.0, [36.0, 12.0, 1.0])
    _chain(
        attempt,
        [("x + 1", lambda x: x + 1), ("x*x", lambda x: x * x), ("5*x", lambda x: 5 * x)],
        1.0,
        [20.0, 20.0, 5.0, 1.0],
    )


def _chain(
    attempt: Attempt,
    steps: list[tuple[str, Callable[[Any], Any]]],
    x: float,
    wanted: list[float],
) -> None:
    given: list[Any] = []
    made: list[Any] = []

    def noting(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def step(value: Any) -> Any:
            given.append(value)
            made.append(f(value))
            return made[-1]

        return step

    answer = attempt([noting(f) for _, f in steps], x)
    saw = (
        f"Steps {', then '.join(name for name, _ in steps)}, from x = {x:g}: the gradients are "
        f"{', '.join(f'{value:g}' for value in wanted)}. "
    )
    listed = entries(answer)
    if listed is None:
        raise Mistake("kind", saw)
    got = [None if value is None else number(value) for value in listed]
    saw += f"Your function gave {', '.join('None' if g is None else f'{g:g}' for g in got)}."
    if None in got:
        if any(one is not other for one, other in zip(given[1:], made, strict=False)):
            raise Mistake("cut", saw)
        late = any(getattr(tensor, "retains_grad", False) for tensor in made)
        raise Mistake("late" if late else "retain", saw)
    numbers = [value for value in got if value is not None]
    if len(numbers) != len(wanted):
        raise Mistake("length", saw)
    if all(map(close, numbers, wanted)):
        return
    backwards = all(map(close, numbers, reversed(wanted)))
    raise Mistake("reversed" if backwards else "other", saw)


ALL_GRADIENTS = Exercise(
    number="3.4",
    title="Keep every gradient",
    difficulty="hard",
    minutes=12,
    check=check_all_gradients,
    passed="Now you have what PyTorch throws away by default: the gradient of every value on the "
    "way.",
    hints={
        "retain": "There is a None among them: autograd did not keep that one, because its tensor "
        "is not a leaf. Ask for it with `retain_grad()`.",
        "late": "You did ask with `retain_grad()`, but after the backward pass: then the gradient "
        "is already gone. Ask before.",
        "length": "Return one gradient for x and one for the result of each step.",
        "reversed": "These are the right numbers, from the last step to the first. Return them "
        "from x on.",
        "unmarked": "The starting tensor does not require grad, so nothing was recorded.",
        "cut": "A step was given another tensor than the one that the step before returned, so the "
        "graph does not lead through all of them. Hand each step that very tensor.",
        "once": "There was more than one backward pass, and the first one freed what the next one "
        "needs. One is enough: from the last result, when all steps are done.",
        "kind": "Return a list.",
        "other": "Keep the tensors in a list while you apply the steps. One backward pass from "
        "the last one, then read `.grad` of each.",
    },
    errors={
        "does not require grad": "unmarked",
        "has requires_grad=False": "unmarked",
        "not have been used": "cut",
        "through the graph a second time": "once",
    },
    solution="""
def all_gradients(steps, x):
    values = [torch.tensor(x, requires_grad=True)]
    for one in steps:
        values.append(one(values[-1]))
        values[-1].retain_grad()
    values[-1].backward()
    return [value.grad for value in values]
""",
    why="Each result is asked to keep its gradient before the backward pass, which otherwise "
    "throws it away. A single pass from the end then brings all of them; a pass for each value "
    "would repeat most of the work.",
    others={
        "with `torch.autograd.grad`, which takes results as inputs, too, and fills no `.grad`": """
def all_gradients(steps, x):
    values = [torch.tensor(x, requires_grad=True)]
    for one in steps:
        values.append(one(values[-1]))
    return list(torch.autograd.grad(values[-1], values))
""",
    },
)


EXERCISES = (SLOPE, NODE_NAMES, TRAIN_ONLY, ALL_GRADIENTS)
