"""Tensors in Python's own protocols: len, in, hash, copy, pickle, format."""

import copy
import pickle

import numpy as np

from ..observe import printed, raises
from .conversion import _x


def length_and_iteration(torch):
    """len is the first length; iteration unbinds; both refuse 0 dimensions."""
    t = torch.arange(6.0).reshape(3, 2)
    yield "len", [len(t), len(t[0]), len(torch.zeros(0, 4))]
    yield "len of 0-d", raises(lambda: len(torch.tensor(1.0)), "len() of a 0-d tensor")
    yield "iter of 0-d", raises(lambda: list(torch.tensor(1.0)), "iteration over a 0-d tensor")
    yield "rows", list(t)
    _, b, _ = t
    yield "unpacked", b
    x = _x(torch)
    first, second = x
    yield "unbind", [type(first.grad_fn).__name__, first.output_nr, second.output_nr]
    (first * 2 + second * 3).backward()
    yield "gradient", x.grad
    yield "reversed", list(reversed([float(v) for v in torch.arange(3.0)]))
    yield "zip", [a.item() + b.item() for a, b in zip(torch.ones(2), torch.ones(2), strict=True)]
    yield "sum", sum(x.detach())
    yield "max", max(torch.tensor([1.0, 5.0, 2.0]))


def the_in_operator(torch):
    """`in` asks whether any element is equal."""
    t = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    yield "numbers", [2.0 in t, 2 in t, 7.0 in t]
    yield "tensors", [torch.tensor(4.0) in t, torch.tensor([1.0, 2.0]) in t]
    yield "other things", raises(lambda: "a" in t)


def hash_is_identity_and_eq_is_elementwise(torch):
    """Tensors can be keys: by identity. == compares elements."""
    a, b = torch.ones(2), torch.ones(2)
    yield "eq", a == b
    yield "hash", [hash(a) == hash(a), len({a, a}), len({a, b}), {a: 1}[a]]
    yield "in a list by identity", a in [a]
    yield "with others", [(a == None), a is None, a != 1.0]  # noqa: E711
    yield "equal", [torch.equal(a, b), torch.equal(a, a + 1), torch.allclose(a, a + 1e-9)]


def deep_copies(torch):
    """A leaf is copied with its flag and its grad; a non-leaf is refused."""
    x = _x(torch)
    (x * x).sum().backward()
    y = copy.deepcopy(x)
    yield "leaf", [y, y.grad, y is x, y.grad is x.grad, y.data_ptr() == x.data_ptr()]
    yield (
        "non-leaf",
        raises(
            lambda: copy.deepcopy(x * 2),
            "created explicitly by the user (graph leaves) support the deepcopy protocol",
        ),
    )
    c = torch.arange(3)
    yield "constant", copy.deepcopy(c)
    yield "in a list", copy.deepcopy([x, x])[0] is not x
    memo = copy.deepcopy({"a": x, "b": x})
    yield "shared stays shared", memo["a"] is memo["b"]
    yield "shallow", [copy.copy(x), copy.copy(x) is x]


def pickles(torch):
    """A pickle keeps values, type and requires_grad."""
    for name, t in {
        "leaf": _x(torch),
        "constant": torch.arange(3),
        "0-d": torch.tensor(2.5, dtype=torch.float64),
        "transposed": torch.arange(6.0).reshape(2, 3).t(),
    }.items():
        back = pickle.loads(pickle.dumps(t))
        yield name, [back, back.is_leaf]
    yield "size", pickle.loads(pickle.dumps(torch.zeros(2, 3).shape)) == (2, 3)
    yield "dtype", str(pickle.loads(pickle.dumps(torch.float64)))


def sizes_are_tuples(torch):
    """A shape is a tuple that counts; slices and sums of it."""
    s = torch.zeros(2, 3, 4).shape
    yield "tuple", [isinstance(s, tuple), s == (2, 3, 4), tuple(s), len(s), s[1], s[-1]]
    yield "printed", [repr(s), repr(s[1:]), str(s), f"{s}"]
    yield "kinds", [type(v).__name__ for v in (s, s[1:], s + (1,), s * 2, s[0])]
    yield "numel", [s.numel(), s[1:].numel(), torch.tensor(1.0).shape.numel()]
    yield "made", [repr(torch.Size([1, 2])), torch.Size((3,)).numel(), repr(torch.Size())]
    yield "concatenated", [repr(s + (1,)), repr((1,) + tuple(s)), repr(torch.Size([1]) + s)]
    yield "unpacked", torch.zeros(*s[:2]).shape == s[:2]
    t = torch.zeros(2, 3)
    yield (
        "size()",
        [repr(t.size()), t.size(0), t.size(-1), t.dim(), t.ndim, t.numel(), t.nelement()],
    )
    yield (
        "out of range",
        raises(
            lambda: t.size(3),
            "Dimension out of range (expected to be in range of [-2, 1], but got 3)",
        ),
    )
    yield "assigning", raises(lambda: setattr(t, "shape", (3, 2)))


def new_tensors_like_this(torch):
    """new_zeros and its kin take over the type; the *_like functions take over the shape too."""
    t = torch.zeros(2, 3, dtype=torch.float64)
    yield "new_zeros", t.new_zeros(2)
    yield "new_zeros, tuple", t.new_zeros((1, 2))
    yield "new_ones", t.new_ones(2, requires_grad=True)
    yield "new_full", t.new_full((2,), 3.0)
    yield "new_tensor", t.new_tensor([1, 2])
    yield "new_empty", t.new_empty(2, 2).shape == (2, 2)
    yield "dtype given", t.new_zeros(2, dtype=torch.int64)
    yield "like", [torch.zeros_like(t), torch.ones_like(t), torch.full_like(t, 2.0)]
    yield "like, of a requiring one", torch.ones_like(_x(torch))


def numpy_scalars_beside_tensors(torch):
    """A NumPy scalar on either side leaves float32 and the graph alone."""
    x = _x(torch)
    for name, make in {
        "np.float64 * x": lambda: np.float64(2.0) * x,
        "x * np.float64": lambda: x * np.float64(2.0),
        "np.float64 + x": lambda: np.float64(2.0) + x,
        "np.float64 - x": lambda: np.float64(2.0) - x,
        "np.float32 / x": lambda: np.float32(2.0) / x,
        "np.int64 * x": lambda: np.int64(2) * x,
        "x ** np.int64": lambda: x ** np.int64(2),
        "x * np.int32": lambda: x * np.int32(2),
    }.items():
        yield name, make()


def printing_in_a_format_string(torch):
    """A 0-d tensor formats like its number; others print themselves."""
    x = torch.tensor(3.14159)
    yield "0-d", [f"{x:.2f}", f"{x:8.3f}", f"{torch.tensor(5):d}", f"{torch.tensor(2.0)}"]
    yield "several", f"{torch.tensor([1.0, 2.0])}"
    yield "several, with a width", raises(lambda: f"{torch.ones(2):.2f}")
    yield "print", printed(lambda: print(torch.tensor([1.0, 2.5]), torch.tensor(1)))
    yield "recorded", f"{x.requires_grad_() * 2:.1f}"


def types_changed(torch):
    """Other element types are new tensors in the graph; integers leave it."""
    x = _x(torch)
    yield "double", [x.double(), x.to(torch.float64).grad_fn]
    yield "to itself", [x.to(torch.float32) is x, x.to("cpu") is x, x.cpu() is x]
    yield "integers", [x.long(), x.int(), x.bool(), x.to(torch.int64)]
    x.double().sum().backward()
    yield "gradient", x.grad
    yield "type_as", x.type_as(torch.zeros(1, dtype=torch.float64))
    yield "type", [x.type(), torch.zeros(1, dtype=torch.int64).type()]
    yield "copy", x.to(torch.float32, copy=True) is x
    yield "clone", [x.clone(), x.detach().clone()]
    yield "facts", [x.is_floating_point(), x.element_size(), torch.is_tensor(x)]
