"""Modules: hooks before and after a pass, containers, and what reaches all parts."""

from ..observe import raises
from .nn_modules import _net, _x


def forward_hooks(torch):
    """Before and after forward; what they return takes the place."""
    model = _net(torch)
    seen = []
    pre = model[1].register_forward_pre_hook(lambda module, args: (args[0] * 2,))
    post = model[1].register_forward_hook(lambda module, args, out: seen.append(len(args)))
    instead = model[2].register_forward_hook(lambda module, args, out: out + 1)
    yield "with", model(_x(torch)).detach()
    for handle in (pre, post, instead):
        handle.remove()
    yield "without", model(_x(torch)).detach()
    yield "seen", seen


def backward_hooks(torch):
    """The gradients at both ends of a module, to be looked at and to be replaced."""
    seen = []

    def plain(grads):
        return [None if g is None else g.tolist() for g in grads]

    def look(name, factor=None):
        def hook(module, came, went):
            seen.append([name, type(module).__name__, plain(came), plain(went)])
            return None if factor is None else tuple(g * factor for g in came)

        return hook

    def before(module, went):
        seen.append(["before", plain(went)])
        return tuple(g * 3 for g in went)

    for requires in (False, True):
        model = _net(torch)
        handles = [
            model[0].register_full_backward_hook(look("first")),
            model[1].register_full_backward_hook(look("scaled", 2)),
            model[1].register_full_backward_pre_hook(before),
            model.register_full_backward_hook(look("all")),
        ]
        x = _x(torch).detach().requires_grad_(requires)
        y = model(x)
        yield f"node, {requires}", type(y.grad_fn).__name__
        y.sum().backward()
        yield f"gradients, {requires}", [x.grad, *[p.grad for p in model.parameters()]]
        yield f"hooks, {requires}", list(seen)
        seen.clear()
    for handle in handles:
        handle.remove()
    yield "removed", [type(model(x).grad_fn).__name__, seen]
    layer = torch.nn.Tanh()
    layer.register_full_backward_hook(lambda module, came, went: (1,))
    wrong = torch.ones(2, requires_grad=True)
    yield "no tensor", raises(lambda: layer(wrong).sum().backward(), "expected Variable")
    layer.register_full_backward_hook(lambda module, came, went: (came[0], came[0]))
    yield "too many", raises(lambda: layer(wrong).sum().backward())
    with torch.no_grad():
        yield "under no_grad", layer(wrong).grad_fn is None


def backward_hooks_of_two(torch):
    """Several inputs and outputs; an output that was not used has no gradient."""
    seen = []

    class Two(torch.nn.Module):
        def forward(self, a, factor, b):
            return a * b * factor, a + b

    two = Two()
    two.register_full_backward_hook(lambda module, came, went: seen.append([came, went]))
    a, b = torch.tensor([1.0, 2.0], requires_grad=True), torch.ones(2, requires_grad=True)
    first, second = two(a, 3.0, b)
    first.sum().backward()
    yield "one used", list(seen[-1])
    first, second = two(a, 3.0, b)
    (first + second).sum().backward()
    yield "both used", list(seen[-1])
    yield "gradients", [a.grad, b.grad]
    yield "no gradient", [t.requires_grad for t in two(torch.ones(2), 1.0, torch.ones(2))]


def apply_reaches_children_first(torch):
    """apply calls the function on the innermost modules first, and returns the module."""
    model = _net(torch)
    order = []
    yield "self", model.apply(lambda module: order.append(type(module).__name__)) is model
    yield "order", order


def containers(torch):
    """Indexing, slicing, appending; ModuleList prints repeats in one line."""
    nn = torch.nn
    net = nn.Sequential(nn.ReLU(), nn.Tanh())
    net.append(nn.Sigmoid())
    yield (
        "net",
        [repr(net), len(net), repr(net[-1]), repr(net[1:]), [type(m).__name__ for m in net]],
    )
    layers = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.ReLU()])
    layers.insert(1, nn.Tanh())
    yield "list", [repr(layers), len(list(layers.parameters()))]
    del layers[0]
    yield "shorter", [name for name, _ in layers.named_modules()]
    yield "beyond", raises(lambda: layers[7], "index 7 is out of range")
    parts = nn.ModuleDict({"act": nn.ReLU()})
    parts["out"] = nn.Linear(1, 1)
    yield "dict", [repr(parts), list(parts.keys()), "act" in parts, len(parts)]


def casting(torch):
    """double() changes the parameters in place: the same objects, another type."""
    model = _net(torch)
    p = model[0].weight
    yield "self", model.double() is model
    yield "dtypes", [str(p.dtype) for p in model.parameters()]
    yield "same", [model[0].weight is p, p.requires_grad]
    yield "out", model(_x(torch).double()).detach()
