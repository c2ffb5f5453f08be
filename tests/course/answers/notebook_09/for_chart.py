"""Sample answers to exercise 9.4."""

RIGHT = (
    """
def for_chart(t):
    with torch.no_grad():
        return t.numpy().copy()
""",
    """
def for_chart(t):
    import numpy
    return numpy.array(t.tolist())
""",
)
WRONG = {
    "numpy": (
        """
def for_chart(t):
    return t.numpy().copy()
""",
    ),
    "shared": (
        """
def for_chart(t):
    return t.detach().numpy()
""",
    ),
    "cut": (
        """
def for_chart(t):
    return t.detach_().numpy().copy()
""",
    ),
    "leaf": (
        """
def for_chart(t):
    t.requires_grad = False
    return t.numpy().copy()
""",
    ),
    "locked": (
        """
def for_chart(t):
    array = t.detach().numpy()
    array = array.copy()
    array.flags.writeable = False
    return array
""",
    ),
    "value": (
        """
def for_chart(t):
    return t.detach().sum().reshape(1).numpy()
""",
        """
def for_chart(t):
    return t.item()
""",
    ),
    "kind": (
        """
def for_chart(t):
    return t.tolist()
""",
    ),
    "none": (
        """
def for_chart(t):
    array = t.detach().numpy().copy()
""",
    ),
}
