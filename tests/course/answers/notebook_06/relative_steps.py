"""Sample answers to exercise 6.3."""

RIGHT = (
    """
def relative_steps(net, rate):
    def size(t):
        return 0.0 if t is None else (t.detach() ** 2).sum() ** 0.5
    return [rate * size(p.grad) / size(p) for p in net.parameters()]
""",
)
WRONG = {
    "rate": (
        """
def relative_steps(net, rate):
    return [p.grad.norm() / p.norm() if p.grad is not None else 0.0 for p in net.parameters()]
""",
    ),
    "absolute": (
        """
def relative_steps(net, rate):
    return [rate * p.grad.norm() if p.grad is not None else 0.0 for p in net.parameters()]
""",
    ),
    "inverted": (
        """
def relative_steps(net, rate):
    return [p.norm() / (rate * p.grad.norm()) if p.grad is not None else 0.0
            for p in net.parameters()]
""",
    ),
    "square": (
        """
def relative_steps(net, rate):
    return [rate * (p.grad**2).sum() / (p**2).sum() if p.grad is not None else 0.0
            for p in net.parameters()]
""",
    ),
    "sum": (
        """
def relative_steps(net, rate):
    return [rate * p.grad.sum() / p.sum() if p.grad is not None else 0.0
            for p in net.parameters()]
""",
    ),
    "average": (
        """
def relative_steps(net, rate):
    return [rate * p.grad.abs().mean() / p.abs().mean() if p.grad is not None else 0.0
            for p in net.parameters()]
""",
    ),
    "truth": (
        """
def relative_steps(net, rate):
    return [rate * p.grad.norm() / p.norm() if p.grad else 0.0 for p in net.parameters()]
""",
    ),
    "none": (
        """
def relative_steps(net, rate):
    return [rate * p.grad.norm() / p.norm() for p in net.parameters()]
""",
    ),
    "missing": (
        """
def relative_steps(net, rate):
    return [rate * p.grad.norm() / p.norm() for p in net.parameters() if p.grad is not None]
""",
    ),
    "left": (
        """
def relative_steps(net, rate):
    for p in net.parameters():
        if p.grad is None:
            p.grad = torch.zeros_like(p)
    return [rate * p.grad.norm() / p.norm() for p in net.parameters()]
""",
    ),
    "kind": (
        """
def relative_steps(net, rate):
    for p in net.parameters():
        if p.grad is not None:
            return rate * p.grad.norm() / p.norm()
""",
        """
def relative_steps(net, rate):
    return [p.grad for p in net.parameters()]
""",
    ),
    "other": (
        """
def relative_steps(net, rate):
    return [p.norm() for p in net.parameters()]
""",
    ),
}
