"""Sample answers to exercise 5.5."""

RIGHT = (
    """
def sum_to(gradient, shape):
    extra = gradient.ndim - len(shape)
    gradient = gradient.sum(axis=tuple(range(extra)))
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient
""",
    """
def sum_to(gradient, shape):
    if gradient.ndim > len(shape):
        return sum_to(gradient.sum(axis=0), shape)
    for axis, (there, wanted) in enumerate(zip(gradient.shape, shape)):
        if there > wanted:
            return sum_to(gradient.sum(axis=axis, keepdims=True), shape)
    return gradient
""",
)
WRONG = {
    "kind": (
        """
def sum_to(gradient, shape):
    return shape
""",
    ),
    "fits": (
        """
def sum_to(gradient, shape):
    return gradient.sum(axis=0)
""",
    ),
    "nothing": (
        """
def sum_to(gradient, shape):
    return gradient
""",
    ),
    "axes": (
        """
def sum_to(gradient, shape):
    extra = gradient.ndim - len(shape)
    gradient = gradient.sum(axis=tuple(range(extra)))
    axes = tuple(i for i, size in enumerate(shape) if size == 1)
    return gradient.sum(axis=axes) if axes else gradient
""",
    ),
    "mean": (
        """
def sum_to(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.mean(axis=0)
    axes = tuple(i for i in range(len(shape)) if shape[i] == 1)
    return gradient.mean(axis=axes, keepdims=True)
""",
    ),
    "number": (
        """
def sum_to(gradient, shape):
    if not shape:
        return gradient
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    axes = tuple(i for i in range(len(shape)) if shape[i] == 1)
    return gradient.sum(axis=axes, keepdims=True)
""",
    ),
    "stretched": (
        """
def sum_to(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    return gradient + 0 * gradient
""",
    ),
    "reshape": (
        """
def sum_to(gradient, shape):
    return gradient.reshape(shape)
""",
        """
def sum_to(gradient, shape):
    import numpy
    return numpy.broadcast_to(gradient, shape)
""",
    ),
    "other": (
        """
def sum_to(gradient, shape):
    return gradient if gradient.shape == shape else gradient.sum(axis=-1)
""",
    ),
}
