"""The exercises of notebook 04, PyTorch Autograd - More Detail, in its order.

Reading on gives the answers away.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from minigrad.course.checks.compare import close, entries
from minigrad.course.exercises import Attempt, Exercise, Mistake

# ---------------------------------------- 4.1: read a history from grad_fn to the leaf


def check_chain_names(attempt: Attempt) -> None:
    """Try a chain of three operations, then one of a single operation."""
    x = attempt.torch.tensor(0.5, requires_grad=True)
    three = ["NegBackward0", "SinBackward0", "ExpBackward0", "AccumulateGrad"]
    _names(attempt, "-x.exp().sin()", -x.exp().sin(), three)
    _names(attempt, "x.cos()", x.cos(), ["CosBackward0", "AccumulateGrad"])


def _names(attempt: Attempt, program: str, result: Any, wanted: list[str]) -> None:
    """Hold one answer against the names that this history has."""
    answer = attempt(result)
    saw = f"The history of {program} is {', '.join(wanted)}. Your function gave "
    if answer is None:
        raise Mistake("none", saw + "None.")
    listed = entries(answer)
    if listed is None or not all(isinstance(name, str) for name in listed):
        raise Mistake("kind", saw + "something else than a list of names.")
    got = [name.removeprefix("torch::autograd::") for name in listed]
    saw += f"{', '.join(got) or 'an empty list'}."
    if got == wanted:
        return
    mistakes = [("root", wanted[1:]), ("leaf", wanted[:-1]), ("order", wanted[::-1])]
    raise Mistake(next((name for name, list_ in mistakes if got == list_), "other"), saw)


CHAIN_NAMES = Exercise(
    number="4.1",
    title="Read a history",
    difficulty="easy",
    minutes=5,
    check=check_chain_names,
    passed="From the entry point to the leaf, newest first: this is the way the backward pass "
    "takes.",
    hints={
        "root": "The first node, `result.grad_fn` itself, is missing.",
        "leaf": "The last node is missing: `AccumulateGrad`, which fills the leaf's `.grad`. It "
        "is a node, too, with an empty `next_functions`.",
        "order": "These are the right names in the wrong order. Begin with the newest.",
        "end": "The last node, `AccumulateGrad`, has an empty `next_functions`: stop there.",
        "pair": "An entry of `next_functions` is a pair of a node and a number. The node is its "
        "first part: `node.next_functions[0][0]`.",
        "node": "`grad_fn` is what a tensor has, and leads into the graph. From there on you are "
        "among nodes, which have `next_functions`.",
        "kind": "Return a list of names. The name of a node is `type(node).__name__`.",
        "none": "Return the list at the end of the function.",
        "other": "Begin at `result.grad_fn`. As long as the node has `next_functions`, go on to "
        "the node in its first pair.",
    },
    errors={
        "tuple index out of range": "end",
        "'tuple' object has no attribute": "pair",
        "has no attribute 'grad_fn'": "node",
    },
    solution="""
def chain_names(result):
    node = result.grad_fn
    names = [type(node).__name__]
    while node.next_functions:
        node = node.next_functions[0][0]
        names.append(type(node).__name__)
    return names
""",
    why="A name is noted before the loop and one after each step, so the first node and the last "
    "are both in the list. The loop ends at the node with an empty `next_functions`, the leaf's "
    "AccumulateGrad, however long the chain is.",
    others={
        "with None as the end, so that there is one place where a name is noted": """
def chain_names(result):
    node, names = result.grad_fn, []
    while node is not None:
        names.append(type(node).__name__)
        node = node.next_functions[0][0] if node.next_functions else None
    return names
""",
        "by recursion, which would follow branches as well": """
def chain_names(result):
    def names(node):
        behind = [name for one, _ in node.next_functions for name in names(one)]
        return [type(node).__name__, *behind]

    return names(result.grad_fn)
""",
    },
)


# ---------------------------------------- 4.2: an operation of one's own

PLACES = [0.0, 0.5, 1.0, -2.0]
VALUES = [-0.5, -0.125, 1.0, 5.5]
SLOPES = [3 * x for x in PLACES]


def check_legendre_2(attempt: Attempt) -> None:
    """Look at the values, at the node, at what it saved, and at the slopes times 10."""
    torch = attempt.torch
    x = torch.tensor(PLACES, requires_grad=True)
    taken: list[Any] = []

    def unpack(saved: Any) -> Any:
        """Whoever asks for what was saved gets it from here."""
        taken.append(saved)
        return saved

    with torch.autograd.graph.saved_tensors_hooks(lambda saved: saved, unpack):
        y = attempt(x)
    if y is None:
        raise Mistake("none")
    if not torch.is_tensor(y) or tuple(y.shape) != (4,):
        raise Mistake("kind")
    if not _same(y, VALUES):
        raise Mistake("value", f"For {PLACES} the values are {VALUES}; yours are {y.tolist()}.")
    if not hasattr(y.grad_fn, "saved_tensors"):
        raise Mistake("plain", "The values are right.")
    if not y.grad_fn.saved_tensors:
        raise Mistake("unsaved", "The values are right, but the node has saved no tensor.")
    taken.clear()
    (got,) = torch.autograd.grad((10 * y).sum(), x)
    if _same(got, SLOPES):
        raise Mistake("chain", "The incoming gradient was 10, but it has no effect.")
    if not _same(got, [10 * slope for slope in SLOPES]):
        raise Mistake("slope", f"At {PLACES} the slopes are {SLOPES}.")
    if not taken:
        raise Mistake("around", "The slopes are right.")


def _same(got: Any, wanted: list[float]) -> bool:
    return all(close(one, other) for one, other in zip(got.tolist(), wanted, strict=True))


LEGENDRE_2 = Exercise(
    number="4.2",
    title="An operation of your own",
    difficulty="medium",
    minutes=12,
    check=check_legendre_2,
    passed="One node, one saved tensor, and your own derivative in it.",
    hints={
        "plain": "But the node of the result is one of the engine's. Put the formula into "
        "`forward` of a class derived from `torch.autograd.Function`, and call `apply` of it.",
        "unsaved": "Hand the input to `ctx.save_for_backward` in `forward`. What is kept there is "
        "freed after the backward pass, and protected against changes.",
        "around": "But `backward` took `x` from the function around the class, and not from "
        "`ctx.saved_tensors`. That `x` stays in memory after the backward pass, and nobody notices "
        "when it was changed.",
        "tuple": "`ctx.saved_tensors` is a tuple, even when it holds a single tensor. Take the "
        "tensor out of it: `x, = ctx.saved_tensors`.",
        "empty": "`backward` returned nothing for `x`. Return the gradient that arrives, times the "
        "local slope.",
        "chain": "Multiply by the gradient that arrives: `grad` times the local slope.",
        "slope": "Look at the formula in `backward`: the slope of ½(3x² - 1) is 3x.",
        "value": "Look at the formula in `forward`: ½(3x² - 1).",
        "backward": "The class needs a second static method, `backward(ctx, grad)`.",
        "kind": "Return what `apply` gives, a tensor of the same shape as `x`. Of a class P2 call "
        "`P2.apply(x)`, and not `P2(x)`.",
        "none": "Return what `apply` gives.",
    },
    errors={
        "must implement either the backward": "backward",
        "backward() takes": "backward",
        "Function.__init__() takes": "kind",
        "has no attribute 'apply'": "plain",
        "converted to an index": "tuple",
        "not have been used in the graph": "empty",
    },
    solution="""
def legendre_2(x):
    class Legendre2(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return 0.5 * (3 * x**2 - 1)

        @staticmethod
        def backward(ctx, grad):
            x, = ctx.saved_tensors
            return grad * 3 * x

    return Legendre2.apply(x)
""",
    why="What `backward` needs is kept by `ctx.save_for_backward`: autograd frees it after the "
    "pass, and raises an error when it was changed in place in the meantime. `backward` returns "
    "the gradient that arrives times the local slope, as the chain rule asks, and is made of "
    "operations that autograd could record for a second derivative.",
    others={
        "with the slope saved in place of `x`, when no second derivative is wanted": """
def legendre_2(x):
    class P2(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(3 * x)
            return 0.5 * (3 * x**2 - 1)
        @staticmethod
        def backward(ctx, grad):
            return grad * ctx.saved_tensors[0]
    return P2.apply(x)
""",
        "with `setup_context` beside a `forward` without `ctx`, as `torch.func` needs it": """
def legendre_2(x):
    class Legendre2(torch.autograd.Function):
        @staticmethod
        def forward(x):
            return 0.5 * (3 * x**2 - 1)

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.save_for_backward(*inputs)

        @staticmethod
        def backward(ctx, grad):
            x, = ctx.saved_tensors
            return grad * 3 * x

    return Legendre2.apply(x)
""",
    },
)


# ---------------------------------------- 4.3: tell the mode


def check_mode_now(attempt: Attempt) -> None:
    """Ask in each mode, and in a stretch that is recorded inside a no-grad block."""
    torch = attempt.torch
    with torch.no_grad():
        _asked(attempt, torch.enable_grad(), "`enable_grad()` inside `no_grad()`", "normal")
    _asked(attempt, nullcontext(), "no block", "normal")
    _asked(attempt, torch.no_grad(), "`no_grad()`", "no-grad")
    _asked(attempt, torch.inference_mode(), "`inference_mode()`", "inference")


def _asked(attempt: Attempt, mode: Any, block: str, wanted: str) -> None:
    with mode:
        answer = attempt()
    if isinstance(answer, str) and answer == wanted:
        return
    if answer not in ("normal", "no-grad", "inference"):
        raise Mistake("kind", f"Your function gave {answer!r}.")
    mixed_up = {("inference", "no-grad"): "both", ("no-grad", "normal"): "never"}
    mixed_up |= {("normal", "no-grad"): "always", ("inference", "normal"): "never"}
    mixed_up |= {("normal", "inference"): "call", ("no-grad", "inference"): "other"}
    saw = f'In {block} the answer is "{wanted}"; your function gave "{answer}".'
    raise Mistake(mixed_up.get((wanted, answer), "other"), saw)


MODE_NOW = Exercise(
    number="4.3",
    title="Which mode is it?",
    difficulty="medium",
    minutes=6,
    check=check_mode_now,
    passed="A mode belongs to the place in the program where you ask, not to a tensor.",
    hints={
        "both": "In inference mode recording is off as well, so both questions have to be asked, "
        "and in the right order.",
        "never": "The answer has to be found each time the function is called. Ask the engine.",
        "always": "Recording is on there. Which of the two functions tells you so?",
        "call": "`torch.is_inference_mode_enabled` without `()` is the function itself, and counts "
        "as true; so does the block `torch.inference_mode()`. Is the question a call?",
        "kind": 'Return one of the words "normal", "no-grad", "inference", spelled like this.',
        "other": "Two questions decide: is inference mode on, and is recording on? There is a "
        "function for each.",
    },
    solution="""
def mode_now():
    if torch.is_inference_mode_enabled():
        return "inference"
    return "normal" if torch.is_grad_enabled() else "no-grad"
""",
    why="It asks the engine at the moment of the call, so it is right in every block, and in "
    "blocks inside of others. Inference mode comes first, because recording is off in it as well.",
    others={
        "by an experiment: a result made here and now shows what the mode does to it": """
def mode_now():
    made = torch.tensor(1., requires_grad=True) * 1
    if made.is_inference():
        return "inference"
    return "normal" if made.requires_grad else "no-grad"
""",
    },
)


# ---------------------------------------- 4.4: freeze a network but for one part


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


# ---------------------------------------- 4.5: one step downhill


def check_step(attempt: Attempt) -> None:
    """Take one step with two parameters, held from outside, so that renaming shows."""
    torch = attempt.torch
    p = torch.tensor([1.0, 2.0], requires_grad=True)
    q = torch.tensor(3.0, requires_grad=True)
    (4 * p.sum() - 2 * q).backward()
    attempt([p, q], 0.25)
    got = [*p.tolist(), q.item()]
    saw = f"From 1, 2, 3 with slopes 4, 4, -2 and rate 0.25 to 0, 1, 3.5; you came to {got}."
    moved = [one - start for one, start in zip(got, (1.0, 2.0, 3.0), strict=True)]
    known = {
        "unchanged": (0.0, 0.0, 0.0),
        "uphill": (1.0, 1.0, -0.5),
        "rate": (-4.0, -4.0, 2.0),
        "first": (-1.0, -1.0, 0.0),
    }
    for name, wrong in known.items():
        if all(close(one, other) for one, other in zip(moved, wrong, strict=True)):
            raise Mistake(name, saw)
    if not all(close(one, w) for one, w in zip(moved, (-1.0, -1.0, 0.5), strict=True)):
        raise Mistake("other", saw)
    if not (p.requires_grad and q.requires_grad):
        raise Mistake("frozen", "The numbers are right.")


STEP = Exercise(
    number="4.5",
    title="One step downhill",
    difficulty="medium",
    minutes=10,
    check=check_step,
    passed="That is gradient descent, and an optimizer's `step()` is built on these lines.",
    hints={
        "recorded": "A leaf that requires grad cannot be changed while autograd records. Where "
        "should the change stand?",
        "unchanged": "`p - ...` makes a new tensor, and `p = p - ...` only gives it the name `p`. "
        "The old one, which the network holds, is as it was. Change it in place: `p -= ...`.",
        "first": "Only the first parameter has moved. Does a `return` stand inside the loop?",
        "again": "The gradients are there already, in the `.grad` of each parameter. There is "
        "nothing to go backward through here.",
        "list": "`parameters` is a list of tensors. Go over it with a loop.",
        "uphill": "The gradient points uphill. Go against it.",
        "rate": "The step is the gradient times the rate.",
        "frozen": "But a parameter does not require grad any more, so it would never learn again. "
        "Instead of switching the tensor, switch the mode.",
        "other": "For each parameter: its value minus the rate times its `.grad`, once.",
    },
    errors={
        "a leaf Variable that requires grad": "recorded",
        "grad can be implicitly created": "again",
        "'list' object has no attribute": "list",
    },
    solution="""
def step(parameters, rate):
    with torch.no_grad():
        for p in parameters:
            p -= rate * p.grad
""",
    why="In no-grad mode the change is not recorded, and `-=` changes the very tensor that the "
    "network holds. So each parameter is still a leaf that requires grad, and the graph does not "
    "grow from step to step.",
    others={
        "with the decorator, when all of a function is to run without recording": """
@torch.no_grad()
def step(parameters, rate):
    for p in parameters:
        p.sub_(rate * p.grad)
""",
    },
)


# ---------------------------------------- 4.6: results of inference mode in a recorded computation


def check_weight_gradient(attempt: Attempt) -> None:
    """Note the mode in which the features are computed; compare the gradient."""
    torch = attempt.torch
    modes: list[bool] = []

    def features_of(data: Any) -> Any:
        modes.append(torch.is_inference_mode_enabled())
        return data * data

    w = torch.tensor([1.0, -1.0], requires_grad=True)
    answer = attempt(features_of, torch.tensor([2.0, 3.0]), w)
    if not torch.is_tensor(answer) or tuple(answer.shape) != (2,):
        raise Mistake("kind")
    if not all(close(a, b) for a, b in zip(answer.tolist(), (32.0, -162.0), strict=True)):
        raise Mistake("other", f"The gradient is [32, -162]; yours is {answer.tolist()}.")
    if modes != [True]:
        raise Mistake("mode", "The gradient is right.")


WEIGHT_GRADIENT = Exercise(
    number="4.6",
    title="Back from inference mode",
    difficulty="hard",
    minutes=10,
    check=check_weight_gradient,
    passed="The features cost no bookkeeping, and the weights learn all the same.",
    hints={
        "saved": "The features were made in inference mode, and a node may not save such a "
        "tensor. A copy that is made outside of the block is an ordinary tensor.",
        "inside": "The loss was computed inside the block as well, so it has no history. Only the "
        "features belong into the block.",
        "mode": "But `features_of` should be called once, and in inference mode.",
        "kind": "Return the gradient with respect to `w`: a tensor in the shape of `w`. "
        "(`backward()` gives None, `torch.autograd.grad` a tuple.)",
        "other": "The loss is `((features * w)**2).sum()`. Return the gradient of it, computed "
        "once.",
    },
    errors={
        "on inference tensor": "saved",
        "grad can be implicitly created": "other",
        "Inference tensors cannot be saved": "saved",
        "does not require grad": "inside",
    },
    solution="""
def weight_gradient(features_of, data, w):
    with torch.inference_mode():
        features = features_of(data)
    loss = ((features.clone() * w)**2).sum()
    return torch.autograd.grad(loss, w)[0]
""",
    why="Only the finished network runs in inference mode. The copy is made outside of the block, "
    "so it is an ordinary tensor, which a node may save; and `torch.autograd.grad` returns the "
    "gradient of this loss alone, whatever an earlier pass has left in `w.grad`.",
    others={
        "with `backward()`, when an optimizer reads `w.grad` next; it is emptied first": """
def weight_gradient(features_of, data, w):
    with torch.inference_mode():
        features = features_of(data)
    w.grad = None
    loss = ((features.clone() * w)**2).sum()
    loss.backward()
    return w.grad
""",
    },
)


# ---------------------------------------- 4.7: ask a network without teaching it


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


EXERCISES = (CHAIN_NAMES, LEGENDRE_2, MODE_NOW, TRAIN_PART, STEP, WEIGHT_GRADIENT, PREDICT_WITH)
