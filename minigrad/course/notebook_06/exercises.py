"""The exercises of notebook 06, Train a Network, in its order.

Reading on gives the answers away.
"""

from __future__ import annotations

import math
from typing import Any

from minigrad.course.checks.compare import close, number
from minigrad.course.exercises import Attempt, Exercise, Mistake

# ---------------------------------------- 6.1: the loss of a network without an opinion


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


# ---------------------------------------- 6.2: a step with momentum

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


# ---------------------------------------- 6.3: how far a step moves each parameter

WEIGHT, BIAS = ((3.0, 4.0),), (2.0,)
SLOPES = (-10.0, 0.0)
STEP_RATE = 0.125


def check_relative_steps(attempt: Attempt) -> None:
    """Weights of norm 5 with a gradient of norm 10; a bias without a gradient."""
    torch = attempt.torch
    net = torch.nn.Linear(2, 1)
    with torch.no_grad():
        net.weight.copy_(torch.tensor(WEIGHT))
        net.bias.copy_(torch.tensor(BIAS))
    (net.weight * torch.tensor([SLOPES])).sum().backward()
    first, *others = _numbers(attempt(net, STEP_RATE))
    known = {
        "rate": 10 / 5,
        "absolute": STEP_RATE * 10,
        "inverted": 5 / (STEP_RATE * 10),
        "square": STEP_RATE * 100 / 25,
        "sum": STEP_RATE * -10 / 7,
        "average": STEP_RATE * 10 / 7,
    }
    saw = f"For a weight of norm 5, a gradient of norm 10 and the rate {STEP_RATE:g} it is 0.25."
    if not close(first, STEP_RATE * 10 / 5):
        for name, value in known.items():
            if close(first, value):
                raise Mistake(name, f"{saw} You gave {first:.4g}.")
        raise Mistake("other", f"{saw} You gave {first:.4g}.")
    if len(others) != 1:
        raise Mistake("missing", f"For two parameters you gave a list of {1 + len(others)}.")
    if others[0] != 0:
        raise Mistake("other", f"For a parameter without a gradient you gave {others[0]:.4g}.")
    if net.bias.grad is not None:
        raise Mistake("left", "The numbers are right.")


def _numbers(answer: Any) -> list[float]:
    """The answer as floats, out of any sequence."""
    if isinstance(answer, (str, bytes, dict)) or not hasattr(answer, "__iter__"):
        raise Mistake("kind")
    found = [number(value) for value in answer]
    numbers = [value for value in found if value is not None]
    if not numbers or len(numbers) < len(found):
        raise Mistake("kind")
    return numbers


RELATIVE_STEPS = Exercise(
    number="6.3",
    title="Relative steps",
    difficulty="medium",
    minutes=8,
    check=check_relative_steps,
    passed="Try it on the two deep networks: `relative_steps(net, 0.1)` after a backward pass.",
    hints={
        "rate": "The step is the gradient times the rate.",
        "absolute": "Divide by the norm of the parameter, to see how far that is for its size.",
        "inverted": "The other way round: the step divided by the parameter.",
        "square": "The norm is the square root of the sum of squares.",
        "sum": "A sum can be small because large numbers cancel. Take the norm: `p.norm()`.",
        "average": "That compares the average sizes of the numbers. Asked for is the norm, the "
        "length of all numbers together: `p.norm()`.",
        "truth": "Is a tensor of several numbers true or false? Nobody can say. Ask for what you "
        "mean: `p.grad is None`.",
        "none": "One parameter has no gradient: its `.grad` is None. It is not moved, which is 0.",
        "missing": "Give one number for each parameter of `net.parameters()`, in their order; 0 "
        "for one without a gradient.",
        "left": "But a parameter's `.grad` was None and is something else now. Leave the network "
        "as it was.",
        "kind": "Return a list of numbers.",
        "other": "rate · norm of the gradient / norm of the parameter; 0 where `.grad` is None.",
    },
    errors={"'NoneType'": "none", "0-d tensor": "kind", "Boolean value of Tensor": "truth"},
    solution="""
def relative_steps(net, rate):
    steps = []
    for p in net.parameters():
        step = 0.0 if p.grad is None else rate * p.grad.norm().item()
        steps.append(step / max(p.norm().item(), 1e-12))
    return steps
""",
    why="Every parameter gets its number, and `p.grad is None` is asked before the gradient is "
    "used. What is divided by is kept away from 0, as `F.normalize` does it: the bias of a "
    "fresh BatchNorm is all zeros, and Python does not divide by 0.",
    others={
        "with the division of tensors: a step away from zeros is `inf`, which is the plain "
        "truth": """
def relative_steps(net, rate):
    steps = []
    for p in net.parameters():
        step = 0.0 if p.grad is None else rate * p.grad.norm()
        steps.append((step / p.norm()).item() if step else 0.0)
    return steps
""",
    },
)


# ---------------------------------------- 6.4: the gradient of an image, and nothing else


def check_image_gradient(attempt: Attempt) -> None:
    """Begin with gradients in the parameters, and look whether they are still the same."""
    torch = attempt.torch
    net = torch.nn.Linear(3, 2)
    with torch.no_grad():
        net.weight.copy_(torch.tensor([[1.0, 2.0, 3.0], [3.0, 1.0, -1.0]]))
        net.bias.zero_()
    net(torch.ones(3)).sum().backward()
    before = [p.grad.tolist() for p in net.parameters()]
    image, label = torch.tensor([0.5, -0.5, 0.0]), torch.tensor(1)

    own = image.clone().requires_grad_()
    loss = torch.nn.functional.cross_entropy(net(own), label)
    wanted = torch.autograd.grad(loss, own)[0].tolist()

    answer = attempt(net, image, label)
    if image.requires_grad or image.tolist() != [0.5, -0.5, 0.0]:
        raise Mistake("caller")
    after = [None if p.grad is None else p.grad.tolist() for p in net.parameters()]
    if after != before:
        raise Mistake("cleared" if after[0] is None or not any(after[0][0]) else "left")
    if not torch.is_tensor(answer) or tuple(answer.shape) != (3,):
        raise Mistake("kind")
    got = answer.tolist()
    saw = f"For the image {image.tolist()} it is {_short(wanted)}; you gave {_short(got)}."
    if all(close(one, -other) for one, other in zip(got, wanted, strict=True)):
        raise Mistake("sign", saw)
    if not all(close(one, other) for one, other in zip(got, wanted, strict=True)):
        raise Mistake("other", saw)


def _short(values: list[float]) -> str:
    return str([round(value, 3) for value in values])


IMAGE_GRADIENT = Exercise(
    number="6.4",
    title="Ask about the image only",
    difficulty="medium",
    minutes=10,
    check=check_image_gradient,
    passed="This is how adversarial images are made, by those who attack a network and by those "
    "who make it harder to attack.",
    hints={
        "caller": "The tensor `image` belongs to the caller, and was changed: its numbers, or its "
        "`requires_grad`. Work with a copy: `image.clone()`.",
        "left": "The gradients of the parameters have changed: `backward()` goes to all leaves. "
        "`torch.autograd.grad` asks for one.",
        "cleared": "The parameters had gradients before, and now they are gone. Leave them as "
        "they were.",
        "unused": "The loss was computed without the leaf that you ask about. Make the leaf "
        "first, then call `net` with it.",
        "constant": "The image does not require grad, so it is a constant for autograd.",
        "silent": "The loss has no history: under `no_grad` nothing is recorded. Compute it "
        "outside of such a block, from a leaf that requires grad.",
        "kind": "Return the gradient: a tensor in the shape of the image. "
        "(`torch.autograd.grad` returns a tuple.)",
        "sign": "The sign is the other way round. Return the gradient of the loss as it is.",
        "other": "Return the gradient of `F.cross_entropy(net(image), label)` with respect to "
        "the image.",
    },
    errors={
        "appears to not have been used": "unused",
        "One of the differentiated Tensors does not require grad": "constant",
        "element 0 of tensors does not require grad": "silent",
    },
    solution="""
def image_gradient(net, image, label):
    leaf = image.clone().requires_grad_()
    loss = F.cross_entropy(net(leaf), label)
    return torch.autograd.grad(loss, leaf)[0]
""",
    why="`torch.autograd.grad` returns what it is asked for and fills no `.grad`; the gradients "
    "of the weights are not even computed. The copy is a leaf of its own, so the caller's "
    "image stays a constant.",
    others={
        "with `backward(inputs=[leaf])`, when the gradient should stay with the leaf": """
def image_gradient(net, image, label):
    leaf = image.detach().clone().requires_grad_()
    loss = torch.nn.functional.cross_entropy(net(leaf), label)
    loss.backward(inputs=[leaf])
    return leaf.grad
""",
    },
)


# ---------------------------------------- 6.5: several losses of one network

FIRST, SECOND, THIRD, BEFORE = 12.0, 5.0, 3.0, 100.0


def check_gradient_of_all(attempt: Attempt) -> None:
    """A body that saves something, so that its graph is freed; three losses of known slopes."""
    torch = attempt.torch
    calls: list[int] = []

    class Body(torch.nn.Module):  # type: ignore[name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.w = torch.nn.Parameter(torch.tensor(1.0))

        def forward(self, x: Any) -> Any:
            calls.append(1)
            return self.w * self.w * x / 2

    body = Body()
    (body.w * BEFORE).backward()
    losses = [lambda f: f * FIRST, lambda f: f * SECOND, lambda f: f * THIRD]
    attempt(body, losses, torch.tensor(1.0))
    if body.w.grad is None:
        raise Mistake("nothing")
    got, total = body.w.grad.item(), FIRST + SECOND + THIRD
    saw = f"The three losses have the slopes 12, 5 and 3, which is 20; you came to {got:g}."
    known = {
        BEFORE: "nothing",
        BEFORE + total: "before",
        THIRD: "last",
        FIRST: "first",
        BEFORE + THIRD: "last",
        total / 3: "mean",
    }
    for value, name in known.items():
        if close(got, value):
            raise Mistake(name, saw)
    if not close(got, total):
        raise Mistake("other", saw)
    if len(calls) != 1:
        raise Mistake("forward", f"The gradient is right; `body` was called {len(calls)} times.")


GRADIENT_OF_ALL = Exercise(
    number="6.5",
    title="One body, several losses",
    difficulty="hard",
    minutes=12,
    check=check_gradient_of_all,
    passed="The gradient of a sum is the sum of the gradients. One backward pass over the shared "
    "part is enough.",
    hints={
        "twice": "The losses share the graph of the body, and the first backward pass frees what "
        "it had saved. Can one backward pass do for all of them?",
        "forward": "But the body is the expensive part. Call it once, and give its result to all "
        "losses.",
        "before": "The gradients that were there before are still in the sum. Clear them first.",
        "last": "Only the last loss is in it. When do you clear the gradients?",
        "first": "Only the first loss is in it.",
        "mean": "That is the gradient of the mean; the sum is asked for.",
        "nothing": "Nothing of the losses has arrived in the parameters' `.grad`. Run a backward "
        "pass, and clear the gradients before it, not after it.",
        "cut": "The losses do not lead to the body any more: a number from `item()` and a detached "
        "tensor have no history. Give the losses what `body(x)` returns, and add them up.",
        "list": "`losses` is a list of functions. Call each of them with the features: "
        "`loss(features) for loss in losses`.",
        "other": "Call `body(x)` once, add up what the losses give for it, clear, and run one "
        "backward pass.",
    },
    errors={
        "Trying to backward through the graph a second time": "twice",
        "does not require grad": "cut",
        "'float' object has no attribute": "cut",
        "'list' object is not callable": "list",
    },
    solution="""
def gradient_of_all(body, losses, x):
    features = body(x)
    body.zero_grad()
    sum(loss(features) for loss in losses).backward()
""",
    why="The gradient of a sum is the sum of the gradients, so the losses are added up first: one "
    "pass goes through the body, whatever their number. The clearing stands right before "
    "`backward()`, so what was in `.grad` is gone and what comes stays.",
    others={
        "with a stop at the features: each loss's graph is freed before the next one is "
        "computed, which saves memory when the losses are large networks themselves": """
def gradient_of_all(body, losses, x):
    features = body(x)
    leaf = features.detach().requires_grad_()
    for loss in losses:
        loss(leaf).backward()
    body.zero_grad()
    features.backward(leaf.grad)
""",
        "with a pass for each loss, when you want to look at what each one adds; the body's "
        "graph is kept and gone through each time": """
def gradient_of_all(body, losses, x):
    body.zero_grad()
    features = body(x)
    for loss in losses:
        loss(features).backward(retain_graph=True)
""",
    },
)


# ---------------------------------------- 6.6: a training loop with three silent bugs

TRAINING_RATE, STEPS = 0.25, 3


def check_trained(attempt: Attempt) -> None:
    """Compare with the right loop, and with the loops that have one of the bugs."""
    torch = attempt.torch
    x = torch.tensor([[0.0, 1.0], [2.0, 0.0], [1.0, 3.0], [4.0, 1.0]])
    y = torch.tensor([0, 1, 0, 1])
    net = _net(torch)
    answer = attempt(net, x, y, TRAINING_RATE, STEPS)
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
    "uphill": {"rate": -TRAINING_RATE},
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
    rate: float = TRAINING_RATE,
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


EXERCISES = (NO_OPINION, MOMENTUM_STEP, RELATIVE_STEPS, IMAGE_GRADIENT, GRADIENT_OF_ALL, TRAINED)
