"""detach, data, NumPy, numbers, copies: the ways out of a graph and of the tensor itself."""

import numpy as np

from ..observe import raises, warned


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
