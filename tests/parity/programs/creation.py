"""Factories and random numbers; shape, size and conversion of what they make."""

import numpy as np

from ..observe import raises


def constant_factories(torch):
    """zeros, ones, full, eye and their likes: values, dtypes, ways to give a shape."""
    yield "zeros", torch.zeros(2, 3)
    yield "zeros of a tuple", torch.zeros((2, 3))
    yield "zeros of a list", torch.zeros([2])
    yield "zeros 0-d", torch.zeros(())
    yield "empty of nothing", torch.zeros(0, 3)
    yield "ones int", torch.ones(2, dtype=torch.int64)
    yield "ones bool", torch.ones(2, dtype=torch.bool)
    yield "full int", torch.full((2,), 3)
    yield "full float", torch.full((2, 1), 3.0)
    yield "full bool", torch.full((1,), True)
    yield "eye", torch.eye(2)
    yield "eye of two sizes", torch.eye(2, 3)
    integers = torch.tensor([[1, 2]])
    yield "zeros_like", torch.zeros_like(integers)
    yield "ones_like", torch.ones_like(integers, dtype=torch.float32)
    yield "full_like", torch.full_like(torch.ones(2), 7)
    yield "of a size", torch.ones(torch.zeros(2, 3).shape)


def ranges(torch):
    """arange of ints is int64, of floats float32; linspace includes its end."""
    yield "arange(3)", torch.arange(3)
    yield "arange(3.)", torch.arange(3.0)
    yield "arange(1, 7, 2)", torch.arange(1, 7, 2)
    yield "arange(0, 1, .25)", torch.arange(0, 1, 0.25)
    yield "arange(3, 0, -1)", torch.arange(3, 0, -1)
    yield "arange with dtype", torch.arange(3, dtype=torch.float64)
    yield "linspace", torch.linspace(-1, 1, 5)
    yield "linspace of one", torch.linspace(2, 5, 1)


def negative_sizes_are_refused(torch):
    """A negative size: RuntimeError."""
    yield "zeros", raises(lambda: torch.zeros(-1), "negative")
    yield "rand", raises(lambda: torch.rand(2, -3), "negative")


def random_factories(torch):
    """rand and randn: shape, dtype, range; not twice the same."""
    torch.manual_seed(0)
    u, n = torch.rand(50, 4), torch.randn((50, 4))
    yield "rand", [list(u.shape), str(u.dtype), bool((u >= 0).all()), bool((u < 1).all())]
    yield "randn", [list(n.shape), str(n.dtype), bool((n < 0).any()), bool((n > 1).any())]
    yield "another one", bool((torch.rand(50, 4) != u).any())
    yield "float64", str(torch.rand(2, dtype=torch.float64).dtype)
    integers = torch.randint(2, 5, (40,))
    yield "randint", [str(integers.dtype), bool((integers >= 2).all()), bool((integers < 5).all())]
    yield "randperm", torch.randperm(4).sum()


def manual_seed_repeats(torch):
    """The same seed gives the same numbers; another seed others."""
    torch.manual_seed(7)
    first = [torch.rand(3), torch.randn(2, 2)]
    torch.manual_seed(7)
    again = [torch.rand(3), torch.randn(2, 2)]
    torch.manual_seed(8)
    other = torch.rand(3)
    yield "same", [bool((a == b).all()) for a, b in zip(first, again, strict=True)]
    yield "other", bool((first[0] != other).any())


def shape_and_size(torch):
    """shape is a tuple with numel(); size(d) takes negative dimensions; out of range is refused."""
    x = torch.zeros(2, 3)
    yield "shape", list(x.shape)
    yield "is a tuple", isinstance(x.shape, tuple)
    yield "equals a tuple", x.shape == (2, 3)
    yield "repr", repr(x.shape)
    yield "numel", [x.shape.numel(), x.numel()]
    yield "size()", list(x.size())
    yield "size(d)", [x.size(0), x.size(-1)]
    yield "dims", [x.dim(), x.ndim, len(x)]
    words = "Dimension out of range (expected to be in range of [-2, 1], but got 3)"
    yield "size(3)", raises(lambda: x.size(3), words)
    yield "sum(3)", raises(lambda: x.sum(3), words)
    yield "max(3)", raises(lambda: x.max(3), words)
    yield "transpose", raises(lambda: x.transpose(0, 3), words)
    yield "unsqueeze", raises(lambda: x.unsqueeze(4), "Dimension out of range")


def values_out(torch):
    """item, tolist, float, int, bool, len: what they give and refuse."""
    x = torch.tensor([1.5, 2.5])
    yield "item", torch.tensor([2.5]).item()
    yield "item int", torch.tensor(3).item()
    yield "tolist", torch.tensor([[1, 2], [3, 4]]).tolist()
    yield "float", float(torch.tensor(2.5))
    yield "int", int(torch.tensor(2.9))
    yield "bool", [bool(torch.tensor([0.0])), bool(torch.tensor(2))]
    words = "a Tensor with 2 elements cannot be converted to Scalar"
    yield "item of two", raises(x.item, words)
    yield "bool of two", raises(lambda: bool(x), "ambiguous")
    yield "len of 0-d", raises(lambda: len(torch.tensor(1.0)), "0-d")
    yield "iteration over 0-d", raises(lambda: list(torch.tensor(1.0)), "0-d")
    requiring = torch.tensor(2.0, requires_grad=True) * 3
    yield "item with a graph", requiring.item()


def to_and_from_numpy(torch):
    """from_numpy shares memory, tensor() copies; numpy() of a requiring tensor is refused."""
    array = np.array([1.0, 2.0])
    shared, copied = torch.from_numpy(array), torch.tensor(array)
    array[0] = 9.0
    yield "shared", shared
    yield "copied", copied
    x = torch.tensor([1.0, 2.0])
    x.numpy()[1] = 7.0
    yield "through numpy()", x
    y = torch.tensor([1.0], requires_grad=True)
    words = ("Can't call numpy() on Tensor that requires grad", "detach().numpy()")
    yield "requiring", raises(y.numpy, *words)
    yield "asarray", raises(lambda: np.asarray(y), *words)
    yield "detached", y.detach().numpy()
    yield "asarray of a plain one", np.asarray(x)


def hashing_and_identity(torch):
    """A tensor hashes by identity, == is elementwise."""
    a, b = torch.tensor([1.0]), torch.tensor([1.0])
    yield "two keys", len({a, b})
    yield "same key", len({a, a})
    yield "found", a in {a: 1}
