"""detach, data, NumPy, numbers, copies: the ways out of a graph and of the tensor itself."""

import copy
import pickle

import numpy as np

from ..observe import printed, raises, warned


def _x(torch):
    return torch.tensor([1.0, 2.0], requires_grad=True)


def detach_shares_memory_and_has_no_graph(torch):
    """detach() is a new leaf on the same memory, without grad."""
    x = _x(torch)
    d = (x * 2).detach()
    yield "detached", [d, d.is_leaf, d.requires_grad]
    y = x * 2
    d = y.detach()
    d[0] = 9.0
    yield "same memory", [y, y.grad_fn]
    yield "another object", [x.detach() is x, x.detach().detach().requires_grad]
    d = x.detach()
    d.requires_grad_()
    (d * d).sum().backward()
    yield "a leaf of its own", [d.grad, x.grad]
    (x * x.detach()).sum().backward()
    yield "a constant", x.grad


def a_change_through_detach_is_caught(torch):
    """In-place on the detached tensor is noticed at backward; through .data it is not."""
    x = _x(torch)
    y = x.exp()
    y.detach().zero_()
    yield "detach", raises(lambda: y.sum().backward(), "modified by an inplace operation")
    y = x.exp()
    y.data.zero_()
    y.sum().backward()
    yield "data", x.grad


def data_is_read_and_replaced(torch):
    """.data gives the memory without history; assigning it replaces the value of a leaf."""
    x = _x(torch)
    d = x.data
    yield "read", [d, d.requires_grad, d is x.data]
    d.mul_(10)
    yield "written through", [x, x._version, d._version]
    before = x
    x.data = torch.tensor([5.0, 6.0])
    yield "replaced", [x, x is before, x.is_leaf, x.requires_grad]
    yield "the former stays", d
    (x * x).sum().backward()
    yield "gradient", x.grad
    x.data = x.data - 0.1 * x.grad
    yield "a step", x
    y = x * 2
    y.data = torch.tensor([0.0, 0.0])
    yield "non-leaf", y
    y.sum().backward()
    yield "its gradient", x.grad
    other = torch.zeros(3)
    x.data = other
    other[0] = 1.0
    yield "shares memory, other shape", x
    yield "no tensor", raises(lambda: setattr(x, "data", [1.0]))
    yield "array", raises(lambda: setattr(x, "data", np.zeros(2)))


def numpy_of_a_requiring_tensor(torch):
    """numpy() and np.asarray refuse a tensor that requires grad, and say what to do."""
    x = _x(torch)
    words = "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
    yield "numpy()", raises(lambda: x.numpy(), words)
    yield "of a result", raises(lambda: (x * 2).numpy(), words)
    yield "asarray", raises(lambda: np.asarray(x), words)
    yield "array", raises(lambda: np.array(x), words)
    yield "detached", [x.detach().numpy(), np.asarray(x.detach())]
    with torch.no_grad():
        yield "under no_grad", x.numpy()
        yield "result under no_grad", (x * 2).numpy()


def numpy_shares_memory(torch):
    """Without grad the array is the tensor's memory."""
    t = torch.zeros(3)
    array = t.numpy()
    array[0] = 1.0
    t[1] = 2.0
    yield "both", [t, array]
    np.asarray(t)[2] = 3.0
    yield "asarray", t
    view = t[1:].numpy()
    view[0] = 7.0
    yield "view", t
    yield "0-d", [torch.tensor(3.0).numpy(), torch.tensor(3).numpy()]
    scalar = torch.tensor(1.0)
    scalar.numpy()[...] = 5.0
    yield "0-d shares", scalar
    yield "copy", np.array(t, copy=True)
    yield "other type", np.asarray(t, dtype=np.float64)


def from_numpy_shares_and_tensor_copies(torch):
    """from_numpy, as_tensor and asarray share an array's memory; tensor() copies. Types stay."""
    array = np.array([1.0, 2.0])
    shared, also, third, copied = (
        torch.from_numpy(array),
        torch.as_tensor(array),
        torch.asarray(array),
        torch.tensor(array),
    )
    array[0] = 9.0
    yield "all", [shared, also, third, copied]
    shared[1] = 8.0
    yield "array", array
    yield (
        "types",
        [
            str(torch.from_numpy(np.zeros(1, kind)).dtype)
            for kind in (
                "float32",
                "float64",
                "float16",
                "int64",
                "int32",
                "int16",
                "int8",
                "uint8",
            )
        ],
    )
    yield "bool", torch.from_numpy(np.array([True, False]))
    yield "as_tensor converts", torch.as_tensor(array, dtype=torch.float32)
    yield (
        "as_tensor of lists",
        [torch.as_tensor([1, 2]), torch.as_tensor(2.5), torch.asarray([1.0])],
    )
    t = torch.ones(2)
    yield "as_tensor of a tensor", [torch.as_tensor(t) is t, torch.asarray(t) is t]
    yield "scalars", [torch.tensor(np.float64(2.0)), torch.tensor(np.float32(2.0))]
    yield "integer scalar", torch.tensor(np.int64(3))
    yield "no array", raises(lambda: torch.from_numpy([1.0]), "expected np.ndarray")
    yield "strings", raises(lambda: torch.from_numpy(np.array(["a"])))
    yield "in arithmetic", torch.from_numpy(array) * 2


def item_float_int_bool(torch):
    """Numbers out of a tensor of one element; a graph does no harm to item()."""
    x = torch.tensor(2.5, requires_grad=True)
    yield "item", [(x * 2).item(), torch.tensor([[7]]).item(), torch.tensor(True).item()]
    yield "kinds", [type(torch.tensor(v).item()).__name__ for v in (1.5, 2, True)]
    yield (
        "several",
        raises(
            lambda: torch.zeros(2).item(), "a Tensor with 2 elements cannot be converted to Scalar"
        ),
    )
    yield "none", raises(lambda: torch.zeros(0).item(), "a Tensor with 0 elements")
    yield "float", [float(torch.tensor(3)), int(torch.tensor(3.9)), bool(torch.tensor(0.0))]
    yield "float of several", raises(lambda: float(torch.zeros(2)))
    yield "int of several", raises(lambda: int(torch.zeros(2)))
    yield "bool", [bool(torch.tensor([2.0])), bool(torch.tensor([[0]])), not torch.tensor(1)]
    yield (
        "bool of several",
        raises(
            lambda: bool(torch.zeros(2)),
            "Boolean value of Tensor with more than one value is ambiguous",
        ),
    )
    yield "bool of none", raises(lambda: bool(torch.zeros(0)), "no values is ambiguous")
    yield "if", raises(lambda: 1 if torch.ones(2) > 0 else 0, "ambiguous")
    yield "tolist", [torch.tensor([[1.0, 2.0]]).tolist(), torch.tensor(3).tolist(), x.tolist()]
    yield "index", [[10, 20, 30][torch.tensor(1)], list(range(5))[torch.tensor([3])]]
    yield "float as index", raises(lambda: [1, 2][torch.tensor(1.0)], "only integer tensors")


def numbers_of_requiring_tensors_warn(torch):
    """float() of a tensor that requires grad works, and warns; item() does not warn."""
    x = torch.tensor(2.5, requires_grad=True)
    words = "Converting a tensor with requires_grad=True to a scalar"
    yield "float", warned(lambda: float(x), words)
    yield "int", int(x * 2)
    yield "item", warned(lambda: x.item())
    yield "bool", warned(lambda: bool(x))
    yield "tolist", warned(lambda: x.tolist())


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
