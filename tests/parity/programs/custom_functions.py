"""Custom functions: forward and backward that the user writes, and everything that ctx offers."""

import math

from ..observe import graph, raises


def _x(torch):
    return torch.tensor([1.0, 2.0], requires_grad=True)


def _made(torch, forward, backward, **others):
    """A Function from two plain functions."""
    body = {"forward": staticmethod(forward), "backward": staticmethod(backward)}
    return type("Made", (torch.autograd.Function,), body | others)


def _scale(ctx, x, factor=2):
    return x * factor


def the_legendre_polynomial(torch):
    """P3(x) = (5x³ - 3x)/2 with its own derivative 1.5 (5x² - 1), fitted to a sine by descent."""

    class LegendrePolynomial3(torch.autograd.Function):
        @staticmethod
        def forward(ctx, input):
            ctx.save_for_backward(input)
            return 0.5 * (5 * input**3 - 3 * input)

        @staticmethod
        def backward(ctx, grad_output):
            (input,) = ctx.saved_tensors
            return grad_output * 1.5 * (5 * input**2 - 1)

    x = torch.linspace(-math.pi, math.pi, 200, dtype=torch.float64)
    y = torch.sin(x)
    start = {"a": 0.0, "b": -1.0, "c": 0.0, "d": 0.3}
    p = {k: torch.full((), v, dtype=torch.float64, requires_grad=True) for k, v in start.items()}
    losses = []
    for step in range(60):
        y_pred = p["a"] + p["b"] * LegendrePolynomial3.apply(p["c"] + p["d"] * x)
        loss = (y_pred - y).pow(2).sum()
        if step % 20 == 19:
            losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for parameter in p.values():
                parameter -= 5e-6 * parameter.grad
                parameter.grad = None
    yield "losses", losses
    yield "parameters", p
    yield "graph", graph(LegendrePolynomial3.apply(_x(torch)))
    yield "name", LegendrePolynomial3.apply(_x(torch)).grad_fn.name()


def what_forward_sees(torch):
    """Forward runs with grad mode off, its inputs are the ones given, needs_input_grad is known."""
    seen = []

    def forward(ctx, x, c, number):
        seen.append([torch.is_grad_enabled(), x.requires_grad, ctx.needs_input_grad])
        result = x * c * number
        seen.append(result.requires_grad)
        return result

    x, c = _x(torch), torch.ones(2)
    y = _made(torch, forward, lambda ctx, g: (g, None, None)).apply(x, c, 3)
    yield "seen", seen
    yield "result", y
    yield "graph", graph(y)
    with torch.no_grad():
        yield "without recording", _made(torch, _scale, None).apply(x)
    yield "nothing requires grad", _made(torch, _scale, None).apply(c)


def what_backward_sees(torch):
    """Backward runs with grad mode off, unless it is recorded itself."""
    seen = []

    def backward(ctx, grad):
        seen.append([torch.is_grad_enabled(), grad.requires_grad, ctx.needs_input_grad])
        return grad * 2

    made = _made(torch, _scale, backward)
    x = _x(torch)
    made.apply(x).sum().backward()
    yield "grad", x.grad
    torch.autograd.grad(made.apply(x).sum(), x, create_graph=True)
    yield "seen", seen


def saved_tensors(torch):
    """Inputs come back as themselves, outputs as others on the same memory; None stays None."""

    def forward(ctx, x):
        result = x.exp()
        ctx.save_for_backward(x, result, None, x * 5)
        ctx.note = "kept"
        return result

    same = []

    def backward(ctx, grad):
        x_saved, result, nothing, other = ctx.saved_tensors
        same.append([x_saved is x, result is y, result.grad_fn is y.grad_fn, nothing, ctx.note])
        same.append([result.requires_grad, other.requires_grad])
        return grad * result

    x = _x(torch)
    y = _made(torch, forward, backward).apply(x)
    yield "on the node", [len(y.grad_fn.saved_tensors), y.grad_fn.note]
    y.sum().backward()
    yield "same", same
    yield "grad", x.grad
    yield (
        "second backward",
        raises(lambda: y.sum().backward(), "through the graph a second"),
    )
    yield "reading", raises(lambda: y.grad_fn.saved_tensors, "after they have already been freed")


def retained_functions_run_again(torch):
    """retain_graph keeps what was saved; a function that saved nothing runs again anyhow."""

    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    x = _x(torch)
    y = _made(torch, forward, lambda ctx, g: g * 2 * ctx.saved_tensors[0]).apply(x)
    y.sum().backward(retain_graph=True)
    y.sum().backward()
    yield "twice", x.grad
    z = _made(torch, _scale, lambda ctx, g: g * 2).apply(x)
    x.grad = None
    z.sum().backward()
    z.sum().backward()
    yield "saved nothing", x.grad


def saved_tensors_are_checked(torch):
    """A saved tensor that was modified since is an error, as for any operation."""

    def forward(ctx, x):
        result = x.exp()
        ctx.save_for_backward(x, result)
        return result

    made = _made(torch, forward, lambda ctx, g: g * ctx.saved_tensors[1])
    words = "has been modified by an inplace operation"
    y = made.apply(_x(torch))
    y.mul_(2)
    yield "result", raises(lambda: y.sum().backward(), words, "which is output 0 of made")
    x = _x(torch)
    z = made.apply(x)
    with torch.no_grad():
        x.mul_(2)
    yield "input", raises(lambda: z.sum().backward(), words, "is at version 1; expected version 0")


def only_tensors_are_saved(torch):
    """save_for_backward takes tensors and None."""

    def run(value):
        def forward(ctx, x):
            ctx.save_for_backward(value)
            return x * 2

        return _made(torch, forward, lambda ctx, g: g).apply(_x(torch))

    words = "save_for_backward can only save variables"
    yield "number", raises(lambda: run(3), words)
    yield "list", raises(lambda: run([torch.ones(1)]), words)


def the_number_of_gradients(torch):
    """One for each argument of forward; surplus ones only if they are None."""

    def run(backward, *arguments):
        x = _x(torch)
        _made(torch, _scale, backward).apply(x, *arguments).sum().backward()
        return x.grad

    words = "returned an incorrect number of gradients"
    yield "right", run(lambda ctx, g: (g * 2, None), 3)
    yield "too few", raises(lambda: run(lambda ctx, g: g, 3), words, "(expected 2, got 1)")
    yield "too many", raises(lambda: run(lambda ctx, g: (g, None, g), 3), words)
    yield "surplus Nones", run(lambda ctx, g: (g * 2, None, None, None), 3)
    yield "a list", raises(lambda: run(lambda ctx, g: [g, None], 3), words)
    yield (
        "for a number",
        raises(lambda: run(lambda ctx, g: (g, g), 3), "different than none at position 2"),
    )


def the_kind_of_gradients(torch):
    """Shapes that add up to the input's are reduced, others refused; types are converted."""

    def run(value):
        x = _x(torch)
        _made(torch, _scale, lambda ctx, g: value).apply(x).sum().backward()
        return x.grad

    words = "returned an invalid gradient at index 0"
    yield "None", run(None)
    yield "longer", raises(lambda: run(torch.ones(5)), words, "[5]", "[2]")
    yield "single", raises(lambda: run(torch.tensor(1.0)), words)
    yield "broadcast", run(torch.ones(3, 2))
    yield "double", run(torch.ones(2, dtype=torch.float64))
    yield "number", raises(lambda: run(3.0), "expected variable or none")


def missing_parts(torch):
    """No forward: an error at apply. No backward: at backward."""

    class NoBackward(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

    class NoForward(torch.autograd.Function):
        pass

    x = _x(torch)
    yield "forward", raises(lambda: NoForward.apply(x), "must implement the forward")
    y = NoBackward.apply(x)
    yield "backward", raises(lambda: y.sum().backward(), "must implement either the backward")
    yield "an instance", raises(lambda: NoBackward()(x), "Legacy autograd function")


def exceptions_pass_through(torch):
    """With their own type, from forward and from backward; afterwards all is as before."""

    def fail(ctx, value):
        raise KeyError("mine")

    x = _x(torch)
    yield "forward", raises(lambda: _made(torch, fail, fail).apply(x), "mine")
    yield "mode", torch.is_grad_enabled()
    y = _made(torch, _scale, fail).apply(x)
    yield "backward", raises(lambda: y.sum().backward(), "mine")
    yield "mode again", torch.is_grad_enabled()
    (x * 3).sum().backward()
    yield "afterwards", x.grad
