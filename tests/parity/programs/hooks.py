"""Hooks: of tensors, of leaves, of nodes; their order; hooks of several tensors at once."""

from ..observe import raises


def _x(torch):
    return torch.tensor([1.0, 2.0], requires_grad=True)


def a_hook_sees_the_total_gradient_once(torch):
    """A tensor's hook gets the sum over all consumers, once a backward pass."""
    x = _x(torch)
    y = x * 2
    seen = []
    y.register_hook(lambda grad: seen.append(grad.tolist()))
    (y * 3 + y.sum() + y * y).sum().backward()
    yield "seen", seen
    yield "grad", x.grad


def hooks_replace_the_gradient_in_their_order(torch):
    """None keeps the gradient, a tensor replaces it; each hook sees what the one before made."""
    x = _x(torch)
    y = x * 2
    seen = []
    y.register_hook(lambda grad: seen.append(grad.tolist()))
    y.register_hook(lambda grad: grad + 1)
    y.register_hook(lambda grad: seen.append(grad.tolist()))
    y.register_hook(lambda grad: grad * 10)
    y.sum().backward()
    yield "seen", seen
    yield "grad", x.grad


def a_hook_on_a_leaf_changes_its_grad(torch):
    """What the hook of a leaf returns is what .grad gets; grad() and backward() alike."""
    x = _x(torch)
    x.register_hook(lambda grad: grad * 5)
    (x * 2).sum().backward()
    yield "backward", x.grad
    yield "grad", torch.autograd.grad((x * 2).sum(), x)[0]
    yield "a leaf's own backward", _own_backward(torch)


def _own_backward(torch):
    x = _x(torch)
    x.register_hook(lambda grad: grad * 7)
    x.backward(torch.ones(2))
    return x.grad


def handles_take_hooks_away(torch):
    """remove() is idempotent; a handle is a context manager."""
    x = _x(torch)
    handle = x.register_hook(lambda grad: grad * 5)
    handle.remove()
    handle.remove()
    (x * 2).sum().backward()
    yield "removed", x.grad
    x.grad = None
    with x.register_hook(lambda grad: grad * 5):
        (x * 2).sum().backward()
    yield "inside", x.grad
    x.grad = None
    (x * 2).sum().backward()
    yield "outside", x.grad


def what_hooks_may_not_return(torch):
    """Another type, another shape, another dtype."""
    for name, hook in {
        "int": lambda grad: 3,
        "tuple": lambda grad: (grad,),
        "shape": lambda grad: torch.ones(3),
        "dtype": lambda grad: grad.double(),
    }.items():

        def run(hook=hook):
            x = _x(torch)
            y = x * 2
            y.register_hook(hook)
            y.sum().backward()

        phrases = {
            "shape": "has changed the size of value",
            "dtype": "has changed the type of value",
        }
        yield name, raises(run, phrases.get(name, "expected Variable, but hook returned"))


def hooks_need_a_gradient(torch):
    """A tensor that does not require grad takes no hook."""
    c = torch.ones(2)
    words = "cannot register a hook on a tensor that doesn't require gradient"
    yield "tensor hook", raises(lambda: c.register_hook(print), words)
    yield (
        "post-accumulate",
        raises(lambda: c.register_post_accumulate_grad_hook(print), words),
    )
    yield (
        "post-accumulate, no leaf",
        raises(lambda: (_x(torch) * 2).register_post_accumulate_grad_hook(print), "non-leaf"),
    )


def errors_in_hooks_pass_through(torch):
    """An exception keeps its type and words, and the engine goes on working afterwards."""

    def fail(*_):
        raise KeyError("mine")

    for name in ("tensor", "pre", "post", "leaf", "accumulated"):
        x = _x(torch)
        y = x * 2
        handle = {
            "tensor": lambda y=y: y.register_hook(fail),
            "pre": lambda y=y: y.grad_fn.register_prehook(fail),
            "post": lambda y=y: y.grad_fn.register_hook(fail),
            "leaf": lambda x=x: x.register_hook(fail),
            "accumulated": lambda x=x: x.register_post_accumulate_grad_hook(fail),
        }[name]()
        yield name, raises(lambda y=y: y.sum().backward(), "mine")
        yield f"{name}: mode", torch.is_grad_enabled()
        handle.remove()
        x.grad = None
        (x * 3).sum().backward()
        yield f"{name}: afterwards", x.grad


def the_grad_mode_inside_hooks(torch):
    """Off, unless the backward pass is recorded."""
    x = _x(torch)
    modes = []
    y = x * x
    y.register_hook(lambda grad: modes.append(torch.is_grad_enabled()))
    x.register_hook(lambda grad: modes.append((torch.is_grad_enabled(), grad.requires_grad)))
    y.sum().backward(retain_graph=True)
    torch.autograd.grad(y.sum(), x, create_graph=True)
    yield "modes", modes


def hooks_under_create_graph_are_differentiated(torch):
    """What a hook does to the gradient is part of the recorded graph."""
    x = _x(torch)
    y = x * x
    y.register_hook(lambda grad: grad * x)
    (first,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    yield "first", first
    yield "second", torch.autograd.grad(first.sum(), x)[0]


def edits_in_place_stick(torch):
    """A hook may also change the gradient that it is given."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2

    def double(grad):
        grad.mul_(2)

    y.register_hook(double)
    (y * y).sum().backward()
    yield "vector", x.grad
    s = torch.tensor(3.0, requires_grad=True)
    t = s * 2
    t.register_hook(double)
    (t * t).backward()
    yield "single number", s.grad


def the_order_for_one_node(torch):
    """Tensor, before, after; then the leaf: tensor, before, accumulated, after."""
    x = _x(torch)
    y = x * 2
    z = y.exp()
    log = []
    leaf = y.grad_fn.next_functions[0][0]
    leaf.register_hook(lambda inputs, outputs: log.append(["acc post", inputs, outputs]))
    leaf.register_prehook(lambda outputs: log.append(["acc pre", outputs]))
    x.register_post_accumulate_grad_hook(lambda p: log.append(["accumulated", p.grad.clone()]))
    x.register_hook(lambda grad: log.append(["leaf", grad.clone()]))
    y.grad_fn.register_hook(lambda inputs, outputs: log.append(["post", inputs, outputs]))
    y.grad_fn.register_prehook(lambda outputs: log.append(["pre", outputs]))
    y.register_hook(lambda grad: log.append(["tensor", grad.clone()]))
    z.sum().backward()
    yield "log", log


def a_retained_grad_is_taken_after_the_tensor_hooks(torch):
    """Whatever was registered first; hooks before the node come later still."""
    x = _x(torch)
    y = x * 2
    y.retain_grad()
    y.register_hook(lambda grad: grad * 3)
    y.grad_fn.register_prehook(lambda outputs: (outputs[0] * 100,))
    y.sum().backward()
    yield "retained", y.grad
    yield "leaf", x.grad


def what_grad_returns_of_a_hooked_intermediate(torch):
    """As an input on the way to another one its gradient is taken before its own hooks."""
    x = _x(torch)
    y = x * 2
    y.register_hook(lambda grad: grad * 3)
    z = y.sum()
    yield "both", list(torch.autograd.grad(z, [y, x], retain_graph=True))
    yield "alone", list(torch.autograd.grad(z, [y], retain_graph=True))
    yield "leaf", list(torch.autograd.grad(z, [x]))


def hooks_off_the_way_do_not_run(torch):
    """grad() runs only what leads to its inputs."""
    x, w = _x(torch), _x(torch)
    seen = []
    a, b = x * 2, w * 3
    a.register_hook(lambda grad: seen.append("a"))
    b.register_hook(lambda grad: seen.append("b"))
    w.register_post_accumulate_grad_hook(lambda p: seen.append("w"))
    (a + b).sum().backward(inputs=[x])
    torch.autograd.grad((w * 3).sum(), w)
    yield "seen", seen
