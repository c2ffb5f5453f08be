"""What students write in the first lessons: training loops, control flow, penalties."""

from ..observe import graph, warned


def gradient_descent_by_hand(torch):
    """w -= lr * w.grad under no_grad, the gradient reset: 0.6, 1.08, 1.464."""
    w = torch.tensor(0.0, requires_grad=True)
    steps = []
    for _ in range(3):
        loss = (w - 3) ** 2
        loss.backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
        w.grad = None
        steps.append(w.item())
    yield "steps", steps
    yield "still a leaf", [w.is_leaf, w.requires_grad, w._version]
    for _ in range(3):
        ((w - 3) ** 2).backward()
        w.data -= 0.1 * w.grad
        w.grad.zero_()
    yield "by data", [w, w._version]


def forgetting_to_reset_the_gradient(torch):
    """Without a reset the gradients add up, and the steps go astray."""
    w = torch.tensor(0.0, requires_grad=True)
    steps = []
    for _ in range(4):
        ((w - 3) ** 2).backward()
        with torch.no_grad():
            w -= 0.1 * w.grad
        steps.append([w.item(), w.grad.item()])
    yield "steps", steps


def rebinding_makes_a_non_leaf(torch):
    """w = w - lr * w.grad is another tensor, a non-leaf whose grad stays None, with a warning."""
    w = torch.tensor(0.0, requires_grad=True)
    ((w - 3) ** 2).backward()
    w = w - 0.1 * w.grad
    yield "non-leaf", [w.is_leaf, w.requires_grad]
    ((w - 3) ** 2).backward()
    yield "grad", warned(lambda: w.grad, "not a leaf Tensor", "retain_grad()")
    with torch.no_grad():
        v = torch.tensor(0.0, requires_grad=True)
        v = v - 0.1
    yield "rebinding under no_grad", [v.is_leaf, v.requires_grad]


def control_flow_decides_the_graph(torch):
    """while y < 10: y = y * 2, from 1, 3 and 20."""
    for start in (1.0, 3.0, 20.0):
        x = torch.tensor(start, requires_grad=True)
        y = x * 1
        while y < 10:
            y = y * 2
        y.backward()
        yield f"from {start}", [y, x.grad]
    x = torch.tensor(-2.0, requires_grad=True)
    y = x**2 if x > 0 else -x * 3
    y.backward()
    yield "a branch", [x.grad, graph(y)]


def a_gradient_penalty(torch):
    """A loss of a gradient, through create_graph."""
    x = torch.tensor([1.0, -2.0], requires_grad=True)
    w = torch.tensor([0.5, 1.5], requires_grad=True)
    y = (w * x**2).sum()
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    penalty = (g.norm() - 1) ** 2 if hasattr(g, "norm") else ((g**2).sum().sqrt() - 1) ** 2
    (y + penalty).backward()
    yield "gradients", [x.grad, w.grad]


def the_straight_through_estimator(torch):
    """Rounding forward, the identity backward: by detach."""
    x = torch.tensor([0.2, 1.7], requires_grad=True)
    y = x + (torch.round(x) - x).detach()
    (y * torch.tensor([3.0, 5.0])).sum().backward()
    yield "detach", [y, x.grad]


def fitting_a_line(torch):
    """Two parameters, mean squared error, ten steps."""
    x = torch.tensor([0.0, 1.0, 2.0, 3.0])
    y = 2 * x - 1
    w = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    losses = []
    for _ in range(10):
        loss = ((w * x + b - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            for p in (w, b):
                p -= 0.1 * p.grad
                p.grad.zero_()
    yield "losses", losses
    yield "parameters", [w, b]


def a_small_network_by_hand(torch):
    """Two layers as matrices, one step."""
    w1 = (torch.arange(6.0).reshape(2, 3) / 10).requires_grad_()
    w2 = (torch.arange(3.0).reshape(3, 1) / 5).requires_grad_()
    x = torch.tensor([[1.0, 2.0], [-1.0, 0.5]])
    out = torch.relu(x @ w1) @ w2
    loss = ((out - 1) ** 2).sum()
    loss.backward()
    yield "loss", loss
    yield "gradients", [w1.grad, w2.grad]
    yield "graph", graph(loss)


def freezing_a_part(torch):
    """requires_grad_(False) on one parameter: it gets no gradient, the other does."""
    a = torch.tensor(2.0, requires_grad=True)
    b = torch.tensor(3.0, requires_grad=True)
    a.requires_grad_(False)
    y = a * b
    y.backward()
    yield "frozen", [a.grad, b.grad, graph(y)]
    a.requires_grad_(True)
    (a * b).backward()
    yield "thawed", [a.grad, b.grad]


def accumulating_over_batches(torch):
    """Several backwards before a step equal one over the sum; the version counts accumulations."""
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    data = torch.tensor([[1.0, 0.0], [2.0, 1.0], [0.5, 3.0]])
    for row in data:
        (w * row).sum().backward()
    yield "one by one", [w.grad, w.grad._version]
    summed = w.grad.clone()
    w.grad = None
    (w * data).sum().backward()
    yield "at once", torch.allclose(summed, w.grad)


def truncated_backpropagation(torch):
    """Detaching the state cuts the graph between chunks of a sequence."""
    w = torch.tensor(0.5, requires_grad=True)
    state = torch.tensor(1.0)
    for step in range(4):
        if step == 2:
            state = state.detach()
        state = torch.tanh(w * state + 0.1)
    state.backward()
    yield "gradient", w.grad
