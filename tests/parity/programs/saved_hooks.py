"""Hooks for saved tensors, checkpointing, anomaly mode: what looks on while nodes are recorded."""

from ..observe import raises


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
