"""Indexing: every kind of index, its gradient, and the errors."""

from ..observe import raises

INDICES = [
    "0",
    "-1",
    "1, 2",
    "1, -1",
    "slice(None)",
    "slice(1, None)",
    "slice(None, None, 2)",
    "slice(-2, None)",
    "slice(5, 9)",
    "slice(2, 1)",
    "...",
    "..., 0",
    "0, ...",
    "None",
    "None, 1",
    "slice(None), None",
    "0, slice(1, None)",
    "slice(None), 1",
    "slice(0, 2), slice(1, 3)",
    "[0, 2]",
    "[0, 0, 1]",
    "[-1]",
    "[[0, 1], [1, 2]],",
    "slice(None), [2, 0]",
    "[0, 1], [2, 3]",
    "[2, 0], slice(1, 3)",
    "0, [1, 1]",
    "[1, 0], None",
    "x > 0",
    "x[:, 0] > 0",
    "[True, False, True]",
    "torch.tensor([2, 0])",
    "torch.tensor(1)",
    "torch.tensor([[0, 1], [2, 0]])",
    "torch.tensor([], dtype=torch.int64)",
    "torch.tensor([0, 1]), torch.tensor([1, 1])",
    "torch.tensor([[0], [1]]), torch.tensor([1, 2])",
    "()",
]


def _index(index):
    def program(torch):
        x = torch.arange(12, dtype=torch.float64).reshape(3, 4) - 4.5
        x.requires_grad_()
        y = x[eval(index, {"torch": torch, "x": x.detach()})]
        yield "result", y
        seed = torch.arange(1, y.numel() + 1, dtype=torch.float64).reshape(y.shape)
        y.backward(seed)
        yield "gradient", x.grad

    program.__doc__ = f"x[{index}] and its gradient."
    return program


PROGRAMS = {f"x[{index}]": _index(index) for index in INDICES}


def indices_out_of_bounds(torch):
    """An index beyond the size, too many indices: IndexError."""
    x = torch.zeros(3)
    words = "index 5 is out of bounds for dimension 0 with size 3"
    yield "int", raises(lambda: x[5], words)
    yield "negative", raises(lambda: x[-4], "index -4 is out of bounds for dimension 0 with size 3")
    yield "too many", raises(lambda: x[0, 0], "too many indices")
    yield "list", raises(lambda: x[[5]])
    yield "0-d", raises(lambda: torch.tensor(1.0)[0])
    second = "index 7 is out of bounds for dimension 1 with size 2"
    yield "second dimension", raises(lambda: torch.zeros(3, 2)[0, 7])
    yield "second, slice first", raises(lambda: torch.zeros(3, 2)[:, 7], second)
    yield "mask of another size", raises(lambda: x[torch.tensor([True, False])])
    yield "float index", raises(lambda: x[1.0])
    yield "float tensor", raises(lambda: x[torch.tensor([1.0])])


def a_negative_step_is_refused(torch):
    """x[::-1]: ValueError."""
    yield "reversed", raises(lambda: torch.zeros(3)[::-1], "step must be greater than zero")


def iteration_is_unbind(torch):
    """for row in x gives the rows, in the graph."""
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    total = 0
    for factor, row in enumerate(x):
        total = total + factor * row.sum()
    total.backward()
    yield "gradient", x.grad
    yield "rows", list(x)


def named_results(torch):
    """max(dim) returns values and indices by name."""
    result = torch.tensor([[1.0, 5.0], [7.0, 3.0]]).max(dim=1)
    yield "values", result.values
    yield "indices", result.indices
    values, indices = torch.tensor([[1.0, 5.0], [7.0, 3.0]]).min(0, keepdim=True)
    yield "unpacked", [values, indices]
    yield "whole", torch.tensor([[1.0, 5.0]]).max()


def views_share_memory(torch):
    """view, basic indexing, t, transpose, permute, squeeze, unsqueeze, expand share memory."""
    import numpy as np

    x = torch.arange(6.0).reshape(2, 3)
    for name, y in {
        "view": x.view(6),
        "reshape": x.reshape(3, 2),
        "row": x[0],
        "slice": x[:, 1:],
        "none": x[None],
        "t": x.t(),
        "transpose": x.transpose(0, 1),
        "permute": x.permute(1, 0),
        "unsqueeze": x.unsqueeze(0),
        "squeeze": x[:1].squeeze(),
        "expand": x[:1].expand(4, 3),
        "unbind": x.unbind()[0],
        "detach": x.detach(),
        "list index": x[[0, 1]],
        "mask": x[x > 0],
        "clone": x.clone(),
        "arithmetic": x + 0,
        "reshape of a transpose": x.t().reshape(6),
    }.items():
        yield name, np.shares_memory(x.numpy(), y.numpy())


def bad_sizes(torch):
    """view and reshape to sizes that do not fit; view of what is not contiguous."""
    x = torch.arange(3.0)
    yield "view", raises(lambda: x.view(2, 2), "shape '[2, 2]' is invalid for input of size 3")
    yield (
        "reshape",
        raises(lambda: x.reshape(2, 2), "shape '[2, 2]' is invalid for input of size 3"),
    )
    yield "two unknown", raises(lambda: x.view(-1, -1), "only one dimension can be inferred")
    words = ("view size is not compatible with input tensor's size and stride", ".reshape(...)")
    yield "not contiguous", raises(lambda: torch.ones(2, 3).t().view(6), *words)


def bad_joins(torch):
    """cat and stack of what does not fit."""
    yield "cat sizes", raises(lambda: torch.cat([torch.ones(2, 2), torch.ones(2, 3)]), "Sizes")
    yield "cat 0-d", raises(lambda: torch.cat([torch.tensor(1.0)]), "zero-dimensional")
    yield "stack", raises(lambda: torch.stack([torch.ones(2), torch.ones(3)]), "equal size")
    yield "nothing", raises(lambda: torch.stack([]))
    yield "dim", raises(lambda: torch.cat([torch.ones(2)], dim=1), "Dimension out of range")
