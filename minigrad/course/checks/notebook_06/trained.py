"""Exercise 6.6: a training loop with three silent bugs. Reading on gives the answer away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake

RATE, STEPS = 0.25, 3


def check_trained(attempt: Attempt) -> None:
    """Compare with the right loop, and with the loops that have one of the bugs."""
    torch = attempt.torch
    x = torch.tensor([[0.0, 1.0], [2.0, 0.0], [1.0, 3.0], [4.0, 1.0]])
    y = torch.tensor([0, 1, 0, 1])
    net = _net(torch)
    answer = attempt(net, x, y, RATE, STEPS)
    if answer is not net:
        raise Mistake("kind")
    if not _same(net, _loop(torch, x, y)):
        name = _which(torch, net, x, y)
        raise Mistake(name, SAW.get(name, ""))
    if net.training or any(part.training for part in net):
        raise Mistake("ready", "The parameters are right.")
    if not all(p.requires_grad for p in net.parameters()):
        raise Mistake("frozen", "The parameters are right.")


WRONG_LOOPS: dict[str, dict[str, Any]] = {
    "unchanged": {"steps": 0},
    "piled": {"clear": "first"},
    "piled, and the old": {"clear": "never"},
    "old": {"clear": "after"},
    "mode": {"training": False},
    "steps": {"steps": STEPS - 1},
    "steps, too many": {"steps": STEPS + 1},
    "uphill": {"rate": -RATE},
}


def _which(torch: Any, net: Any, x: Any, y: Any) -> str:
    """The bug whose loop leads to the same numbers."""
    for name, bug in WRONG_LOOPS.items():
        statistics = name != "unchanged"  # BatchNorm collects them in any case
        if _same(net, _loop(torch, x, y, **bug), statistics):
            return name.partition(",")[0]
    return "other"


SAW = {
    "piled": "The parameters have moved, but not to where they should.",
    "old": "The parameters have moved, but not to where they should.",
    "unchanged": "After the call all parameters are as they were before.",
    "mode": "The parameters have moved, but not to where they should.",
}


def _net(torch: Any) -> Any:
    """A network with a BatchNorm, in eval mode, with old gradients."""
    nn = torch.nn
    net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2), nn.Linear(2, 2))
    first = ([[1.0, -1.0], [0.5, 2.0]], [0.0, 1.0])
    norm, last = ([1.0, 1.0], [0.0, 0.0]), ([[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0])
    with torch.no_grad():
        for p, values in zip(net.parameters(), (*first, *norm, *last), strict=True):
            p.copy_(torch.tensor(values))
    sum(p.sum() for p in net.parameters()).backward()
    return net.eval()


def _loop(
    torch: Any,
    x: Any,
    y: Any,
    clear: str = "each",
    training: bool = True,
    steps: int = STEPS,
    rate: float = RATE,
) -> Any:
    """The network that a loop leads to; `clear` says when the gradients are cleared."""
    net = _net(torch).train(training)
    if clear == "first":
        net.zero_grad()
    for _ in range(steps):
        if clear == "each":
            net.zero_grad()
        torch.nn.functional.cross_entropy(net(x), y).backward()
        with torch.no_grad():
            for p in net.parameters():
                p -= rate * p.grad
        if clear == "after":
            net.zero_grad()
    return net


def _same(one: Any, other: Any, statistics: bool = True) -> bool:
    """Compare the parameters and, as far as wanted, what BatchNorm has collected."""
    state = other.state_dict()
    return all(
        all(map(close, value.flatten().tolist(), state[name].flatten().tolist()))
        for name, value in one.state_dict().items()
        if name != "1.num_batches_tracked" and (statistics or "running" not in name)
    )


TRAINED = Exercise(
    number="6.6",
    title="Three at once",
    difficulty="hard",
    minutes=15,
    check=check_trained,
    passed="Five lines changed, and none of them would ever have raised an error.",
    hints={
        "unchanged": "Assigning to `p` gives the name to a new tensor; the network keeps the old "
        "one. Change it in place.",
        "piled": "The gradients of all steps pile up. Clear them in every round.",
        "old": "The old gradients that the network came with are in the first step. Clear before "
        "the first backward pass, too.",
        "mode": "The network was trained in the mode in which it came: eval mode here, where "
        "BatchNorm uses its old statistics. Training wants `net.train()`.",
        "ready": "But the network is not ready for use: it is still in training mode.",
        "frozen": "But a parameter does not require grad any more.",
        "steps": "The number of steps is not `steps`.",
        "recorded": "A leaf that requires grad cannot be changed in place while autograd records. "
        "The update belongs under `torch.no_grad()`.",
        "stale": "Every backward pass wants a graph of its own: the loss is computed anew in each "
        "round, inside the loop.",
        "early": "There is no gradient any more when the update comes. Clear before `backward()`, "
        "not between `backward()` and the update.",
        "uphill": "The parameters went uphill: the loss grows. The update is minus rate times "
        "gradient.",
        "kind": "Return `net` itself.",
        "other": "Each round: forward, clear, backward, and the update of each parameter in "
        "place, by minus rate times gradient. Training mode before, eval mode after.",
    },
    errors={
        "a leaf Variable that requires grad": "recorded",
        "backward through the graph a second time": "stale",
        "'NoneType'": "early",
    },
    solution="""
def trained(net, x, y, rate, steps):
    net.train()
    for step in range(steps):
        loss = F.cross_entropy(net(x), y)
        net.zero_grad()
        loss.backward()
        with torch.no_grad():
            for p in net.parameters():
                p -= rate * p.grad
    return net.eval()
""",
    why="Clearing right before `backward()` makes a step independent of all that was in `.grad`, "
    "old gradients included. `p -= ...` changes the network's own tensor, and stands under "
    "`no_grad`, as a leaf must not be changed while autograd records. The modes are set here "
    "and not left to the caller.",
    others={
        "with an optimizer, which skips parameters without a gradient and is easily exchanged "
        "for a better one": """
def trained(net, x, y, rate, steps):
    optimizer = torch.optim.SGD(net.parameters(), lr=rate)
    net.train()
    for step in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
    return net.eval()
""",
        "with `torch.autograd.grad`, where nothing piles up and nothing has to be cleared; "
        "what the caller has in `.grad` stays there": """
def trained(net, x, y, rate, steps):
    net.train()
    parameters = list(net.parameters())
    for step in range(steps):
        loss = F.cross_entropy(net(x), y)
        gradients = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            for p, gradient in zip(parameters, gradients):
                p -= rate * gradient
    return net.eval()
""",
    },
)
