"""The .grad attribute: who has one, when, of which kind; retain_grad; assignment."""

import numpy as np

from ..observe import raises, warned

UNSET = ("not a leaf Tensor", "retain_grad()")


def _chain(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3
    return x, y, (y * y).sum()


def a_leaf_before_and_after_backward(torch):
    """None without a warning before; afterwards a plain leaf of the same shape and dtype."""
    x, _, z = _chain(torch)
    yield "before", warned(lambda: x.grad)
    z.backward()
    yield "after", warned(lambda: x.grad)
    yield "requires_grad", x.grad.requires_grad
    double = torch.tensor([[1.0]], dtype=torch.float64, requires_grad=True)
    (double * 2).backward()
    yield "its dtype and shape", double.grad


def reading_the_unset_gradient_of_a_non_leaf_warns_every_time(torch):
    """.grad of a non-leaf is None and warns, at every reading."""
    _, y, z = _chain(torch)
    yield "first", warned(lambda: y.grad, *UNSET)
    yield "second", warned(lambda: y.grad, *UNSET)
    z.backward()
    yield "after backward", warned(lambda: y.grad, *UNSET)


def no_warning_where_nothing_is_amiss(torch):
    """Retained, a leaf, or gradless: no warning."""
    x, y, _ = _chain(torch)
    y.retain_grad()
    yield "retained", warned(lambda: y.grad)
    yield "leaf", warned(lambda: x.grad)
    yield "gradless", warned(lambda: torch.tensor([1.0]).grad)
    yield "gradless result", warned(lambda: (torch.tensor([1.0]) * 2).grad)


def retain_grad_before_backward_fills_it(torch):
    """retain_grad() before backward: .grad of the non-leaf is filled."""
    _, y, z = _chain(torch)
    yield "retains before", y.retains_grad
    yield "returns", y.retain_grad()
    yield "retains after", y.retains_grad
    z.backward()
    yield "grad", y.grad


def retain_grad_after_backward_is_too_late(torch):
    """retain_grad() after backward: .grad stays None, without a warning."""
    _, y, z = _chain(torch)
    z.backward()
    y.retain_grad()
    yield "retains", y.retains_grad
    yield "grad", warned(lambda: y.grad)


def retain_grad_on_a_leaf_does_nothing(torch):
    """retain_grad() on a leaf is silent; retains_grad stays False; the gradient arrives anyway."""
    x, _, z = _chain(torch)
    yield "call", warned(x.retain_grad)
    yield "retains", x.retains_grad
    z.backward()
    yield "grad", x.grad


def retain_grad_needs_requires_grad(torch):
    """retain_grad() on a tensor that does not require grad: RuntimeError."""
    words = "can't retain_grad on Tensor that has requires_grad=False"
    yield "made", raises(torch.tensor([1.0]).retain_grad, words)
    yield "computed", raises((torch.tensor([1.0]) * 2).retain_grad, words)


def retain_grad_twice_is_once(torch):
    """Calling retain_grad() twice fills .grad once."""
    _, y, z = _chain(torch)
    y.retain_grad()
    y.retain_grad()
    z.backward()
    yield "grad", y.grad


def a_retained_gradient_accumulates(torch):
    """Two backwards add up in the retained gradient too."""
    x, y, z = _chain(torch)
    y.retain_grad()
    z.backward(retain_graph=True)
    z.backward()
    yield "y.grad", y.grad
    yield "x.grad", x.grad


def a_retained_gradient_is_the_one_after_hooks(torch):
    """Whichever was registered first, .grad holds what the hooks made of the gradient."""
    for name in ("hook first", "retain first"):
        x, y, z = _chain(torch)
        if name == "retain first":
            y.retain_grad()
        y.register_hook(lambda gradient: gradient * 10)
        y.retain_grad()
        z.backward()
        yield name, [y.grad, x.grad]


def a_hook_sees_the_total_once(torch):
    """A tensor used three times sends one gradient, the sum, through its hook and its node."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 3
    seen = []
    y.register_hook(lambda gradient: seen.append(gradient.clone()))
    (y + y * y + y.exp() * 0).sum().backward()
    yield "seen", seen
    yield "grad", x.grad


def a_retained_gradient_after_an_in_place_operation(torch):
    """retain_grad before an in-place operation: .grad is that of the final value."""
    x, y, _ = _chain(torch)
    y.retain_grad()
    y.mul_(5)
    (y * 2).sum().backward()
    yield "y.grad", y.grad
    yield "x.grad", x.grad


def the_output_may_retain_its_own_gradient(torch):
    """retain_grad() on the tensor that backward starts from gives the seed."""
    _, _, z = _chain(torch)
    z.retain_grad()
    z.backward()
    yield "grad", z.grad


def a_gradient_can_be_assigned(torch):
    """x.grad = tensor keeps that object; None and del clear it."""
    x, _, _ = _chain(torch)
    given = torch.tensor([5.0, 6.0])
    x.grad = given
    yield "same object", x.grad is given
    (x * 2).sum().backward()
    yield "accumulated into it", x.grad
    yield "still the object", x.grad is given
    x.grad = None
    yield "cleared", x.grad
    x.grad = given
    del x.grad
    yield "deleted", x.grad


def a_gradient_of_the_wrong_shape_is_refused(torch):
    """Assigning a gradient of another shape: RuntimeError about its size."""
    x, _, _ = _chain(torch)
    yield "longer", raises(lambda: setattr(x, "grad", torch.ones(3)), "gradient", "size")
    yield "0-d", raises(lambda: setattr(x, "grad", torch.tensor(1.0)), "gradient", "size")
    yield "still unset", x.grad


def a_gradient_of_the_wrong_kind_is_refused(torch):
    """Another dtype, something that is no tensor, or the tensor itself: refused."""
    x, _, _ = _chain(torch)
    double = torch.ones(2, dtype=torch.float64)
    words = "expected to be a Tensor or None"
    yield "dtype", raises(lambda: setattr(x, "grad", double), "dtype")
    yield "number", raises(lambda: setattr(x, "grad", 1.0), words)
    yield "list", raises(lambda: setattr(x, "grad", [1.0, 2.0]), words)
    yield "itself", raises(lambda: setattr(x, "grad", x), "own grad")


def backward_adds_in_place_to_the_same_object(torch):
    """The second backward adds into the same tensor object; its version grows by one."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 2).sum().backward()
    first = x.grad
    yield "version", first._version
    (x * 5).sum().backward()
    yield "same object", x.grad is first
    yield "version again", first._version
    yield "sum", first


def accumulation_with_create_graph_makes_a_new_object(torch):
    """Under create_graph=True accumulation is out of place."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x**2).sum().backward(create_graph=True)
    first = x.grad
    (x**2).sum().backward(create_graph=True)
    yield "same object", x.grad is first
    yield "first, untouched", first.detach()
    yield "sum", x.grad.detach()
    yield "has a graph", x.grad.requires_grad


def both_ways_to_reset(torch):
    """grad.zero_() and grad = None both start again from nothing."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * 2).sum().backward()
    kept = x.grad
    yield "zero_ returns self", x.grad.zero_() is kept
    (x * 3).sum().backward()
    yield "after zero_", x.grad
    x.grad = None
    (x * 4).sum().backward()
    yield "after None", x.grad


def gradients_do_not_share_memory(torch):
    """The gradients of different leaves can be changed apart, even for a + b."""
    a = torch.tensor([1.0, 2.0], requires_grad=True)
    b = torch.tensor([3.0, 4.0], requires_grad=True)
    (a + b).backward(torch.ones(2))
    yield "shared", np.shares_memory(a.grad.numpy(), b.grad.numpy())
    a.grad.zero_()
    yield "b.grad", b.grad
    for name, make in {
        "sum": lambda p, q: (p + q).sum(),
        "views": lambda p, q: (p.view(2) + q.reshape(2)).sum(),
        "minus": lambda p, q: (p - q).sum(),
        "stack": lambda p, q: torch.stack([p, q]).sum(),
        "cat": lambda p, q: torch.cat([p, q]).sum(),
        "chain": lambda p, q: ((p + 1) + (q + 1)).sum(),
    }.items():
        p = torch.tensor([1.0, 2.0], requires_grad=True)
        q = torch.tensor([3.0, 4.0], requires_grad=True)
        make(p, q).backward()
        yield name, np.shares_memory(p.grad.numpy(), q.grad.numpy())
        p.grad.zero_()
        yield f"{name}, the other", q.grad


def a_gradient_can_be_changed_in_place(torch):
    """A gradient that came from sum()'s expansion can be written at each place."""
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    x.sum().backward()
    x.grad[0] = 7.0
    yield "grad", x.grad


def the_users_gradient_survives(torch):
    """A second backward accumulates without changing the gradient tensor that the user passed."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    given = torch.tensor([1.0, 10.0])
    y = x + 0
    y.backward(given, retain_graph=True)
    y.backward(given)
    yield "given", given
    yield "grad", x.grad


def a_leafs_own_gradient_is_a_copy(torch):
    """backward called on leaves themselves keeps neither the user's tensor nor shares it."""
    x, given = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([1.0, 10.0])
    x.backward(given)
    x.backward(given)
    yield "given", given
    yield "x.grad", x.grad
    p, q = _chain(torch)[0], _chain(torch)[0]
    torch.autograd.backward([p, q], [given, given])
    p.grad.zero_()
    yield "q.grad", q.grad
    yield "given after that", given


def a_retained_gradient_and_a_leafs_are_apart(torch):
    """Zeroing a retained gradient does not touch the leaf's."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x + 1
    y.retain_grad()
    y.sum().backward()
    y.grad.zero_()
    yield "x.grad", x.grad


def an_ordinary_pass_adds_to_a_recorded_gradient(torch):
    """It adds in place, and the gradient stays a part of the graph that made it."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    z = (x * x).sum()
    z.backward(create_graph=True)
    first = x.grad
    z.backward(retain_graph=True)
    yield "added", [x.grad, x.grad is first, first._version]
    z.backward(create_graph=True)
    yield "recorded again", [x.grad, x.grad is first]
    with torch.no_grad():
        z.backward()
    yield "under no_grad", x.grad
