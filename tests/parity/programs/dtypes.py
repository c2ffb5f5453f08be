"""Dtypes: what a value becomes, and what two of them become together."""

import enum

import numpy as np

from ..observe import raises


def what_python_values_become(torch):
    """floats float32, ints int64, bools bool; ndarrays keep their dtype."""
    for value in (1.5, 3, True, [1.0, 2], [1, 2], [True, False], [True, 2], [[1], [2.5]], []):
        yield repr(value), torch.tensor(value)
    for kind in ("float64", "float32", "int64", "int32", "bool"):
        yield f"ndarray of {kind}", torch.tensor(np.ones(2, dtype=kind))
    yield "NumPy scalar", torch.tensor(np.float64(2.5))
    yield "asked for", torch.tensor([1, 2], dtype=torch.float64)
    yield "nested too unevenly", raises(lambda: torch.tensor([[1, 2], [3]]))
    yield "a word", raises(lambda: torch.tensor("word"))


def numbers_never_widen_within_a_kind(torch):
    """A Python number keeps a tensor's dtype unless it is of a higher kind."""
    single, integer = torch.tensor([1.0, 2.0]), torch.tensor([1, 2])
    half = torch.tensor([1, 2], dtype=torch.int32)
    yield "float32 + 1.5", single + 1.5
    yield "float32 * 2", single * 2
    yield "int64 + 1.5", integer + 1.5
    yield "int64 * 2", integer * 2
    yield "int32 + 2", half + 2
    yield "int32 * 0.5", half * 0.5
    yield "bool + 1", torch.tensor([True, False]) + 1
    yield "float64 + 1", torch.tensor([1.0], dtype=torch.float64) + 1
    yield "int ** 2", integer**2
    yield "int ** 2.0", integer**2.0
    yield "2 ** int", 2**integer
    yield "1 - int", 1 - integer


def zero_dimensional_tensors_do_not_widen(torch):
    """A 0-d float64 tensor does not widen a float32 array."""
    wide = torch.tensor(2.0, dtype=torch.float64)
    yield "array * 0-d", torch.tensor([1.0, 2.0]) * wide
    yield "0-d * array", wide * torch.tensor([1.0, 2.0])
    yield "0-d * 0-d", wide * torch.tensor(3.0)
    yield "int array * 0-d float64", torch.tensor([1, 2]) * wide
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    w = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    y = x * w
    y.sum().backward()
    yield "gradients", [y, x.grad, w.grad]


def a_numpy_scalar_keeps_the_dtype_and_the_graph(torch):
    """A NumPy scalar times a tensor keeps float32 and is recorded, on either side."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    yield "right", x * np.float64(3.0)
    yield "left", np.float64(3.0) * x
    yield "float32", np.float32(3.0) * x


def mixed_dtypes_promote(torch):
    """int with float gives float32, float32 with float64 float64, bool with int int64."""
    kinds = {
        "bool": torch.tensor([True, False]),
        "int32": torch.tensor([1, 2], dtype=torch.int32),
        "int64": torch.tensor([1, 2]),
        "float32": torch.tensor([1.5, 2.5]),
        "float64": torch.tensor([1.5, 2.5], dtype=torch.float64),
    }
    for first, a in kinds.items():
        for second, b in kinds.items():
            yield f"{first} + {second}", str((a + b).dtype)
            yield f"{first} * {second}", str((a * b).dtype)
            yield f"{first} / {second}", str((a / b).dtype)
            yield f"cat {first}, {second}", str(torch.cat([a, b]).dtype)
            yield f"where {first}, {second}", str(torch.where(a > 0, a, b).dtype)
    yield "stack", str(torch.stack([kinds["int64"], kinds["float64"]]).dtype)


def division_gives_floats(torch):
    """int / int is float32."""
    yield "tensor", torch.tensor([1, 2]) / torch.tensor([2, 4])
    yield "number", torch.tensor([1, 2]) / 2
    yield "of a number", 1 / torch.tensor([1, 2])


def functions_of_integers_give_floats(torch):
    """exp, log, sqrt, sin, cos, tanh and sigmoid of integers are float32."""
    integers = torch.tensor([1, 2])
    for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "sigmoid"):
        yield name, getattr(torch, name)(integers)
    for name in ("abs", "relu", "neg"):
        yield name, getattr(torch, name)(integers)


def sums_of_integers(torch):
    """sum of ints and of bools is int64; mean of ints is refused."""
    yield "int", torch.tensor([1, 2]).sum()
    yield "int32", torch.tensor([1, 2], dtype=torch.int32).sum()
    yield "bool", torch.tensor([True, True]).sum()
    yield "bool of a dim", torch.tensor([[True, True]]).sum(0)
    yield "max", torch.tensor([1, 2]).max()
    yield "mean", raises(lambda: torch.tensor([1, 2]).mean(), "mean()", "floating point")


def refused_arithmetic(torch):
    """-bool, bool - bool and int ** -1 are refused."""
    flags = torch.tensor([True, False])
    yield "-bool", raises(lambda: -flags, "bool")
    yield "bool - bool", raises(lambda: flags - flags, "bool")
    powers = "negative integer powers"
    yield "int ** -1", raises(lambda: torch.tensor([1, 2]) ** -1, powers)
    yield "with a word", raises(lambda: torch.tensor([1.0]) + "1")
    yield "with None", raises(lambda: torch.tensor([1.0]) * None)
    yield "with a list", raises(lambda: torch.tensor([1.0]) + [1.0])


def comparisons(torch):
    """Comparisons give bool tensors, with numbers and tensors on either side, broadcast."""
    a, b = torch.tensor([[1.0, 2.0], [3.0, 2.0]]), torch.tensor([2.0, 2.0])
    for operator in ("==", "!=", "<", "<=", ">", ">="):
        yield f"a {operator} b", eval(f"a {operator} b", {"a": a, "b": b})
        yield f"a {operator} 2", eval(f"a {operator} 2", {"a": a})
        yield f"2 {operator} a", eval(f"2 {operator} a", {"a": a})
    requiring = torch.tensor([1.0, 3.0], requires_grad=True)
    yield "of a requiring one", requiring > 2
    yield "int and float", torch.tensor([1, 2]) == torch.tensor([1.0, 2.5])
    yield "equal", [torch.equal(a, a.clone()), torch.equal(a, b), a.equal(a + 0)]
    yield "allclose", torch.allclose(a, a + 1e-9)
    nan = torch.tensor([float("nan")])
    yield "nan", [nan == nan, nan != nan, nan < 1]


def casts(torch):
    """double, float, long, int, bool and to() give the dtype they name."""
    x = torch.tensor([0.0, 1.7, -2.2])
    for name in ("double", "float", "long", "int", "bool"):
        yield name, getattr(x, name)()
    yield "to", x.to(torch.int64)
    requiring = torch.tensor([1.5], requires_grad=True)
    wide = requiring.double()
    wide.backward(torch.tensor([2.0], dtype=torch.float64))
    yield "gradient of a cast", requiring.grad


def the_default_dtype_can_be_set(torch):
    """set_default_dtype decides what Python floats become."""
    torch.set_default_dtype(torch.float64)
    try:
        yield "float", torch.tensor([1.5])
        yield "zeros", torch.zeros(1)
        yield "int by float", torch.tensor([1]) * 1.5
        yield "repr", repr(torch.tensor([1.5]))
        yield "float32 now says so", repr(torch.tensor([1.5], dtype=torch.float32))
    finally:
        torch.set_default_dtype(torch.float32)
    yield "back", torch.tensor([1.5])


def default_dtypes_of_gradients(torch):
    """A float64 leaf gets float64, a float32 leaf float32, through every operation."""
    for name in ("float32", "float64"):
        x = torch.tensor([0.5, 1.5], dtype=getattr(torch, name), requires_grad=True)
        ((x.exp() * 3 + x.sin() / 2 - 1) ** 2).mean().backward()
        yield name, x.grad


def a_number_keeps_its_type_whatever_ran_before(torch):
    """2, 2.0 and True are equal, and yet three numbers: each decides by its own type."""
    calls = {
        "*": lambda i, n: i * n,
        "r*": lambda i, n: n * i,
        "+": lambda i, n: i + n,
        "r-": lambda i, n: n - i,
        "%": lambda i, n: i % n,
        "//": lambda i, n: i // n,
        "**": lambda i, n: i**n,
        "r**": lambda i, n: n**i,
        "where": lambda i, n: torch.where(i > 1, i, n),
        "full": lambda i, n: torch.full((2,), n),
    }
    for numbers in ([2, 2.0], [1.0, 1, True], [3.0, 3]):  # (1 - True is refused)
        for name, call in calls.items():
            for kind in (torch.int64, torch.uint8, torch.float64):
                if name == "r-" and numbers[-1] is True:
                    continue
                several, one = torch.tensor([1, 2, 3], dtype=kind), torch.tensor(2, dtype=kind)
                results = [call(i, n) for i in (several, one) for n in numbers]
                yield f"{name} {kind} {numbers}", results
    j = torch.tensor([1, 2, 3])
    j *= 2
    words = "result type Float can't be cast to the desired output type Long"
    yield "in place", [raises(lambda: j.mul_(2.0), words), j]
    x = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
    yield "saved", [(x * n).grad_fn._saved_other for n in (3, 3.0, 4.0, 4)]


def powers_with_kinds_of_int_and_float(torch):
    """An IntEnum, or a class of one's own, is a number too."""

    class Own(float):
        pass

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    for exponent in (enum.IntEnum("Two", {"TWO": 2}).TWO, Own(2.0), np.float64(2), np.int64(2)):
        y = x**exponent
        yield type(exponent).__name__, [y, *torch.autograd.grad(y.sum(), x)]
