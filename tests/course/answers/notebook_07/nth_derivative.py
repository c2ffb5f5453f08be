"""Sample answers to exercise 7.2."""

RIGHT = (
    """
def nth_derivative(f, x, n):
    if n == 0:
        return f(x)
    def slope(t):
        y = nth_derivative(f, t, n - 1)
        if not y.requires_grad:
            return t * 0
        return torch.autograd.grad(y, t, create_graph=True)[0]
    if isinstance(x, float):
        x = torch.tensor(x, requires_grad=True)
    return slope(x)
""",
)
WRONG = {
    "graph": (
        """
def nth_derivative(f, x, n):
    x = torch.tensor(x, requires_grad=True)
    y = f(x)
    for _ in range(n):
        y, = torch.autograd.grad(y, x)
    return y
""",
        """
def nth_derivative(f, x, n):
    x = torch.tensor(x, requires_grad=True)
    y = f(x)
    for _ in range(n):
        y.backward(retain_graph=True)
        y = x.grad
    return y
""",
    ),
    "end": (
        """
def nth_derivative(f, x, n):
    x = torch.tensor(x, requires_grad=True)
    y = f(x)
    for _ in range(n):
        y, = torch.autograd.grad(y, x, create_graph=True)
    return y
""",
        """
def nth_derivative(f, x, n):
    x = torch.tensor(x, requires_grad=True)
    y = f(x)
    for _ in range(n):
        if not y.requires_grad:
            break
        y, = torch.autograd.grad(y, x, create_graph=True)
    return y.item()
""",
    ),
    "first": (
        """
def nth_derivative(f, x, n):
    x = torch.tensor(x, requires_grad=True)
    y = f(x)
    for _ in range(n):
        slope, = torch.autograd.grad(y, x, create_graph=True)
    return slope
""",
    ),
    "count": (
        """
def nth_derivative(f, x, n):
    x = torch.tensor(x, requires_grad=True)
    y = f(x)
    for _ in range(1, n):
        y, = torch.autograd.grad(y, x, create_graph=True)
    return y
""",
    ),
    "number": (
        """
def nth_derivative(f, x, n):
    y = f(x)
    for _ in range(n):
        y, = torch.autograd.grad(y, x, create_graph=True)
    return y.item()
""",
    ),
    "kind": (
        """
def nth_derivative(f, x, n):
    x = torch.tensor(x, requires_grad=True)
    return torch.autograd.grad(f(x), x, create_graph=True)
""",
    ),
    "none": (
        """
def nth_derivative(f, x, n):
    y = f(torch.tensor(x, requires_grad=True))
""",
    ),
    "other": (
        """
def nth_derivative(f, x, n):
    return f(torch.tensor(x)) + n
""",
    ),
}
