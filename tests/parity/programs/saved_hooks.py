"""Hooks for saved tensors, checkpointing, anomaly mode: what looks on while nodes are recorded."""

from ..observe import raises, warned


def _x(torch):
    return torch.tensor([1.0, 2.0], requires_grad=True)


def what_is_packed(torch):
    """Once for each saved tensor, in forward; unpacked at each read."""
    c = torch.tensor([3.0, 4.0])
    for name, f in {
        "x*x": lambda x: x * x,
        "exp": lambda x: x.exp(),
        "sin": lambda x: x.sin(),
        "x+1": lambda x: x + 1,
        "sum": lambda x: x.sum(),
        "x*c": lambda x: x * c,
        "x*2": lambda x: x * 2,
        "x**2": lambda x: x**2,
        "x/x": lambda x: x / x,
        "matmul": lambda x: x @ c,
        "where": lambda x: torch.where(x > 1, x, c),
    }.items():
        log = []

        def pack(tensor, log=log):
            log.append(["pack", tensor.tolist(), torch.is_grad_enabled()])
            return tensor

        def unpack(tensor, log=log):
            log.append(["unpack", torch.is_grad_enabled()])
            return tensor

        x = _x(torch)
        with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
            y = f(x)
        y.sum().backward()
        yield name, log
        yield f"{name}: grad", x.grad


def in_any_form(torch):
    """What pack gives may be anything; unpack makes the tensor that is used."""
    hooks = torch.autograd.graph.saved_tensors_hooks
    x = _x(torch)
    with hooks(lambda t: t.tolist(), torch.tensor):
        y = x.exp() * x
    y.sum().backward()
    yield "as a list", x.grad
    x.grad = None
    with hooks(lambda t: t, lambda t: t * 10):
        y = x * x
    yield "read", y.grad_fn._saved_self
    yield "not the same", y.grad_fn._saved_self is x
    (first,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    yield "another value", first
    yield "second derivative", torch.autograd.grad(first.sum(), x)[0]


def freed_as_usual(torch):
    """A second backward is the same error as without hooks."""
    x = _x(torch)
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        y = x * x
    y.sum().backward()
    yield "again", raises(lambda: y.sum().backward(), "through the graph a second time")
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        y = x.exp()
    y.sum().backward(retain_graph=True)
    y.sum().backward()
    yield "kept", x.grad


def hooks_that_fail(torch):
    """unpack must give a tensor; pack must not change it; errors pass through."""

    def run(pack, unpack):
        with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
            y = _x(torch) * _x(torch)
        y.sum().backward()

    yield (
        "number",
        raises(lambda: run(lambda t: t, lambda t: 3), "unpack_hook expected to be a Tensor"),
    )
    yield (
        "changed",
        raises(lambda: run(lambda t: t.mul_(2), lambda t: t), "modifying its input in place"),
    )
    yield "pack fails", raises(lambda: run(lambda t: {}["mine"], lambda t: t), "mine")
    yield "unpack fails", raises(lambda: run(lambda t: t, lambda t: {}["mine"]), "mine")
    x = _x(torch)
    (x * x).sum().backward()
    yield "afterwards", [x.grad, torch.is_grad_enabled()]


def the_innermost_hooks_count(torch):
    """Nested blocks: only the inner pair is called; afterwards the outer one again."""
    log = []

    def hooks(name):
        def pack(tensor):
            log.append(name)
            return tensor

        return torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t)

    x = _x(torch)
    with hooks("outer"):
        with hooks("inner"):
            x.exp()
        x.sin()
    x.cos()
    yield "log", log


def custom_functions_are_packed(torch):
    """save_for_backward goes through the hooks, inputs and results."""

    class Exp(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            result = x.exp()
            ctx.save_for_backward(x, result)
            return result

        @staticmethod
        def backward(ctx, grad):
            _, result = ctx.saved_tensors
            return grad * result

    log = []

    def pack(tensor):
        log.append(tensor.tolist())
        return tensor.tolist()

    x = _x(torch)
    with torch.autograd.graph.saved_tensors_hooks(pack, torch.tensor):
        y = Exp.apply(x)
    y.sum().backward()
    yield "log", log
    yield "grad", x.grad


def hooks_switched_off(torch):
    """disable_saved_tensors_hooks: using them is an error with the given words."""
    graph = torch.autograd.graph

    def inside():
        with graph.disable_saved_tensors_hooks("not here"), graph.save_on_cpu():
            pass

    yield "refused", raises(inside, "not here")
    x = _x(torch)
    with graph.save_on_cpu():
        y = x * x
    y.sum().backward()
    yield "on cpu", x.grad


def checkpoints(torch):
    """The function runs once in forward, once more in backward; the gradients are the same."""
    checkpoint = torch.utils.checkpoint.checkpoint
    calls = []

    def f(x):
        calls.append(torch.is_grad_enabled())
        return x.sin().exp()

    x = _x(torch)
    y = checkpoint(f, x, use_reentrant=False)
    yield "y", y
    yield "forward", list(calls)
    y.sum().backward()
    yield "backward", list(calls)
    yield "grad", x.grad
    yield "again", raises(lambda: y.sum().backward(), "through the graph a second time")
    (first,) = torch.autograd.grad(
        checkpoint(f, x, use_reentrant=False).sum(), x, create_graph=True
    )
    yield "second derivative", torch.autograd.grad(first.sum(), x)[0]


def checkpoints_among_hooks(torch):
    """Hooks around the call see its tensors, once before and once for the second run."""
    x, w = _x(torch), torch.tensor([3.0, 4.0], requires_grad=True)
    log = []

    def pack(t):
        log.append(["pack", t.tolist(), t is x, t is w])
        return t

    def unpack(t):
        log.append(["unpack", t.tolist()])
        return t

    def f(x, number, w):
        log.append("run")
        return (x * w).exp() * number

    with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
        y = torch.utils.checkpoint.checkpoint(f, x, 2, w, use_reentrant=False)
    yield "after the call", list(log)
    y.sum().backward()
    yield "after backward", log
    yield "gradients", [x.grad, w.grad]
    y = torch.utils.checkpoint.checkpoint(f, x, 2, w, use_reentrant=False)
    with torch.no_grad():
        w.mul_(2)
    yield "an input changed", raises(lambda: y.sum().backward(), "modified by an inplace operation")
    with torch.no_grad():
        y = torch.utils.checkpoint.checkpoint(f, x, 2, w, use_reentrant=False)
    yield "not recorded", [y.requires_grad, y]


def checkpoints_of_the_old_kind(torch):
    """use_reentrant=True: one node, no recording in forward; not stating the kind warns."""
    checkpoint = torch.utils.checkpoint.checkpoint
    calls = []

    def f(x):
        calls.append(torch.is_grad_enabled())
        return x.sin().exp()

    x = _x(torch)
    y = checkpoint(f, x, use_reentrant=True)
    yield "y", y
    y.sum().backward()
    yield "calls", calls
    yield "grad", x.grad
    yield "not stated", warned(lambda: checkpoint(f, x).requires_grad, "use_reentrant")
    yield (
        "nothing to do",
        warned(
            lambda: checkpoint(f, torch.ones(2), use_reentrant=True).requires_grad,
            "None of the inputs have requires_grad=True",
        ),
    )


def checkpoints_that_change(torch):
    """A function that saves other tensors the second time is an error."""
    runs = []

    def f(x):
        runs.append(1)
        return x.sin().exp() if len(runs) == 1 else x + 1

    y = torch.utils.checkpoint.checkpoint(f, _x(torch), use_reentrant=False)
    yield "fewer", raises(lambda: y.sum().backward(), "A different number of tensors was saved")
    runs.clear()

    def g(x):
        runs.append(1)
        return (x if len(runs) == 1 else x[:1]).sin().exp()

    z = torch.utils.checkpoint.checkpoint(g, _x(torch), use_reentrant=False)
    yield "shape", raises(lambda: z.sum().backward(), "different metadata")


def nan_is_an_anomaly(torch):
    """The node whose gradient is nan is named, and where in forward it was made."""

    def run(check_nan=True):
        with torch.autograd.set_detect_anomaly(True, check_nan):
            x = torch.tensor([-1.0, 1.0], requires_grad=True)
            y = (x * 0).sqrt() * 0
            y.sum().backward()
            return x.grad

    words = "Function 'SqrtBackward0' returned nan values in its 0th output."
    yield "nan", raises(run, words)
    yield "let through", run(False)
    yield "off again", torch.is_anomaly_enabled()


def the_warning_shows_where_it_was_recorded(torch):
    """A warning beside the error: which node, and the forward call."""

    def run(forward_too):
        x = torch.tensor(0.0, requires_grad=True)
        with torch.autograd.set_detect_anomaly(forward_too):
            y = x.sqrt() * 0
        with torch.autograd.set_detect_anomaly(True):
            try:
                y.backward()
            except RuntimeError:
                return "failed"
        return None

    yield (
        "with",
        warned(
            lambda: run(True),
            "Error detected in SqrtBackward0. Traceback of forward call that caused the error:",
            "y = x.sqrt() * 0",
        ),
    )
    yield (
        "without",
        warned(lambda: run(False), "Error detected in SqrtBackward0. No forward pass information"),
    )


def anomaly_mode_tells_of_every_error(torch):
    """Errors of hooks and modified tensors pass through, each with the warning."""

    def modified():
        with torch.autograd.set_detect_anomaly(True):
            y = _x(torch).exp()
            y.mul_(2)
            y.sum().backward()

    def hooked():
        with torch.autograd.set_detect_anomaly(True):
            y = _x(torch) * 2
            y.register_hook(lambda grad: {}["mine"])
            y.sum().backward()

    yield "modified", raises(modified, "is at version 1", "backtrace further above", "good luck")
    yield "hooked", raises(hooked, "mine")
    yield (
        "warning",
        warned(lambda: raises(hooked, "mine"), "Error detected in MulBackward0"),
    )


def switching_anomaly_mode(torch):
    """As a function at once, as a context for the block; detect_anomaly warns of its cost."""
    seen = []
    with torch.autograd.set_detect_anomaly(True):
        seen.append(torch.is_anomaly_enabled())
        with torch.autograd.set_detect_anomaly(False):
            seen.append(torch.is_anomaly_enabled())
        seen.append(torch.is_anomaly_enabled())
    seen.append(torch.is_anomaly_enabled())
    torch.autograd.set_detect_anomaly(True)
    seen.append(torch.is_anomaly_enabled())
    torch.autograd.set_detect_anomaly(False)
    seen.append(torch.is_anomaly_enabled())
    yield "seen", seen

    def block():
        with torch.autograd.detect_anomaly():
            return torch.is_anomaly_enabled()

    yield "detect_anomaly", warned(block, "Anomaly Detection has been enabled")


def anomaly_mode_survives_grad_modes(torch):
    """no_grad and enable_grad inside the block do not switch it off."""

    def run():
        with torch.autograd.set_detect_anomaly(True):
            with torch.no_grad():
                pass
            with torch.enable_grad():
                y = (_x(torch) * 0).sqrt() * 0
        with torch.autograd.set_detect_anomaly(True):
            y.sum().backward()

    yield "nan", raises(run, "SqrtBackward0", "nan values")
