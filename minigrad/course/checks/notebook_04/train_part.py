"""Exercise 4.4: freeze a network but for one part. Reading on gives the answer away."""

from __future__ import annotations

from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_train_part(attempt: Attempt) -> None:
    """Begin with mixed flags: the first part on, the others off, the last one wanted."""
    nn = attempt.torch.nn
    net = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 3), nn.Linear(3, 1))
    net.requires_grad_(False)
    net[0].requires_grad_(True)
    attempt(net, net[2])
    on = " ".join(name for name, one in net.named_parameters() if one.requires_grad)
    if on == "2.weight 2.bias":
        return
    known = {
        "": "frozen",
        "0.weight 0.bias": "nothing",
        "0.weight 0.bias 1.weight 1.bias": "inverted",
        "0.weight 0.bias 2.weight 2.bias": "rest",
        "0.weight 0.bias 1.weight 1.bias 2.weight 2.bias": "rest",
    }
    saw = f"Part 2 alone should learn. These parameters require grad: {on or 'none'}."
    raise Mistake(known.get(on, "other"), saw)


TRAIN_PART = Exercise(
    number="4.4",
    title="Freeze all but one part",
    difficulty="medium",
    minutes=6,
    check=check_train_part,
    passed="This is how a trained network is adapted to a new task: most of it frozen, its last "
    "part free.",
    hints={
        "frozen": "Everything is frozen, the part included, because it belongs to the network. "
        "Free the part after that.",
        "nothing": "No flag has changed. `net.requires_grad = False` only sets an attribute of "
        "that name; the method with the underscore at its end, called, goes through all "
        "parameters.",
        "compare": "`in` and `==` compare the numbers in two tensors, not which tensors they are. "
        "Ask with `is`, or leave the comparison: first freeze all, then free the part.",
        "call": "`parameters` is a method: `net.parameters()` gives the parameters.",
        "inverted": "It is the other way round.",
        "rest": "The part learns, but the rest of the network is not frozen.",
        "other": "A part has several parameters. Treat them all alike.",
    },
    errors={
        "must match the size of tensor": "compare",
        "more than one value is ambiguous": "compare",
        "'method' object is not iterable": "call",
    },
    solution="""
def train_part(net, part):
    net.requires_grad_(False)
    part.requires_grad_(True)
""",
    why="Everything off, then the part on: in this order it is right whatever was on before. Both "
    "calls reach the parameters of nested modules, and the flags of the parameters themselves "
    "change.",
    others={
        "with one loop, which sets each flag once; by identity, since `==` compares numbers": """
def train_part(net, part):
    wanted = {id(one) for one in part.parameters()}
    for one in net.parameters():
        one.requires_grad = id(one) in wanted
""",
    },
)
