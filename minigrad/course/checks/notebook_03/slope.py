"""Exercise 3.1: the slope of any function, by autograd. Reading on gives the answer away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.course.checks.compare import close, number
from minigrad.course.exercises import Attempt, Exercise, Mistake


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
