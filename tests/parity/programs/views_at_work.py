"""Views: shapes that do not fit, several at once, without recording, in loops and chains."""

from ..observe import raises
from .views import _x


def bad_shapes(torch):
    """view refuses what does not fit in number or in memory."""
    t = torch.zeros(3)
    yield "count", raises(lambda: t.view(2, 2), "shape '[2, 2]' is invalid for input of size 3")
    yield "two unknown", raises(lambda: t.view(-1, -1), "only one dimension can be inferred")
    yield "negative", raises(lambda: t.view(-2), "invalid shape dimension -2")
    yield (
        "memory",
        raises(
            lambda: torch.zeros(2, 3).t().view(6),
            "view size is not compatible with input tensor's size and stride",
            "Use .reshape(...) instead",
        ),
    )
    yield "memory allows", [torch.zeros(2, 3).t().view(3, 2, 1), torch.zeros(2, 3)[:, :1].view(2)]
    yield "no strides", raises(lambda: torch.ones(1).expand(3).view(3, 1).add_(1), "single memory")


def several_views_at_once(torch):
    """The outputs of unbind, split and chunk cannot be changed in place when they are recorded."""
    for name, make in {
        "unbind": lambda y: y.unbind(),
        "iteration": lambda y: list(y),
        "split": lambda y: y.split(1),
        "split by sizes": lambda y: y.split([1, 1]),
        "chunk": lambda y: y.chunk(2, 1),
    }.items():
        x = _x(torch)
        parts = make(x * 2)
        yield (
            name,
            raises(
                lambda parts=parts: parts[0].mul_(2),
                "is a view and is being modified inplace",
                "output of a function that returns multiple views",
            ),
        )
        yield f"{name}, a part of a part", raises(lambda parts=parts: parts[1][0].mul_(2))
        t = torch.zeros(2, 3)
        make(t)[1].add_(1)
        yield f"{name}, unrecorded", t
    x = _x(torch)
    y = x * 2
    parts = y.unbind()
    y.mul_(2)
    yield (
        "base changed afterwards",
        raises(
            lambda: parts[1] * 2,
            "is a view and its base or another view of its base has been modified",
        ),
    )
    yield "its grad_fn", raises(lambda: parts[1].grad_fn, "Output 1 of Unbind")
    yield "still shown", [repr(parts[1]), parts[1].detach()]
    with torch.no_grad():
        y = x * 2
        parts = y.unbind()
        parts[0].zero_()
    yield "under no_grad", y


def views_made_without_recording(torch):
    """A view made under no_grad must not be changed in grad mode, if its base requires grad."""
    x = _x(torch)
    y = x * 2
    with torch.no_grad():
        v = y[0]
        w = torch.zeros(2)[:1]
    message = "A view was created in no_grad mode and is being modified inplace with grad mode"
    yield "base requires grad", raises(lambda: v.mul_(2), message)
    yield "setitem", raises(lambda: v.__setitem__(0, 1.0), "was created in no_grad mode and is")
    yield "gradless", w.add_(1)
    yield "gradless, requiring value", raises(lambda: w.mul_(x[0, :1]))
    with torch.no_grad():
        v.mul_(2)
    yield "both inside", y
    v = y[1]
    with torch.no_grad():
        v.zero_()
    yield "view outside, change inside", [y, v]


def detaching_in_place(torch):
    """detach_() cuts a tensor off its graph; on a view it is refused."""
    x = _x(torch)
    y = x * 2
    yield "same", [y.detach_() is y, y, y.is_leaf]
    yield "view", raises(lambda: (x * 2)[0].detach_(), "Can't detach views in-place. Use detach()")
    leaf = torch.ones(2, requires_grad=True)
    yield "leaf", [leaf.detach_() is leaf, leaf.requires_grad]


def views_of_a_leaf_in_a_loop(torch):
    """A loop over rows, as in a recurrent net: each row's use adds to the leaf's gradient."""
    w = _x(torch)
    state = torch.zeros(3)
    for row in w:
        state = torch.tanh(state + row)
    state.sum().backward()
    yield "gradient", w.grad
    w.grad = None
    out = torch.zeros(2, 3)
    for i in range(2):
        out[i] = w[i] * (out[i - 1].detach() + 1)
    out.sum().backward()
    yield "filled row by row", [out, w.grad]


def strides_and_contiguity(torch):
    """Strides count elements; a transposed tensor does not lie in order."""
    t = torch.zeros(2, 3)
    for name, made in {
        "t": t,
        "transposed": t.t(),
        "column": t[:, 1],
        "row": t[1],
        "steps": t[:, ::2],
        "unsqueezed": t.unsqueeze(1)[:, :, 1:],
        "expanded": torch.ones(3, 1).expand(3, 4),
    }.items():
        yield name, [list(made.stride()), made.is_contiguous()]
    yield "offsets", [t[1].storage_offset(), t[:, 2:].storage_offset()]


def deep_chains_of_views(torch):
    """A view of a view of a view, changed at the end."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 1
    v = y
    for _ in range(50):
        v = v.view(2)
    v.mul_(3)
    y.sum().backward()
    yield "gradient", x.grad
    yield "base", v._base is y


def diagonals_are_views(torch):
    """A diagonal shares memory, and can be written."""
    x = torch.arange(9.0).reshape(3, 3).clone().requires_grad_()
    y = x * x
    d = y.diagonal()
    yield "view", [d._is_view(), d._base is y]
    d.mul_(2)
    y.sum().backward()
    yield "gradient", x.grad
    t = torch.zeros(3, 3)
    t.diagonal(1).fill_(5.0)
    yield "offset", t
