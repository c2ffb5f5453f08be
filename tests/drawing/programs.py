"""Small programs, each with its picture; `torch` is minigrad or PyTorch.

They are written as a student writes them: `draw` finds the names in the variables.
"""

from collections.abc import Callable
from typing import Any

from minigrad.drawing import Picture, draw

PROGRAMS: dict[str, Callable[[Any], Picture]] = {}


def program(function: Callable[[Any], Picture]) -> Callable[[Any], Picture]:
    PROGRAMS[function.__name__] = function
    return function


def themed(torch: Any, theme: str) -> Picture:
    """Every kind of node at once."""
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    w = torch.tensor([1.0, 5.0], requires_grad=True)
    data = torch.ones(2)
    first = (x * 3).exp()
    first.retain_grad()
    done = first * data
    cut = done.detach()
    done.sum().backward()
    result = done * w + cut * x + 1.0
    return draw(result, theme=theme, untracked=True, show="shapes,grads,saved")


@program
def seed(torch: Any) -> Picture:
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = torch.tensor([6.0, 4.0], requires_grad=True)
    Q = 3 * a**3 - b**2
    return draw(Q)


@program
def seed_after_backward(torch: Any) -> Picture:
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = torch.tensor([6.0, 4.0], requires_grad=True)
    Q = 3 * a**3 - b**2
    Q.backward(gradient=torch.tensor([1.0, 1.0]))
    return draw(Q)


@program
def seed_to_the_right(torch: Any) -> Picture:
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = torch.tensor([6.0, 4.0], requires_grad=True)
    Q = 3 * a**3 - b**2
    return draw(Q, direction="right", untracked=True)


@program
def retained(torch: Any) -> Picture:
    a = torch.tensor([1.0, 2.0], requires_grad=True)
    b = 3 * a**3
    c = b * a
    b.retain_grad()
    return draw(c)


@program
def retained_output(torch: Any) -> Picture:
    a = torch.tensor([1.0, 2.0], requires_grad=True)
    b = a.exp()
    b.retain_grad()
    return draw(b)


@program
def excluded(torch: Any) -> Picture:
    x = torch.zeros(5, 5)
    y = torch.zeros(5, 5)
    z = torch.zeros((5, 5), requires_grad=True)
    a = x + y
    b = x + y + z
    return draw(a, b, untracked=True)


@program
def diamond(torch: Any) -> Picture:
    x = torch.tensor(2.0, requires_grad=True)
    y = 3 * x
    c = 2 * y + 5 * y
    return draw(c)


@program
def square(torch: Any) -> Picture:
    x = torch.tensor(3.0, requires_grad=True)
    return draw(x * x)


@program
def lone_leaf(torch: Any) -> Picture:
    weight = torch.tensor([1.0, 2.0], requires_grad=True)
    return draw(weight)


@program
def nameless(torch: Any) -> Picture:
    return draw(torch.tensor([1.0], requires_grad=True).exp().sum())


@program
def several_roots(torch: Any) -> Picture:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    first, second = x.unbind()
    total = first * second + second
    return draw(total, first)


@program
def only_the_backward_function(torch: Any) -> Picture:
    x = torch.tensor(2.0, requires_grad=True)
    y = x.sin()
    z = y * x
    return draw(z.grad_fn)


@program
def without_intermediates(torch: Any) -> Picture:
    x = torch.tensor(2.0, requires_grad=True)
    y = x.sin()
    z = y * x
    return draw(z, intermediates=False)


@program
def cut_by_detach(torch: Any) -> Picture:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 2
    cut = y.detach()
    z = cut * x
    return draw(z, y, untracked=True)


@program
def cut_by_no_grad(torch: Any) -> Picture:
    x = torch.tensor(2.0, requires_grad=True)
    with torch.no_grad():
        scale = x * 3
    z = x * scale
    return draw(z, untracked=True)


@program
def control_flow(torch: Any) -> Picture:
    x = torch.tensor(3.0, requires_grad=True)
    y = x
    while y < 10:
        y = y * 2
    return draw(y)


@program
def network(torch: Any) -> Picture:
    x = torch.ones(8, 4)
    weights = [torch.ones((4, 5), requires_grad=True), torch.ones((5, 1), requires_grad=True)]
    params = {"bias": torch.zeros(5, requires_grad=True)}
    hidden = (x @ weights[0] + params["bias"]).relu()
    loss = ((hidden @ weights[1] - 1) ** 2).mean()
    return draw(loss)


@program
def reductions_and_shapes(torch: Any) -> Picture:
    x = torch.ones((2, 3, 4), requires_grad=True)
    y = x.reshape(6, 4).transpose(0, 1)[1:].sum(0)
    top = y.max()
    return draw(y.mean() - top)


@program
def joined(torch: Any) -> Picture:
    a = torch.ones(2, requires_grad=True)
    b = torch.zeros(2)
    both = torch.cat([a, b, a])
    return draw(torch.stack([both, both]).exp(), untracked=True)


@program
def changed_in_place(torch: Any) -> Picture:
    x = torch.ones(3, requires_grad=True)
    y = x * 2
    y.add_(1)
    y.exp_()
    return draw(y)


@program
def gradient_of_a_gradient(torch: Any) -> Picture:
    x = torch.tensor(2.0, requires_grad=True)
    y = x.sin()
    (slope,) = torch.autograd.grad(y, x, create_graph=True)
    return draw(slope)


@program
def double_precision(torch: Any) -> Picture:
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    w = torch.ones(2, requires_grad=True)
    return draw((x * w).sum())


@program
def named_by_a_mapping(torch: Any) -> Picture:
    a = torch.tensor(2.0, requires_grad=True)
    b = torch.tensor(3.0, requires_grad=True)
    c = a / b
    return draw(c, names={"numerator": a, "α β": b, "c → d": c})


@program
def values_and_gradients(torch: Any) -> Picture:
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = torch.tensor([6.0, 4.0], requires_grad=True)
    Q = 3 * a**3 - b**2
    Q.backward(gradient=torch.tensor([1.0, 1.0]))
    return draw(Q, show="values,grads")


@program
def everything_shown(torch: Any) -> Picture:
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = torch.tensor([6.0, 4.0], requires_grad=True)
    Q = 3 * a**3 - b**2
    return draw(Q, show="all", untracked=True)


@program
def added_up_over_two_passes(torch: Any) -> Picture:
    x = torch.tensor(3.0, requires_grad=True)
    y = x * x
    y.retain_grad()
    y.backward(retain_graph=True)
    y.backward()
    return draw(y, show=["values", "grads", "saved"])


@program
def local_derivatives(torch: Any) -> Picture:
    x = torch.tensor(2.0, requires_grad=True)
    y = torch.tensor([1.0, 4.0], requires_grad=True)
    data = torch.tensor([3.0, 5.0])
    z = x.reciprocal() / y - data * y.sqrt().abs()
    total = (z * -x).relu().sum()
    return draw(total, show="derivatives, values", untracked=True)


@program
def every_reason_for_exclusion(torch: Any) -> Picture:
    x = torch.tensor(2.0, requires_grad=True)
    data = torch.ones(3)
    y = x * 2
    cut = y.detach()
    z = data * x + cut * x + 5 * x + 1.0
    return draw(z, untracked=True)


@program
def big_values(torch: Any) -> Picture:
    x = torch.arange(100.0).reshape(10, 10)
    x.requires_grad_()
    y = x * 1e-9
    return draw(y, show="values, dtypes, shapes, saved")


@program
def note_two(torch: Any) -> Picture:
    from minigrad import Variable

    a, b = Variable(4), Variable(3)
    c = a + b
    d = a * c
    return draw(d)


@program
def a_module(torch: Any) -> Picture:
    class Line:
        """What counts is the method that every module has."""

        def __init__(self) -> None:
            self.weight = torch.tensor([[1.0], [2.0]], requires_grad=True)
            self.bias = torch.tensor([0.5], requires_grad=True)

        def named_parameters(self) -> Any:
            return iter([("line.weight", self.weight), ("line.bias", self.bias)])

    model = Line()
    data = torch.ones((4, 2))
    loss = ((data @ model.weight + model.bias) ** 2).mean()
    return draw(loss, names=model, untracked=True)


@program
def theme_high_contrast(torch: Any) -> Picture:
    return themed(torch, "high-contrast")


@program
def theme_print(torch: Any) -> Picture:
    return themed(torch, "print")


@program
def theme_slides(torch: Any) -> Picture:
    return themed(torch, "slides")
