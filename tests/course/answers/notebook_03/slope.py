"""Sample answers to exercise 3.1."""

RIGHT = (
    """
def slope(f, x):
    t = torch.tensor([x]).requires_grad_()
    f(t).backward(gradient=torch.tensor([1.]))
    return t.grad.item()
""",
)
WRONG = {
    "unmarked": (
        """
def slope(f, x):
    x = torch.tensor(x)
    f(x).backward()
    return x.grad
""",
    ),
    "backward": (
        """
def slope(f, x):
    x = torch.tensor(x, requires_grad=True)
    y = f(x)
    return x.grad
""",
    ),
    "none": (
        """
def slope(f, x):
    x = torch.tensor(x, requires_grad=True)
    return f(x).backward()
""",
        """
def slope(f, x):
    y = f(torch.tensor(x, requires_grad=True))
    y.backward()
    return y.grad
""",
    ),
    "itself": (
        """
def slope(f, x):
    x = torch.tensor(x, requires_grad=True)
    y = f(x)
    x.backward()
    return x.grad
""",
        """
def slope(f, x):
    y = torch.tensor(f(x), requires_grad=True)
    y.backward()
    return y.grad
""",
    ),
    "call": (
        """
def slope(f, x):
    f.backward()
    return x.grad
""",
        """
def slope(f, x):
    x.requires_grad = True
    return f(x).backward()
""",
    ),
    "whole": (
        """
def slope(f, x):
    x = torch.tensor(int(x), requires_grad=True)
    f(x).backward()
    return x.grad
""",
    ),
    "value": (
        """
def slope(f, x):
    x = torch.tensor(x, requires_grad=True)
    y = f(x)
    y.backward()
    return y
""",
    ),
    "input": (
        """
def slope(f, x):
    x = torch.tensor(x, requires_grad=True)
    f(x).backward()
    return x
""",
    ),
    "kind": (
        """
def slope(f, x):
    return 'x.grad'
""",
    ),
    "by hand": (
        """
def slope(f, x):
    return (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
""",
    ),
    "other": (
        """
def slope(f, x):
    x = torch.tensor(x, requires_grad=True)
    f(x).backward()
    f(x).backward()
    return x.grad
""",
    ),
}
