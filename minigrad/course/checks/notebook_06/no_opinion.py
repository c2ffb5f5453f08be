"""Exercise 6.1: the loss of a network without an opinion. Reading on gives the answer away."""

from __future__ import annotations

import math

from minigrad.course.checks.compare import close, number
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_no_opinion(attempt: Attempt) -> None:
    """Ask for 3 and for 10 classes: with 2 alone, ln 2 would pass as a constant."""
    for count in (3, 10):
        got = number(attempt(count))
        if got is None:
            raise Mistake("kind")
        saw = f"For {count} classes you gave {got:.4g}."
        known = {
            "probability": (1 / count,),
            "negative": (-math.log(count),),
            "base": (math.log2(count), math.log10(count)),
            "sum": (count * math.log(count),),
        }
        for name, values in known.items():
            if any(close(got, value) for value in values):
                raise Mistake(name, saw)
        if not close(got, math.log(count)):
            raise Mistake("other", saw)


NO_OPINION = Exercise(
    number="6.1",
    title="No opinion",
    difficulty="easy",
    minutes=4,
    check=check_no_opinion,
    passed="It is the logarithm of the number of classes. Remember it when you look at the first "
    "loss of a training.",
    hints={
        "probability": "That is the probability of each class. The loss is −ln of it.",
        "negative": "Mind the sign: the loss is −ln p, and p is below 1.",
        "base": "The cross-entropy takes the natural logarithm: `math.log` with one argument.",
        "sum": "The loss counts the probability of the right class only, not of all classes.",
        "target": "The right classes are a tensor, too: `torch.tensor([0])` for one point.",
        "kind": "Return a number, or a tensor with one element.",
        "other": "Each class has the probability 1 / count. What is −ln of that?",
    },
    errors={"must be Tensor": "target", "has no attribute '_array'": "target"},
    solution="""
def no_opinion_loss(count):
    return F.cross_entropy(torch.zeros(1, count), torch.tensor([0])).item()
""",
    why="A network without an opinion is written down as it is: one point, the same score for "
    "each class. The rest is done by the loss that is used in training, so the two numbers "
    "can be compared.",
    others={
        "with the formula, −ln(1 / count), where no tensor is needed": """
def no_opinion_loss(count):
    import math
    return math.log(count)
""",
    },
)
