"""Whether backward runs twice: only if no node on the way had saved a tensor."""

from ..observe import raises

FREED = ("Trying to backward through the graph a second time", "retain_graph=True")


def _x(torch):
    return torch.tensor([1.0, 2.0], requires_grad=True)


TWICE = {
    "add": "x + x",
    "sub": "x - c",
    "neg": "-x",
    "sum": "x.sum()",
    "sum of a dim": "x.sum(0)",
    "mean": "x.mean()",
    "view": "x.view(3, 2)",
    "reshape": "x.reshape(6)",
    "transpose": "x.t()",
    "cat": "torch.cat([x, x])",
    "stack": "torch.stack([x, x])",
    "select": "x[0]",
    "slice": "x[1:]",
    "expand": "x.expand(2, 2, 3)",
    "clone": "x.clone()",
    "add a number": "x + 1",
}
ONCE = {
    "mul": "x * x",
    "mul by a constant": "x * c",
    "mul by a number": "x * 2",
    "div": "x / c",
    "div by a number": "x / 2",
    "pow": "x ** 2",
    "exp": "x.exp()",
    "log": "x.log()",
    "sqrt": "x.sqrt()",
    "tanh": "x.tanh()",
    "sigmoid": "x.sigmoid()",
    "relu": "x.relu()",
    "abs": "x.abs()",
    "matmul": "x @ c.t()",
    "max of a dim": "x.max(1)[0]",
    "max": "x.max()",
    "where": "torch.where(c > 1, x, c)",
    "tensor index": "x[torch.tensor([0, 0])]",
    "maximum": "torch.maximum(x, c)",
}


def _second_backward(expression):
    def program(torch):
        x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
        c = torch.tensor([[2.0, 1.0, 0.5], [1.0, 3.0, 1.0]])
        y = eval(expression, {"torch": torch, "x": x, "c": c})
        y.backward(torch.ones_like(y))
        phrases = () if expression in TWICE.values() else FREED
        yield "second", raises(lambda: y.backward(torch.ones_like(y)), *phrases)
        yield "grad", x.grad

    outcome = "works" if expression in TWICE.values() else "raises"
    program.__doc__ = f"The second backward of {expression} {outcome}."
    return program


LATER = {"softmax": "x.softmax(1)", "std": "x.std()", "prod": "x.prod()"}

PROGRAMS = {f"second: {name}": _second_backward(e) for name, e in (TWICE | ONCE).items()}
for _name, _expression in LATER.items():
    PROGRAMS[f"second: {_name}"] = _second_backward(_expression)


def two_losses_that_share_a_saved_result(torch):
    """Two losses share an exp(): the second backward raises."""
    x = _x(torch)
    shared = x.exp()
    first, second = shared.sum(), (shared + 1).sum()
    first.backward()
    yield "second", raises(second.backward, *FREED)


def two_losses_that_share_only_sums(torch):
    """Two losses share an addition: the second backward works."""
    x = _x(torch)
    shared = x + 1
    first, second = shared.sum(), shared.mean()
    first.backward()
    second.backward()
    yield "grad", x.grad
