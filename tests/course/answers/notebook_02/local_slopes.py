"""Sample answers to exercise 2.1."""

RIGHT = (
    """
def local_slopes(operation, x, y):
    return {"+": [1.0, 1.0], "-": [1.0, -1.0], "*": [y, x]}[operation]
""",
)
WRONG = {
    "swapped": (
        """
def local_slopes(operation, x, y):
    return {"+": (1, 1), "-": (1, -1), "*": (x, y)}[operation]
""",
    ),
    "sign": (
        """
def local_slopes(operation, x, y):
    return (y, x) if operation == "*" else (1, 1)
""",
        """
def local_slopes(operation, x, y):
    return {"+": (1, 1), "-": (-1, 1), "*": (y, x)}[operation]
""",
    ),
    "kind": (
        """
def local_slopes(operation, x, y):
    return 1
""",
    ),
    "other": (
        """
def local_slopes(operation, x, y):
    return x, y
""",
    ),
}
