"""Hooks of leaves, nodes and several tensors: when they run, what they may return."""

from ..observe import raises
from .hooks import _x


def leaves_run_as_soon_as_they_are_complete(torch):
    """Not when their turn by age would come; and in the order of a node's inputs."""
    a, b, c = (torch.tensor(v, requires_grad=True) for v in (2.0, 3.0, 4.0))
    log = []
    for name, leaf in {"a": a, "b": b, "c": c}.items():
        leaf.register_hook(lambda grad, name=name: log.append(name))
    product = a * b
    product.backward()
    yield "inputs of one node", list(log)
    log.clear()
    kept = a * c  # keeps older ends of the leaves alive
    inner = b * 2
    inner.register_hook(lambda grad: log.append("inner"))
    outer = inner.exp() + a
    outer.backward()
    yield "before older nodes", list(log)
    log.clear()
    (a * b + c).backward()
    yield "newest first", list(log)
    yield "kept", kept


def hooks_before_and_after_a_node(torch):
    """Gradients of inputs that are not needed are None; tuples of the same length replace."""
    x = _x(torch)
    c = torch.tensor([3.0, 4.0])
    y = x * c
    log = []
    y.grad_fn.register_hook(lambda inputs, outputs: log.append([inputs, outputs]))
    y.grad_fn.register_hook(lambda inputs, outputs: (inputs[0] * 10, None))
    y.grad_fn.register_prehook(lambda outputs: (outputs[0] * 2,))
    y.sum().backward()
    yield "log", log
    yield "grad", x.grad


def what_node_hooks_may_not_return(torch):
    """No tuple, another length, other things than tensors, other shapes."""

    def after(hook):
        y = _x(torch) * 2
        y.grad_fn.register_hook(hook)
        y.sum().backward()

    def before(hook):
        y = _x(torch) * 2
        y.grad_fn.register_prehook(hook)
        y.sum().backward()

    number = "returned an incorrect number of values"
    kind = "expected tuple, but hook returned"
    yield "after: tensor", raises(lambda: after(lambda i, o: i[0]), kind)
    yield "after: list", raises(lambda: after(lambda i, o: list(i)), kind)
    yield "after: length", raises(lambda: after(lambda i, o: (i[0],)), number)
    yield "after: number", raises(lambda: after(lambda i, o: (2, None)), "expected Variable")
    yield (
        "after: shape",
        raises(lambda: after(lambda i, o: (torch.ones(3), None)), "has changed the size of value"),
    )
    yield "before: tensor", raises(lambda: before(lambda o: o[0]), kind)
    yield "before: length", raises(lambda: before(lambda o: ()), number)
    yield "before: number", raises(lambda: before(lambda o: (3,)), "expected Variable")


def a_node_hook_may_drop_gradients(torch):
    """None in the place of a gradient: nothing goes further there."""
    x = _x(torch)
    y = x * 2
    y.grad_fn.register_hook(lambda inputs, outputs: (None, None))
    y.sum().backward()
    yield "after", x.grad
    y = x * 2
    y.grad_fn.register_prehook(lambda outputs: (None,))
    y.sum().backward()
    yield "before", x.grad


def nodes_with_several_outputs(torch):
    """Their hooks see a gradient or None for each output."""
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    first, _ = x.unbind()
    log = []
    first.grad_fn.register_prehook(lambda outputs: log.append(outputs))
    first.grad_fn.register_hook(lambda inputs, outputs: log.append([inputs, outputs]))
    first.sum().backward()
    yield "log", log


def hooks_stay_with_the_old_value(torch):
    """A hook registered before an in-place operation sees the gradient of the old value."""
    x = _x(torch)
    y = x * 2
    seen = []
    y.register_hook(lambda grad: seen.append(["old", grad.tolist()]))
    y.mul_(10)
    y.register_hook(lambda grad: seen.append(["new", grad.tolist()]))
    y.sum().backward()
    yield "seen", seen


def optimizer_in_backward(torch):
    """A post-accumulate hook may use the gradient up and set it to None."""
    w = torch.tensor([1.0, 2.0], requires_grad=True)

    def step(leaf):
        with torch.no_grad():
            leaf -= 0.1 * leaf.grad
        leaf.grad = None

    w.register_post_accumulate_grad_hook(step)
    for _ in range(3):
        (w * w).sum().backward()
    yield "w", w
    yield "grad", w.grad


def post_accumulate_hooks(torch):
    """Called with the leaf, after .grad; their order; not by grad(); they must return None."""
    x = _x(torch)
    seen = []
    x.register_post_accumulate_grad_hook(lambda p: seen.append([p is x, p.grad.tolist()]))
    handle = x.register_post_accumulate_grad_hook(
        lambda p: seen.append(["second", torch.is_grad_enabled()])
    )
    (x * 2).sum().backward()
    torch.autograd.grad((x * 2).sum(), x)
    handle.remove()
    (x * 2).sum().backward()
    yield "seen", seen
    x.register_post_accumulate_grad_hook(lambda p: 3)
    yield "returned", raises(lambda: (x * 2).sum().backward(), "but hook returned")


def hooks_of_the_accumulator_end_with_it(torch):
    """A hook on AccumulateGrad goes when the node goes; one on the leaf stays."""
    x = _x(torch)
    seen = []
    y = x * 2
    y.grad_fn.next_functions[0][0].register_hook(lambda i, o: seen.append("node"))
    x.register_hook(lambda grad: seen.append("leaf"))
    y.sum().backward()
    del y
    (x * 2).sum().backward()
    yield "seen", seen


def several_tensors_at_once(torch):
    """register_multi_grad_hook: once a pass, when all that the pass reaches are known."""
    a, b, c = (torch.tensor(v, requires_grad=True) for v in (2.0, 3.0, 4.0))
    m = a * b
    seen = []
    handle = torch.autograd.graph.register_multi_grad_hook(
        [a, b, c, m], lambda grads: seen.append(list(grads))
    )
    (m * 2).backward(retain_graph=True)
    yield "without c", list(seen)
    seen.clear()
    (m * c).backward(retain_graph=True)
    yield "all", list(seen)
    seen.clear()
    handle.remove()
    (a * b * c).backward()
    yield "removed", seen


def any_of_several_tensors(torch):
    """mode="any": once a pass, with the first gradient."""
    a, b = (torch.tensor(v, requires_grad=True) for v in (2.0, 3.0))
    seen = []
    hook = torch.autograd.graph.register_multi_grad_hook
    with hook([a, b], lambda grad: seen.append(grad.clone()), mode="any"):
        (a * b).backward()
        (a * b).backward()
    yield "seen", seen
    yield "unknown", raises(lambda: hook([a], print, mode="some"), "mode")


def gradient_edges(torch):
    """An edge stands for the tensor in grad() and backward(inputs=...)."""
    edge_of = torch.autograd.graph.get_gradient_edge
    x = _x(torch)
    y = x * 2
    first, second = y.unbind()
    yield "edge", [edge_of(y).node is y.grad_fn, edge_of(second).output_nr]
    yield "leaf", type(edge_of(x).node).__name__
    z = (y * y).sum() + second * 3 + first
    edges = [edge_of(y), edge_of(x), edge_of(second)]
    yield "grad", list(torch.autograd.grad(z, edges))
    yield "without grad", raises(lambda: edge_of(torch.ones(2)), "does not require gradients")
