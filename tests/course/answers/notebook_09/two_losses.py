"""Sample answers to exercise 9.1."""

RIGHT = (
    """
def two_losses(x):
    x.exp().sum().backward()
    (x.exp() * x.exp()).sum().backward()
    return x.grad
""",
    """
def two_losses(x):
    h = x.exp()
    return torch.autograd.grad([h.sum(), (h * h).sum()], x)
""",
)
WRONG = {
    "freed": (
        """
def two_losses(x):
    h = x.exp()
    first, second = h.sum(), (h * h).sum()
    first.backward()
    second.backward(retain_graph=True)
    return x.grad
""",
    ),
    "first": (
        """
def two_losses(x):
    h = x.exp()
    h.sum().backward()
    return x.grad
""",
    ),
    "second": (
        """
def two_losses(x):
    h = x.exp()
    first, second = h.sum(), (h * h).sum()
    first.backward(retain_graph=True)
    x.grad = None
    second.backward()
    return x.grad
""",
    ),
    "twice": (
        """
def two_losses(x):
    h = x.exp()
    first, second = h.sum(), (h * h).sum()
    first.backward(retain_graph=True)
    (first + second).backward()
    return x.grad
""",
    ),
    "cut": (
        """
def two_losses(x):
    h = x.exp().detach()
    (h.sum() + (h * h).sum()).backward()
    return x.grad
""",
    ),
    "kind": (
        """
def two_losses(x):
    h = x.exp()
    return h.sum() + (h * h).sum()
""",
    ),
    "none": (
        """
def two_losses(x):
    h = x.exp()
    return (h.sum() + (h * h).sum()).backward()
""",
    ),
    "other": (
        """
def two_losses(x):
    (x * x).sum().backward()
    return x.grad
""",
    ),
}
