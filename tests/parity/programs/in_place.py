"""Operations that write into their tensor: what is refused, and what becomes of the graph."""

from ..observe import graph, raises
from .versions import MODIFIED, _place, _x


def a_leaf_that_requires_grad_is_protected(torch):
    """In grad mode it cannot be overwritten, nor through a view; under no_grad it can."""
    message = "a leaf Variable that requires grad is being used in an in-place operation."
    through = "a view of a leaf Variable that requires grad is being used in an in-place operation."
    x = _x(torch)

    def augmented():
        y = x
        y += 1

    def setitem():
        x[0] = 5.0

    def masked():
        x[x > 0] = 5.0

    yield "add_", raises(lambda: x.add_(1), message)
    yield "zero_", raises(lambda: x.zero_(), message)
    yield "copy_", raises(lambda: x.copy_(torch.ones(2)), message)
    yield "+=", raises(augmented, message)
    yield "setitem", raises(setitem, through)
    yield "setitem by a mask", raises(masked, "leaf Variable that requires grad")
    yield "view", raises(lambda: x[:1].mul_(2), through)
    yield "view's view", raises(lambda: x.view(2, 1)[0].mul_(2), through)
    yield "untouched", [x, x._version]
    with torch.no_grad():
        x.add_(1)
        x[0] = 5.0
        x[1:].mul_(10)
    yield "under no_grad", [x, x._version, *_place(x)]


def in_place_is_recorded(torch):
    """y.mul_(3) makes y the product of what it was; the gradient follows."""
    x = _x(torch)
    y = x + 1
    before = y.grad_fn
    y.mul_(3)
    yield "names", [type(y.grad_fn).__name__, y.grad_fn.next_functions[0][0] is before]
    yield "graph", graph(y)
    y.sum().backward()
    yield "gradient", x.grad
    yield (
        "the table",
        [
            type(make(x * 1).grad_fn).__name__
            for make in (
                lambda t: t.add_(1),
                lambda t: t.sub_(1),
                lambda t: t.div_(2),
                lambda t: t.neg_(),
                lambda t: t.pow_(2),
                lambda t: t.exp_(),
                lambda t: t.sqrt_(),
                lambda t: t.sigmoid_(),
                lambda t: t.tanh_(),
                lambda t: t.relu_(),
                lambda t: t.zero_(),
                lambda t: t.fill_(2.0),
                lambda t: t.fill_(torch.tensor(2.0)),
                lambda t: t.copy_(torch.ones(2)),
                lambda t: t.copy_(x),
                lambda t: t.clamp_(0, 1),
                lambda t: t.clamp_(min=0.5),
                lambda t: t.masked_fill_(torch.tensor([True, False]), 0.0),
            )
        ],
    )


def in_place_squares_and_powers(torch):
    """An operation that saved what it then overwrites keeps the old values."""
    x = _x(torch)
    y = x * 1
    y.pow_(3)
    y.sum().backward()
    yield "pow_", x.grad
    x = _x(torch)
    y = x * 1
    y.mul_(y)
    yield "mul_(itself), backward", raises(lambda: y.sum().backward())
    x = _x(torch)
    y = x * 1
    y.sin_()
    y.sum().backward()
    yield "sin_", x.grad
    x = _x(torch)
    y = x * 1
    y.exp_().sin_()
    yield "exp_, then sin_", raises(lambda: y.sum().backward(), MODIFIED)
    x = _x(torch)
    y = x * 1
    y.sin_().exp_()
    y.sum().backward()
    yield "sin_, then exp_", x.grad
    x = _x(torch)
    y = x * 1
    y.mul_(x)
    y.div_(x + 1)
    y.sum().backward()
    yield "with tensors", x.grad


def higher_derivatives_through_in_place(torch):
    """A derivative of a derivative goes through in-place operations too."""
    x = _x(torch)
    y = x * 1
    y.pow_(3)
    y.mul_(x)
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    yield "first", g
    (h,) = torch.autograd.grad(g.sum(), x)
    yield "second", h
    x = _x(torch)
    y = x * x
    y[0] = x[1] ** 3
    y[1:].mul_(x[:1])
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    yield "slices, first", g
    (h,) = torch.autograd.grad(g.sum(), x)
    yield "slices, second", h


def a_requiring_operand_brings_a_graph(torch):
    """In-place with an operand that requires grad turns a constant into a non-leaf."""
    x = _x(torch)
    t = torch.ones(2)
    t.add_(x)
    yield "add_", [t, *_place(t)]
    yield "graph", graph(t)
    t.sum().backward()
    yield "gradient", x.grad
    t = torch.ones(3)
    t[:2] = x
    yield "setitem", [t, *_place(t)]
    yield "its graph", graph(t)
    t = torch.ones(2)
    t[0] = x[1]
    yield "one element", graph(t)
    x.grad = None
    (t * 3).sum().backward()
    yield "its gradient", x.grad
    t = torch.zeros(2)
    t.fill_(x.sum())
    yield "fill_", graph(t)
    t = torch.zeros(3, 2)
    t.copy_(x)
    yield "copy_", graph(t)


def setitem_clears_gradients(torch):
    """What was overwritten gets gradient 0; CopySlices is the node."""
    x = torch.arange(6.0).reshape(2, 3).requires_grad_()
    for name, key in {
        "int": 0,
        "ints": (1, 2),
        "slice": slice(0, 1),
        "steps": (slice(None), slice(None, None, 2)),
        "ellipsis": (..., 1),
        "all": slice(None),
        "none": (None, 0),
        "list": [1, 0],
        "tensor": torch.tensor([1]),
        "mask": torch.tensor([[True, False, True], [False, True, False]]),
        "mixed": (slice(None), [0, 2]),
        "pairs": ([0, 1], [1, 1]),
        "empty": slice(0, 0),
    }.items():
        y = x * 2
        y[key] = 7.0
        x.grad = None
        y.sum().backward()
        yield name, [y, x.grad]
        yield f"{name}: graph", graph(y)
        y = x * 2
        y[key] = x[key] * 5
        x.grad = None
        y.sum().backward()
        yield f"{name}, with a tensor", [y, x.grad]


def no_grad_keeps_the_old_history(torch):
    """Under no_grad an in-place change keeps the old grad_fn: the gradient is the user's affair."""
    x = _x(torch)
    y = x * 2
    before = y.grad_fn
    with torch.no_grad():
        y.mul_(100)
    yield "same node", y.grad_fn is before
    y.sum().backward()
    yield "gradient", x.grad
    y = x * 2
    with torch.no_grad():
        y.copy_(x)
    yield "copy_", [y, y.grad_fn]
