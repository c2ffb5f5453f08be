"""Sample answers to exercise 9.6."""

RIGHT = (
    """
def layer(x, weight, bias):
    return (x.float()[:, None, :] * weight).sum(dim=2) + bias
""",
)
WRONG = {
    "inner": (
        """
def layer(x, weight, bias):
    return x.float() @ weight + bias
""",
    ),
    "reshaped": (
        """
def layer(x, weight, bias):
    return x.float() @ weight.reshape(2, 3) + bias
""",
    ),
    "types": (
        """
def layer(x, weight, bias):
    return x @ weight.T + bias
""",
    ),
    "double": (
        """
def layer(x, weight, bias):
    return x.double() @ weight.T.double() + bias
""",
    ),
    "shape": (
        """
def layer(x, weight, bias):
    return weight @ x.float().T + bias[:, None]
""",
        """
def layer(x, weight, bias):
    return weight @ x.float().T + bias
""",
    ),
    "cut": (
        """
def layer(x, weight, bias):
    return x.float() @ weight.detach().T + bias
""",
        """
def layer(x, weight, bias):
    with torch.no_grad():
        return x.float() @ weight.T + bias
""",
    ),
    "value": (
        """
def layer(x, weight, bias):
    return x.float() @ weight.T
""",
    ),
    "kind": (
        """
def layer(x, weight, bias):
    return 1.0
""",
    ),
    "none": (
        """
def layer(x, weight, bias):
    y = x.float() @ weight.T + bias
""",
    ),
}
