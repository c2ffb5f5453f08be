"""Sample answers to exercise 5.2."""

RIGHT = (
    """
def pow_formula(node, grad):
    base, exponent = (float_or_array.data for float_or_array in node.inputs)
    slope = exponent * base ** (exponent - 1)
    return [slope * grad, None]
""",
)
WRONG = {
    "pair": (
        """
def pow_formula(node, grad):
    x, n = node.inputs
    return grad * n.data * x.data ** (n.data - 1)
""",
        """
def pow_formula(node, grad):
    x, n = node.inputs
    return grad * n.data * x.data ** (n.data - 1), grad
""",
    ),
    "data": (
        """
def pow_formula(node, grad):
    x, n = node.inputs
    return grad * n * x ** (n - 1), None
""",
        """
def pow_formula(node, grad):
    x, n = node.inputs
    return grad * n.data * (x - 1) ** len(n), None
""",
    ),
    "hat": (
        """
def pow_formula(node, grad):
    x, n = node.inputs
    return grad * n.data * x.data ^ (n.data - 1), None
""",
    ),
    "zero": (
        """
def pow_formula(node, grad):
    x, n = node.inputs
    return grad * n.data * x.data ** n.data / x.data, None
""",
    ),
    "arriving": (
        """
def pow_formula(node, grad):
    x, n = node.inputs
    return n.data * x.data ** (n.data - 1), None
""",
    ),
    "exponent": (
        """
def pow_formula(node, grad):
    x, n = node.inputs
    return grad * n.data * x.data ** n.data, None
""",
    ),
    "factor": (
        """
def pow_formula(node, grad):
    x, n = node.inputs
    return grad * x.data ** (n.data - 1), None
""",
    ),
    "other": (
        """
def pow_formula(node, grad):
    x, n = node.inputs
    return grad * x.data, None
""",
    ),
}
