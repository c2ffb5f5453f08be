"""How a tensor prints, to the last space."""

VALUES = {
    "whole numbers": "[1.0, 2.0]",
    "not whole": "[1.5, 2.25]",
    "four decimals": "[0.123456, 12.0]",
    "negative": "[-12.0, 65.0]",
    "negative zero": "[-0.0, 0.0]",
    "0-d": "3.0",
    "0-d fraction": "0.1",
    "int": "[1, 2]",
    "int of several widths": "[1, -200, 30]",
    "bool": "[True, False]",
    "0-d bool": "True",
    "0-d int": "-4",
    "nan and inf": "[float('nan'), float('inf'), 1.0]",
    "nan and a fraction": "[float('nan'), 0.5, float('-inf')]",
    "empty": "[]",
    "matrix": "[[1.0, 2.0], [3.0, 4.5]]",
    "column": "[[1.0], [-2.0]]",
    "three dimensions": "[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]",
    "bool matrix": "[[True, False], [False, True]]",
    "large range": "[1e10, 1.0]",
    "ratio above 1000": "[0.1, 100.12]",
    "ratio of whole numbers": "[1.0, 1001.0]",
    "ratio of 1000": "[0.5, 500.0]",
    "very small": "[0.00001, 0.00002]",
    "small": "[0.0001, 0.0002]",
    "above 1e8": "[2e8, 3e8]",
    "whole above 1e8": "[123456789.0]",
    "whole 1e8": "[1e8]",
    "zero among fractions": "[0.0, 0.5]",
    "all zero": "[0.0, 0.0]",
    "rounded up": "[0.99999, 0.5]",
    "0-d scientific": "1e-7",
    "0-d large": "1e12",
    "only nan": "[float('nan')]",
    "2e5 and fraction": "[200000.5, 1.0]",
}


def _prints(values):
    def program(torch):
        tensor = torch.tensor(eval(values))
        yield "repr", repr(tensor)
        yield "str", str(tensor)
        if tensor.dtype == torch.float32:
            yield "float64", repr(tensor.to(torch.float64))
            yield "requiring", repr(tensor.clone().requires_grad_())
            yield "result", repr(tensor.clone().requires_grad_() * 1)

    program.__doc__ = f"tensor({values}) prints as torch prints it."
    return program


PROGRAMS = {name: _prints(values) for name, values in VALUES.items()}


def what_is_said_beside_the_values(torch):
    """dtype when it is not the default, then requires_grad or the node."""
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    wide = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    yield "leaf", repr(x)
    yield "result", repr(x * 2)
    yield "float64 leaf", repr(wide)
    yield "float64 result", repr(wide * 2)
    yield "0-d", repr(x.sum())
    yield "int32", repr(torch.tensor([1, 2], dtype=torch.int32))
    yield "empty", repr(torch.zeros(0, 3))
    yield "empty int", repr(torch.tensor([], dtype=torch.int64))
    yield "empty result", repr(torch.zeros(0, requires_grad=True) * 2)
    yield "detached", repr((x * 2).detach())
    yield "grad", repr((x * 2).sum().backward() or x.grad)
    yield "view", repr(x.view(2, 1))
    yield "select", repr(x[0])
    yield "max", repr(x.max())
    yield "no_grad", repr(_under_no_grad(torch, x))


def _under_no_grad(torch, x):
    with torch.no_grad():
        return x * 2


def long_lines_wrap(torch):
    """80 columns: long rows wrap and align."""
    yield "ints", repr(torch.arange(40))
    yield "floats", repr(torch.arange(30.0) / 7)
    yield "matrix", repr(torch.arange(60.0).reshape(3, 20) / 3)
    x = torch.linspace(0, 1, 12, requires_grad=True)
    yield "suffix does not fit", repr(x * 2)
    yield "suffix of a matrix", repr(torch.eye(3, dtype=torch.float64, requires_grad=True) * 2.5)
    long = torch.tensor([[1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5]], requires_grad=True)
    yield "suffix just", repr(long.reshape(7, 1).t().expand(1, 7))


def many_elements_are_summarized(torch):
    """Over 1,000 elements: three at each edge."""
    yield "vector", repr(torch.arange(2000))
    yield "matrix", repr(torch.arange(3000.0).reshape(60, 50))
    yield "wide", repr(torch.zeros(4, 500))
    yield "tall", repr(torch.zeros(500, 3))
    yield "exactly 1000", repr(torch.zeros(1000))[-40:]
    yield "three dimensions", repr(torch.zeros(12, 10, 11))


def formatting(torch):
    """A 0-d tensor takes a format; a larger one its repr."""
    x = torch.tensor(3.14159)
    yield "two decimals", f"{x:.2f}"
    yield "plain", f"{x}"
    yield "width", f"{torch.tensor(7):4d}"
    yield "with a graph", f"{x.requires_grad_() * 2:.3f}"
    yield "plain with a graph", f"{x * 2}"
    yield "vector", f"{torch.tensor([1.0, 2.0])}"


def printing_named_results(torch):
    """The values and indices of max(dim) print by name."""
    result = torch.tensor([[1.0, 5.0], [7.0, 3.0]]).max(dim=1)
    yield "values", repr(result.values)
    yield "indices", repr(result.indices)
    yield "fields", [name for name in ("values", "indices") if f"{name}=" in repr(result)]


def dtypes_print_their_name(torch):
    """A dtype prints with the module's name."""
    for name in ("float32", "float64", "int64", "int32", "bool"):
        yield name, repr(getattr(torch, name))


def print_options(torch):
    """Decimals, edges, width, notation; and back."""
    x = torch.tensor([[1 / 3, 20.0, 1e-3], [5.0, 1e5, -2.25]])
    whole = torch.tensor([1.0, 2.0, 30.0])
    long = torch.arange(30.0) / 3
    options = [
        {"precision": 2},
        {"precision": 8},
        {"threshold": 5, "edgeitems": 1},
        {"threshold": 5, "edgeitems": 2, "linewidth": 30},
        {"linewidth": 40},
        {"sci_mode": False},
        {"sci_mode": True},
        {"sci_mode": True, "precision": 1},
        {"profile": "short", "threshold": 10},
        {"profile": "full"},
        {"profile": "full", "precision": 1},
    ]
    try:
        for chosen in options:
            torch.set_printoptions(**chosen)
            yield str(chosen), [repr(t) for t in (x, whole, long, x * 1e-6, long > 3)]
            torch.set_printoptions(profile="default")
            yield f"back from {chosen}", repr(x / 2)
        torch.set_printoptions(precision=2)
        torch.set_printoptions(linewidth=40)
        yield "both stay", repr(long)
    finally:
        torch.set_printoptions(profile="default")
