"""Sample answers to exercise 1.2."""

RIGHT = (
    """
def times(u, v):
    (x, dx), (y, dy) = u, v
    slope = dx * y
    slope += x * dy
    return [x * y, slope]
""",
    """
def times(u, v):
    import numpy
    return numpy.array([u[0] * v[0], u[1] * v[0] + u[0] * v[1]])
""",
)
WRONG = {
    "kind": (
        """
def times(u, v):
    return u[0] * v[0]
""",
    ),
    "swapped": (
        """
def times(u, v):
    return u[1] * v[0] + u[0] * v[1], u[0] * v[0]
""",
    ),
    "pair": (
        """
def times(u, v):
    return u * v
""",
        """
def times(u, v):
    return u.value * v.value, u.slope * v.value + u.value * v.slope
""",
    ),
    "value": (
        """
def times(u, v):
    return u[0] + v[0], u[1] * v[0] + u[0] * v[1]
""",
    ),
    "slopes": (
        """
def times(u, v):
    return u[0] * v[0], u[1] * v[1]
""",
    ),
    "one": (
        """
def times(u, v):
    return u[0] * v[0], u[1] * v[0]
""",
        """
def times(u, v):
    return u[0] * v[0], u[0] * v[1]
""",
    ),
    "other": (
        """
def times(u, v):
    return u[0] * v[0], u[1] + v[1]
""",
    ),
}
