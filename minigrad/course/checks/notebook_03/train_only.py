"""Exercise 3.3: let only some tensors take part. Reading on gives the answer away."""

from __future__ import annotations

from minigrad.course.exercises import Attempt, Exercise, Mistake


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
