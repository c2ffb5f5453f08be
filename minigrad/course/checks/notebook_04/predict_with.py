"""Exercise 4.7: ask a network without teaching it. Reading on gives the answer away."""

from __future__ import annotations

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_predict_with(attempt: Attempt) -> None:
    """Ask twice: a network that is in training, and one that is not."""
    torch = attempt.torch
    nn = torch.nn
    net = nn.Sequential(nn.Dropout(0.5), nn.Linear(40, 2))
    x = torch.ones(1, 40)
    net.eval()
    wanted = net(x).tolist()[0]
    for training in (True, False):
        net.train(training)
        answer = attempt(net, x)
        if not torch.is_tensor(answer) or tuple(answer.shape) != (1, 2):
            raise Mistake("kind")
        got = answer.tolist()[0]
        if not all(close(one, other) for one, other in zip(got, wanted, strict=True)):
            raise Mistake("dropout", f"Without Dropout: {wanted}. Your function gave {got}.")
        if answer.requires_grad:
            raise Mistake("recorded", "The numbers are right.")
        if net.training != training:
            raise Mistake("left" if training else "started", "The numbers are right.")
        if any(part.training != training for part in net.modules()):
            raise Mistake("parts", "The numbers are right.")
        if not all(one.requires_grad for one in net.parameters()):
            raise Mistake("frozen", "The numbers are right.")


PREDICT_WITH = Exercise(
    number="4.7",
    title="Ask, and leave no trace",
    difficulty="hard",
    minutes=10,
    check=check_predict_with,
    passed="Two switches for two matters: the mode of the modules, and the recording.",
    hints={
        "dropout": "A Dropout in the network is still active. Which call tells all modules that "
        "this is not training?",
        "recorded": "But the result has a history. Eval mode does not switch recording off; which "
        "block does?",
        "left": "But the network was in training, and now it is not. Put it back.",
        "started": "But the network was in eval mode, and now it is in training. Note "
        "`net.training` first, and put back what you found.",
        "parts": "But only the network itself is as it was; its parts are still in eval mode. To "
        "set `net.training` reaches none of them; `net.train(...)` reaches them all.",
        "frozen": "But the parameters do not require grad any more: the network could not go on "
        "learning. Switch recording off for this stretch only; which block does that?",
        "method": "`net.train` is the method. The flag that you want to note is `net.training`.",
        "kind": "Return what the network gives for `x`.",
    },
    errors={"training mode is expected to be boolean": "method"},
    solution="""
def predict_with(net, x):
    modes = [(part, part.training) for part in net.modules()]
    net.eval()
    try:
        with torch.no_grad():
            return net(x)
    finally:
        for part, mode in modes:
            part.training = mode
""",
    why="Each part gets back the mode that it had itself, so a BatchNorm that was put into eval "
    "mode on purpose stays there; and `finally` sees to it even when the network raises an error. "
    "`eval()` and `no_grad` are both needed: one is about how modules compute, the other about "
    "recording.",
    others={
        "with `net.train`, when all parts are known to be in the mode of the whole": """
def predict_with(net, x):
    before = net.training
    net.eval()
    try:
        with torch.no_grad():
            return net(x)
    finally:
        net.train(before)
""",
        "on a copy, which needs no putting back; for small networks": """
def predict_with(net, x):
    import copy

    asked = copy.deepcopy(net).eval()
    with torch.no_grad():
        return asked(x)
""",
    },
)
