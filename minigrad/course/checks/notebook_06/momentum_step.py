"""Exercise 6.2: a step with momentum. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake

# One number: place 1, velocity 2, gradient 4, rate 0.5, m 0.25.
PLACE, SPEED, SLOPE, RATE, M = 1.0, 2.0, 4.0, 0.5, 0.25
NEW = M * SPEED + SLOPE
KNOWN = {
    (PLACE, SPEED): "unchanged",
    (PLACE, NEW): "unchanged",
    (PLACE - RATE * NEW, SPEED): "kept",
    (PLACE - RATE * SPEED, NEW): "order",
    (PLACE - RATE * SLOPE, SPEED): "plain",
    (PLACE - RATE * SLOPE, NEW): "plain",
    (PLACE + RATE * NEW, NEW): "uphill",
    (PLACE - NEW, NEW): "rate",
    (PLACE - (M * SPEED + RATE * SLOPE), M * SPEED + RATE * SLOPE): "early rate",
    (PLACE - RATE * (M * SPEED + (1 - M) * SLOPE), M * SPEED + (1 - M) * SLOPE): "friction",
    (PLACE - RATE * (SPEED + SLOPE), SPEED + SLOPE): "friction",
    (PLACE - RATE * (M * (SPEED + SLOPE)), M * (SPEED + SLOPE)): "friction",
}


def check_momentum_step(attempt: Attempt) -> None:
    """Take a step with two parameters of different shapes, held from outside."""
    torch = attempt.torch
    p = torch.tensor([PLACE, PLACE], requires_grad=True)
    q = torch.tensor(PLACE, requires_grad=True)
    (SLOPE * p.sum() + SLOPE * q).backward()
    v, u = torch.full((2,), SPEED), torch.tensor(SPEED)
    attempt([p, q], [v, u], RATE, M)
    _judge(p.tolist()[0], v.tolist()[0], "the first parameter")
    _judge(p.tolist()[1], v.tolist()[1], "the first parameter")
    _judge(q.item(), u.item(), "the second parameter")
    if not _still_leaves(p, q):
        raise Mistake("frozen", "The numbers are right.")
    if p.grad is None or p.grad.tolist() != [SLOPE, SLOPE]:
        raise Mistake("gradient", "The numbers are right.")


def _judge(place: float, speed: float, which: str) -> None:
    wanted = (PLACE - RATE * NEW, NEW)
    if close(place, wanted[0]) and close(speed, wanted[1]):
        return
    saw = (
        f"From place {PLACE:g} and velocity {SPEED:g}, with gradient {SLOPE:g}, rate {RATE:g} and "
        f"m {M:g}, to place {wanted[0]:g} and velocity {wanted[1]:g}; {which} came to place "
        f"{place:g} and velocity {speed:g}."
    )
    for (one, other), name in KNOWN.items():
        if close(place, one) and close(speed, other):
            raise Mistake(name, saw)
    raise Mistake("other", saw)


def _still_leaves(*tensors: Any) -> bool:
    return all(tensor.is_leaf and tensor.requires_grad for tensor in tensors)


MOMENTUM_STEP = Exercise(
    number="6.2",
    title="Momentum",
    difficulty="medium",
    minutes=12,
    check=check_momentum_step,
    passed="That is what `torch.optim.SGD(..., momentum=m)` does.",
    hints={
        "recorded": "A leaf that requires grad cannot be changed in place while autograd records. "
        "In which mode does an update stand?",
        "unchanged": "The parameter is as it was. `p = p - ...` gives the name `p` to a new "
        "tensor; `p -= ...` changes the parameter.",
        "kept": "The parameter is right, the velocity in the list is as it was: the next step "
        "would begin without it. Change `v` in place.",
        "order": "The step used the old velocity. First the velocity, then the parameter.",
        "plain": "The step followed the gradient alone. It should follow the velocity.",
        "uphill": "Downhill is minus: `p -= rate * v`.",
        "rate": "The step is the velocity times the rate.",
        "early rate": "Here the rate is in the velocity. In this formula it belongs to the step: "
        "the velocity adds up gradients, and `p` moves by rate · v.",
        "lists": "`parameters` and `velocities` are lists, and lists are not multiplied. Go "
        "through both: `for p, v in zip(parameters, velocities)`.",
        "friction": "`m` multiplies the old velocity, and only that; the gradient is added whole.",
        "frozen": "But a parameter is no longer a leaf that requires grad. Instead of switching "
        "the tensor, switch the mode.",
        "gradient": "But the gradient has changed. `v += p.grad` leaves it alone.",
        "other": "First v = m·v + gradient, then p = p − rate·v, for each pair and in place.",
    },
    errors={
        "a leaf Variable that requires grad": "recorded",
        "multiply sequence": "lists",
        "'list'": "lists",
    },
    solution="""
def momentum_step(parameters, velocities, rate, m):
    with torch.no_grad():
        for p, v in zip(parameters, velocities):
            v *= m
            v += p.grad
            p -= rate * v
""",
    why="Both changes are in place, so the caller's lists hold the new values, and the velocity "
    "is there at the next step. Under `no_grad` a leaf may be changed, and no graph of the "
    "updates grows. The velocity comes first, so that the step uses the new one.",
    others={
        "as PyTorch's optimizers write it: chained calls in place, without a tensor for `rate "
        "* v`": """
@torch.no_grad()
def momentum_step(parameters, velocities, rate, m):
    for p, v in zip(parameters, velocities):
        v.mul_(m).add_(p.grad)
        p.add_(v, alpha=-rate)
""",
        "with `copy_`, when the new velocity should stand there as the formula has it": """
def momentum_step(parameters, velocities, rate, m):
    with torch.no_grad():
        for p, v in zip(parameters, velocities):
            v.copy_(m * v + p.grad)
            p -= rate * v
""",
    },
)
