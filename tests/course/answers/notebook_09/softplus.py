"""Sample answers to exercise 9.3."""

RIGHT = (
    """
def softplus(x):
    y = x.exp()
    y = y + 1
    return y.log_()
""",
    """
def softplus(x):
    y = x.exp().clone()
    y += 1
    return y.log()
""",
)
WRONG = {
    "saved": (
        """
def softplus(x):
    y = x.exp()
    y += 1
    return y.log()
""",
        """
def softplus(x):
    y = x.exp()
    with torch.no_grad():
        y += 1
    return y.log()
""",
    ),
    "leaf": (
        """
def softplus(x):
    x.exp_()
    return (x + 1).log()
""",
    ),
    "slope": (
        """
def softplus(x):
    y = x.exp()
    y.data += 1
    return y.log()
""",
    ),
    "cut": (
        """
def softplus(x):
    y = x.detach().exp()
    y += 1
    return y.log_()
""",
        """
def softplus(x):
    y = x.exp().detach().requires_grad_()
    return (y + 1).log()
""",
    ),
    "input": (
        """
def softplus(x):
    with torch.no_grad():
        x.exp_()
        x += 1
    return x.log()
""",
    ),
    "value": (
        """
def softplus(x):
    return (x + 1).exp().log()
""",
    ),
    "kind": (
        """
def softplus(x):
    return (x.exp() + 1).log().sum()
""",
    ),
    "none": (
        """
def softplus(x):
    y = (x.exp() + 1).log()
""",
    ),
}
