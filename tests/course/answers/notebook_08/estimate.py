"""Sample answers to exercise 8.3."""

RIGHT = (
    """
def estimate(sizes, batch):
    forward = sum(batch * m * n for m, n in zip(sizes, sizes[1:]))
    return [forward, 2 * forward - batch * sizes[0] * sizes[1]]
""",
)
WRONG = {
    "batch": (
        """
def estimate(sizes, batch):
    layers = [m * n for m, n in zip(sizes, sizes[1:])]
    return sum(layers), 2 * sum(layers) - layers[0]
""",
        """
def estimate(sizes, batch):
    layers = [m * n for m, n in zip(sizes, sizes[1:])]
    return sum(layers), 2 * sum(layers)
""",
    ),
    "data": (
        """
def estimate(sizes, batch):
    forward = sum(batch * m * n for m, n in zip(sizes, sizes[1:]))
    return forward, 2 * forward
""",
    ),
    "once": (
        """
def estimate(sizes, batch):
    forward = sum(batch * m * n for m, n in zip(sizes, sizes[1:]))
    return forward, forward
""",
    ),
    "swapped": (
        """
def estimate(sizes, batch):
    layers = [batch * m * n for m, n in zip(sizes, sizes[1:])]
    return 2 * sum(layers) - layers[0], sum(layers)
""",
    ),
    "last": (
        """
def estimate(sizes, batch):
    layers = [batch * m * n for m, n in zip(sizes, sizes[1:])]
    return sum(layers), 2 * sum(layers) - layers[-1]
""",
    ),
    "pair": (
        """
def estimate(sizes, batch):
    return sum(batch * m * n for m, n in zip(sizes, sizes[1:]))
""",
    ),
    "layers": (
        """
def estimate(sizes, batch):
    forward = sum(batch * sizes[i] * sizes[i + 1] for i in range(len(sizes)))
    return forward, 2 * forward - batch * sizes[0] * sizes[1]
""",
    ),
    "other": (
        """
def estimate(sizes, batch):
    return batch * sum(sizes), 2 * batch * sum(sizes)
""",
    ),
}
