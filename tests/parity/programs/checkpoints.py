"""Checkpoints and anomaly mode: parts computed again, and mistakes found where they were made."""

from ..observe import raises, warned
from .saved_hooks import _x


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
