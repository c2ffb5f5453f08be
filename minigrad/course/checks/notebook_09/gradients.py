"""Exercise 9.2: gradients, or zeros where there are none. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_gradients(attempt: Attempt) -> None:
    """Try inputs of all three kinds, then only such as have no gradient."""
    torch = attempt.torch
    used = torch.tensor([1.0, 2.0], requires_grad=True)
    constant = torch.tensor([3.0, 4.0])
    idle = torch.tensor([[5.0], [6.0]], requires_grad=True)
    other = torch.tensor(7.0, requires_grad=True)
    result = (used * constant).sum() * other
    inputs = [used, idle, constant, other]
    wanted = [[21.0, 28.0], [0.0, 0.0], [0.0, 0.0], [11.0]]
    kinds = ["used", "not used", "without grad", "used"]
    _compare(attempt(result, inputs), inputs, wanted, kinds)
    if any(x.grad is not None for x in inputs):
        raise Mistake("polluted")
    if constant.requires_grad:
        raise Mistake("marked")
    _compare(attempt(other * 2, [constant]), [constant], [[0.0, 0.0]], ["without grad"])


def _compare(answer: Any, inputs: list[Any], wanted: list[list[float]], kinds: list[str]) -> None:
    if answer is None:
        raise Mistake("none")
    if not isinstance(answer, list | tuple):
        raise Mistake("kind")
    if len(answer) != len(inputs):
        raise Mistake("count", f"For {len(inputs)} inputs there are {len(answer)} answers.")
    for kind, x, got, numbers in zip(kinds, inputs, answer, wanted, strict=True):
        if got is None:
            raise Mistake("missing", f"For the input that is {kind}, the answer is None.")
        if not hasattr(got, "detach"):
            raise Mistake("kind")
        saw = f"For the input that is {kind}, the gradient is {numbers}; yours is {got.tolist()}."
        if tuple(got.shape) != tuple(x.shape):
            raise Mistake("shape", saw)
        flat = got.detach().reshape(-1).tolist()
        if not all(close(a, b) for a, b in zip(flat, numbers, strict=True)):
            raise Mistake("value", saw)


GRADIENTS = Exercise(
    number="9.2",
    title="Gradients or zeros",
    difficulty="medium",
    minutes=8,
    check=check_gradients,
    passed="You say what is to be done where there is no gradient, and no error is needed.",
    hints={
        "unused": "One input is not in the graph. `allow_unused=True` says that this is meant.",
        "input": "One input does not require grad, and `torch.autograd.grad` must not be asked for "
        "it at all. Look at `x.requires_grad` first.",
        "freed": "If you ask once for each input, the graph is used several times. "
        "`retain_graph=True` keeps it.",
        "missing": "None stands where zeros should be.",
        "polluted": "The numbers are right. But `backward` has filled the `.grad` of the leaves. "
        "`torch.autograd.grad` leaves them alone.",
        "marked": "The numbers are right. But the constant requires grad now. Leave the caller's "
        "tensors as they are.",
        "count": "There is one answer for each input, in their order.",
        "shape": "A gradient has the shape of its input: `torch.zeros_like(x)`.",
        "value": "Which input does this gradient belong to?",
        "truth": "Is a tensor of several numbers true or false? Nobody can say. Ask for what you "
        "mean: `gradient is None`.",
        "empty": "The list may hold no input that requires grad. Then there is nothing to ask for.",
        "kind": "Return a list of tensors.",
        "none": "Return the list at the end of the function.",
    },
    errors={
        "appears to not have been used": "unused",
        "differentiated Tensors does not require grad": "input",
        "a second time": "freed",
        "cannot be empty": "empty",
        "Boolean value of Tensor": "truth",
    },
    solution="""
def gradients(result, inputs):
    found = []
    for x in inputs:
        gradient = None
        if x.requires_grad:
            gradient, = torch.autograd.grad(result, x, retain_graph=True, allow_unused=True)
        found.append(torch.zeros_like(x) if gradient is None else gradient)
    return found
""",
    why="Each kind is met before it becomes an error: a constant is never asked for, "
    "`allow_unused=True` gives None for what was not used, and None becomes zeros in the "
    "shape of the input. `torch.autograd.grad` returns what it finds and fills no `.grad`.",
    others={
        "in one pass for all inputs, which is cheaper when there are many; "
        "`materialize_grads=True` makes the zeros of the unused ones": """
def gradients(result, inputs):
    asked = [x for x in inputs if x.requires_grad]
    found = torch.autograd.grad(result, asked, materialize_grads=True) if asked else ()
    found = iter(found)
    return [next(found) if x.requires_grad else torch.zeros_like(x) for x in inputs]
""",
    },
)
