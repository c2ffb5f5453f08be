"""The two worked examples whose numbers everything else rests on."""

from ..observe import graph, warned


def _q(torch):
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    b = torch.tensor([6.0, 4.0], requires_grad=True)
    return a, b, 3 * a**3 - b**2


def q_has_the_values_and_the_repr(torch):
    """Q = 3a^3 - b^2 at a = [2, 3], b = [6, 4] is [-12, 65], and prints with its node."""
    _, _, q = _q(torch)
    yield "Q", q
    yield "repr", repr(q)
    yield "str", str(q)


def q_backward_gives_both_gradients(torch):
    """Q.backward(ones) leaves 9a^2 in a.grad and -2b in b.grad."""
    a, b, q = _q(torch)
    yield "backward returns", q.backward(gradient=torch.ones(2))
    yield "a.grad", a.grad
    yield "b.grad", b.grad
    yield "9a^2 == a.grad", 9 * a**2 == a.grad
    yield "-2b == b.grad", -2 * b == b.grad


def q_has_the_graph(torch):
    """SubBackward0 over (Mul, Pow); the Mul of 3*a**3 over (Pow, None); each Pow over its leaf."""
    a, _, q = _q(torch)
    yield "graph", graph(q)
    product, power = (node for node, _ in q.grad_fn.next_functions)
    yield "product's edges", product.next_functions
    yield "power's edges", power.next_functions
    yield "the leaf behind a**3", product.next_functions[0][0].next_functions[0][0].variable is a


def an_intermediate_keeps_its_gradient_when_asked(torch):
    """b = 3a^3, c = b*a: retain_grad gives b.grad = [1, 2] beside a.grad = [12, 96]."""
    a = torch.tensor([1.0, 2.0], requires_grad=True)
    b = 3 * a**3
    c = b * a
    b.retain_grad()
    c.backward(gradient=torch.tensor([1.0, 1.0]))
    yield "b", b
    yield "c", c
    yield "a.grad", a.grad
    yield "b.grad", b.grad


def an_integer_gradient_is_cast(torch):
    """backward accepts an int64 gradient and casts it to the output's dtype."""
    a = torch.tensor([1.0, 2.0], requires_grad=True)
    c = 3 * a**3 * a
    c.backward(gradient=torch.tensor([1, 1]))
    yield "a.grad", a.grad


def a_second_pass_builds_a_second_graph(torch):
    """A new forward gives a new graph; its gradients add to those already there."""
    a, b, q = _q(torch)
    first = q.grad_fn
    q.backward(torch.ones(2))
    again = 3 * a**3 - b**2
    again.backward(torch.ones(2))
    yield "a.grad", a.grad
    yield "b.grad", b.grad
    yield "another node", again.grad_fn is not first


def control_flow_decides_the_graph(torch):
    """while y < 10: y = y*2 from 1, 3 and 20 gives 16, 12, 20 and the gradients 16, 4, 1."""
    for start in (1.0, 3.0, 20.0):
        x = torch.tensor(start, requires_grad=True)
        y = x
        while y < 10:
            y = y * 2
        y.backward()
        yield f"y from {start}", y
        yield f"gradient from {start}", x.grad


def paths_add_up(torch):
    """x = 2, y = 3x, c = 2y + 5y: the gradient is 21."""
    x = torch.tensor(2.0, requires_grad=True)
    y = 3 * x
    c = 2 * y + 5 * y
    c.backward()
    yield "c", c
    yield "x.grad", x.grad
    yield "graph", graph(c)


def a_square_has_two_edges_to_one_leaf(torch):
    """x*x has two edges, both to the one accumulator of x."""
    x = torch.tensor(3.0, requires_grad=True)
    y = x * x
    yield "graph", graph(y)
    (left, _), (right, _) = y.grad_fn.next_functions
    yield "one accumulator", left is right
    y.backward()
    yield "x.grad", x.grad


def plain_gradient_descent(torch):
    """w -= lr*w.grad under no_grad on (w - 3)^2 goes 0.6, 1.08, 1.464."""
    w = torch.tensor(0.0, requires_grad=True)
    for step in range(3):
        loss = (w - 3) ** 2
        loss.backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
        w.grad = None
        yield f"w after step {step + 1}", w


def rebinding_loses_the_leaf(torch):
    """w = w - lr*w.grad makes w a non-leaf; its .grad is None."""
    w = torch.tensor(0.0, requires_grad=True)
    ((w - 3) ** 2).backward()
    w = w - 0.1 * w.grad
    yield "w", w
    yield "is_leaf", w.is_leaf
    yield "grad", warned(lambda: w.grad, "not a leaf Tensor", "retain_grad()")
