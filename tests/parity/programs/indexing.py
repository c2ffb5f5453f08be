"""Indexing: every kind of index, its gradient, and the errors."""

import numpy as np

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


def a_single_integer_array_is_an_integer(torch):
    """A 0-d array or tensor of integers takes one place, as a number does, and gives a view."""
    v = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    m = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], requires_grad=True)
    one, last, mask = np.array(1), np.array(-1), np.array(True)
    for name, key in {
        "array": one,
        "last": last,
        "int8": np.array(1, np.int8),
        "float": np.array(1.0),
        "numpy number": np.int64(1),
        "tensor": torch.tensor(1),
        "tuple": (one,),
        "list": [one],
        "None": (None, one),
        "...": (..., last),
        "mask": mask,
        "no mask": np.array(False),
    }.items():
        yield name, [v[key], m[key]]
    for name, key in {
        "and 0": (one, 0),
        ": and": (slice(None), one),
        "two": (one, last),
        "and a list": (one, [0, 1]),
        "a mask and": (np.array([True, False, True]), one),
        "a list and": ([0, 2], torch.tensor(1)),
        "and None": (one, None),
        "True and": (mask, one),
        "and 2-d": (last, np.array([[0, 1], [1, 0]])),
    }.items():
        yield name, m[key]
        (first,) = torch.autograd.grad((m * m)[key].sum(), m, create_graph=True)
        yield f"{name}: gradients", [first, torch.autograd.grad((first * first).sum(), m)[0]]
        y = m * 1
        y[key] = 9.0
        yield f"{name}: written", y
    far = "index 5 is out of bounds for dimension 0 with size 3"
    yield "too far", raises(lambda: v[np.array(5)], far)
    yield "numpy bool", raises(lambda: v[np.bool_(True)], "are valid indices")
    yield "index_select", m.index_select(0, torch.tensor(1))
    vector = "Index is supposed to be a vector"
    yield "index_select 2-d", raises(lambda: m.index_select(0, torch.tensor([[1]])), vector)


def second_derivatives_through_a_single_target(torch):
    """nll_loss and cross_entropy of one sample, whose target is a 0-d integer."""
    for loss in (torch.nn.functional.nll_loss, torch.nn.functional.cross_entropy):
        for reduction in ("mean", "sum", "none"):
            for ignored in (-100, 1):
                x = torch.tensor([0.5, 1.5, -1.0], dtype=torch.float64, requires_grad=True)
                target = torch.tensor(1)
                y = loss(x * x, target, ignore_index=ignored, reduction=reduction)
                if ignored == 1 and reduction == "mean":
                    yield f"{loss.__name__} of nothing", y
                    yield f"{loss.__name__} of nothing: gradient", torch.autograd.grad(y, x)
                    continue
                (first,) = torch.autograd.grad(y * y, x, create_graph=True)
                (second,) = torch.autograd.grad((first * first).sum(), x)
                yield f"{loss.__name__} {reduction} {ignored}", [y, first, second]


def lists_and_tuples_of_numbers(torch):
    """A list of nothing but numbers, of NumPy's too, is one index; with anything else in it, it
    stands for a tuple. A tuple inside a tuple is a list."""
    m = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    for name, key in {
        "numpy numbers": [np.int64(0), np.int64(1)],
        "one": [np.int64(1)],
        "mixed": [0, np.int32(1)],
        "numpy bools": [np.bool_(True), False],
        "floats": [1.0, 0.0],
        "an array of floats": np.array([1.0, 0.0]),
        "arrays": [np.array(0), np.array(1)],
        "tensor and number": [torch.tensor(0), 1],
        "tuple in a tuple": ((0, 1),),
        "two tuples": ((0, 1), (1, 1)),
        "list and tuple": ([0, 1], (1, 0)),
        "tuple in a list": [(1, 1)],
        "and 0-d": ((0, 1), np.array(1)),
        "range": range(2),
    }.items():
        (first,) = torch.autograd.grad((m * m)[key].sum(), m, create_graph=True)
        yield name, [m[key], first, torch.autograd.grad((first * first).sum(), m)[0]]
        y = m * 1
        y[key] = 9.0
        y[key] += 1
        yield f"{name}: written", y
    words = "slice indices must be integers or None or have an __index__ method"
    yield "slice of a float", raises(lambda: m[slice(1.0, None)], words)
    yield "slice of 0-d", m[slice(torch.tensor(0), np.array(1))]


def a_single_place_scattered(torch):
    """scatter, and its derivatives, by a 0-d index."""
    for src in (torch.tensor(3.0), torch.tensor([3.0])):
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        src = src.requires_grad_()
        y = x.scatter(0, torch.tensor(1), src)
        yield f"scatter {src.ndim}", y
        if not src.ndim:
            (first,) = torch.autograd.grad((y**3).sum(), src, create_graph=True)
            yield "gradients", [first.detach(), torch.autograd.grad(first, src)[0]]
            added = x.scatter_add(0, torch.tensor(1), src)
            yield "added", [added, *torch.autograd.grad((added**2).sum(), [x, src])]
    m = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    yield "dim of NumPy", [m.sum(np.int64(0)), m.mean(np.int64(1)), m.roll(np.int64(1))]


def ignored_targets_and_what_is_not_finite(torch):
    """An ignored target counts for nothing, whatever stands there or arrives; one with the weight
    0 does count."""
    nll = torch.nn.functional.nll_loss
    inf, nan = float("inf"), float("nan")
    target = torch.tensor([2, -100])
    for name, rows in {"at ignored": [[-1, -2, -3], [-inf, nan, inf]],
                       "at target": [[-1, -2, -inf], [-1, -2, -3]]}.items():  # fmt: skip
        for reduction in ("mean", "sum", "none"):
            for weight in (None, torch.tensor([1.0, 1.0, 0.0])):
                x = torch.tensor(rows, dtype=torch.float64, requires_grad=True)
                w = None if weight is None else weight.double()
                y = nll(x, target, w, reduction=reduction)
                yield f"{name} {reduction} {weight is None}", y
                if reduction == "none":
                    y = y * torch.tensor([1.0, nan], dtype=torch.float64)
                (first,) = torch.autograd.grad(y.sum(), x, create_graph=True)
                yield f"{name} {reduction} {weight is None}: gradient", first.detach()
    x = torch.tensor([[-1.0, -2.0]], requires_grad=True)
    y = nll(x, torch.tensor([-100]))
    yield "nan arrives", torch.autograd.grad(y * y, x)


def the_dimension_that_an_index_is_out_of(torch):
    """Dimensions that are picked already count, and new ones too."""
    x, w = torch.ones(2, 5), torch.ones(2, 3, 4)
    for key in ("0, 5", "0, -6", "5, 0", ":, 5", "None, 5", "None, 0, 5", ":, None, 5"):
        size = 2 if key in ("5, 0", "None, 5") else 5
        words = f"with size {size}"
        yield f"x[{key}]", raises(lambda k=key: eval(f"x[{k}]", {"x": x}), words)
        yield f"the words of x[{key}]", _words(f"x[{key}]", x)
    for key in ("0, 0, 4", "0, :, 4", ":, 0, 4", "0, 3", "..., 3, 0"):
        yield f"the words of w[{key}]", _words(f"w[{key}]", w)


def _words(code, tensor):
    try:
        eval(code, {code[0]: tensor})
    except IndexError as error:
        return str(error)
    return None
