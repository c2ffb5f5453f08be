"""Sample answers to exercise 6.1."""

RIGHT = (
    """
def no_opinion_loss(count):
    return -torch.tensor(1 / count).log()
""",
)
WRONG = {
    "probability": (
        """
def no_opinion_loss(count):
    return 1 / count
""",
    ),
    "negative": (
        """
def no_opinion_loss(count):
    import math
    return math.log(1 / count)
""",
    ),
    "base": (
        """
def no_opinion_loss(count):
    import math
    return math.log2(count)
""",
        """
def no_opinion_loss(count):
    return -torch.tensor(1 / count).log10()
""",
    ),
    "sum": (
        """
def no_opinion_loss(count):
    return -torch.full((count,), 1 / count).log().sum()
""",
    ),
    "target": (
        """
def no_opinion_loss(count):
    return torch.nn.functional.cross_entropy(torch.zeros(1, count), [0])
""",
    ),
    "kind": (
        """
def no_opinion_loss(count):
    return torch.zeros(1, count).softmax(1)
""",
    ),
    "other": (
        """
def no_opinion_loss(count):
    return 0.693
""",
    ),
}
