"""Custom functions, hooks and edges where their parts meet."""

from ..observe import raises


def _function(torch, forward, backward, **more):
    body = {"forward": staticmethod(forward), "backward": staticmethod(backward)}
    body |= {name: staticmethod(function) for name, function in more.items()}
    return type("F", (torch.autograd.Function,), body).apply


def _leaf(torch):
    return torch.ones(2, requires_grad=True)


def hooks_of_saved_tensors_as_a_class(torch):
    """saved_tensors_hooks and save_on_cpu can be subclassed."""
    graph, log = torch.autograd.graph, []

    class Logged(graph.saved_tensors_hooks):
        def __init__(self):
            super().__init__(self.pack, self.unpack)

        def pack(self, x):
            log.append("pack")
            return x * 3

        def unpack(self, x):
            log.append("unpack")
            return x

    class OnCpu(graph.save_on_cpu):
        pass

    x = _leaf(torch)
    with Logged():
        y = x.sin().sum()
    y.backward()
    yield "logged", [log, x.grad]
    with OnCpu():
        y = x.exp().sum()
    y.backward()
    yield "on the cpu", x.grad
    yield "no function", raises(lambda: graph.saved_tensors_hooks(len, 3).__enter__())


def defaults_of_forward(torch):
    """With setup_context, the inputs are all parameters of forward, given or not."""

    def forward(x, y=3):
        return x * y

    def setup_context(ctx, inputs, output):
        ctx.inputs, ctx.y = len(inputs), inputs[1]

    x = _leaf(torch)
    apply = _function(torch, forward, lambda ctx, g: (g * ctx.y, None), setup_context=setup_context)
    out = apply(x)
    out.sum().backward()
    yield "left out", [out, x.grad, out.grad_fn.inputs]
    yield "by name", [apply(x, y=5), apply(x, y=5).grad_fn.inputs]
    yield "too many", raises(lambda: apply(x, 1, 2), "too many positional arguments")
    yield "too few", raises(lambda: apply(), "missing a required argument: 'x'")
    one = _function(torch, forward, lambda ctx, g: g, setup_context=setup_context)
    yield "a gradient for each", raises(one(x).sum().backward, "expected 2, got 1")


def marks(torch):
    """What can be marked, and what that does."""

    def marked(mark, chosen):
        def forward(ctx, x):
            y = x.clone()
            getattr(ctx, mark)(chosen(x, y))
            return y

        return _function(torch, forward, lambda ctx, g: g)

    for mark in ("mark_dirty", "mark_non_differentiable"):
        yield f"{mark}: an output", raises(lambda m=mark: marked(m, lambda x, y: y)(_leaf(torch)))
        yield f"{mark}: an input", raises(lambda m=mark: marked(m, lambda x, y: x)(_leaf(torch)))
        yield f"{mark}: a number", raises(lambda m=mark: marked(m, lambda x, y: 3)(_leaf(torch)))

    def overwrite(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x

    x = torch.ones(3, requires_grad=True)
    base = x * 1
    _function(torch, overwrite, lambda ctx, g: g * 2)(base[:2])
    base.sum().backward()
    yield "a view overwritten", [x.grad, base]


def views_of_functions(torch):
    """An output that is a view cannot be modified in place: the sentence says why."""
    words = "This view was created inside a custom Function"
    several = "the output of a function that returns multiple views"
    same = _function(torch, lambda ctx, x: x, lambda ctx, g: g)
    view = _function(torch, lambda ctx, x: x.view(2), lambda ctx, g: g)
    two = _function(torch, lambda ctx, x: (x.view(2), x.view(2, 1)), lambda ctx, g, h: g)
    yield "an input", raises(lambda: same(_leaf(torch) * 1).add_(1), words, "Output 0 of F is")
    yield "a view", raises(lambda: view(_leaf(torch) * 1).add_(1), words)
    yield "one of two", raises(lambda: two(_leaf(torch) * 1)[0].add_(1), several)
    module = torch.nn.Linear(2, 2)
    module.register_full_backward_hook(lambda *given: None)
    for name, x in (("leaf", _leaf(torch)), ("constant", torch.ones(2))):
        out = module(x)
        yield f"a hooked module, {name}", raises(out.relu_, "Output 0 of BackwardHookFunction is")
    inside = torch.nn.ReLU(inplace=True)
    inside.register_full_backward_hook(lambda *given: None)
    yield "a hooked module in place", raises(lambda: inside(_leaf(torch) * 1), words)


def zeros_for_what_is_not_used(torch):
    """materialize_grads with create_graph gives zeros that require grad."""
    x, y = _leaf(torch), _leaf(torch)
    for create in (True, False):
        grads = torch.autograd.grad(
            (x * x).sum(), (x, y), create_graph=create, materialize_grads=True
        )
        yield f"create_graph={create}", list(grads)


def edges_as_outputs(torch):
    """A GradientEdge stands for its tensor on both sides of grad and backward."""
    edge_of, grad = torch.autograd.graph.get_gradient_edge, torch.autograd.grad
    x = _leaf(torch)
    yield "a number", grad(edge_of((x * x).sum()), x)
    yield "with a gradient", grad(edge_of(x * x), x, grad_outputs=torch.tensor([1.0, 2.0]))
    words = "grad can be implicitly created only for scalar outputs"
    yield "without", raises(lambda: grad(edge_of(x * x), x), words)
    yield "another shape", raises(lambda: grad(edge_of(x * x), x, torch.ones(3)), "Mismatch in sh")
    y = x * x
    yield "beside a tensor", grad((edge_of(y), y.sum()), x, (torch.ones(2), None))
    torch.autograd.backward(edge_of((x * 3).sum()))
    yield "backward", x.grad
    d = torch.ones(2, dtype=torch.float64, requires_grad=True)
    yield "float64", grad(edge_of((d * d).sum()), d)


def hooks_that_hear_of_nothing(torch):
    """A hook of an output that gets no gradient is called with None, if its node runs."""

    def told(outputs):
        log = []
        for index, out in enumerate(outputs):
            out.register_hook(lambda g, i=index: log.append([i, None if g is None else g.tolist()]))
        outputs[0].sum().backward()
        return log

    yield "unbind", told(torch.ones(2, 3, requires_grad=True).unbind())
    yield "split", told(torch.ones(4, requires_grad=True).split(2))
    x = _leaf(torch)
    two = _function(torch, lambda ctx, x: (x * 2, x * 3), lambda ctx, g, h: g * 2 + h * 3)
    yield "a custom Function", [told(two(x)), x.grad]
    parts = torch.ones(4, requires_grad=True).split(2)
    handle = parts[1].register_hook(lambda g: 1 / 0)
    handle.remove()
    yield "removed", raises(parts[0].sum().backward)
    x = torch.ones(4, requires_grad=True)
    parts = x.split(2)
    parts[1].register_hook(lambda g: torch.ones(2) if g is None else g)
    words = "can't replace a None gradient"
    yield "an answer to None", raises(parts[0].sum().backward, words)


def hooks_after_accumulating(torch):
    """They must return None."""
    for name, answer in (("tensor", torch.ones(2)), ("number", 5)):
        x = _leaf(torch)
        x.register_post_accumulate_grad_hook(lambda p, a=answer: a)
        yield name, raises((x * 3).sum().backward)


def the_context_is_a_node(torch):
    """isinstance(ctx, Node), in forward and in backward."""
    node, seen = torch.autograd.graph.Node, []

    def forward(ctx, x):
        seen.append(isinstance(ctx, node))
        return x * 2

    def backward(ctx, g):
        seen.append(isinstance(ctx, node))
        return g * 2

    _function(torch, forward, backward)(_leaf(torch)).sum().backward()
    yield "seen", seen
