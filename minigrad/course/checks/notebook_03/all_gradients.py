"""Exercise 3.4: keep the gradient of every value on the way. Reading on gives the answer away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.course.checks.compare import close, entries, number
from minigrad.course.exercises import Attempt, Exercise, Mistake


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
