"""Sample answers to exercise 2.2."""

RIGHT = (
    """
def over_paths(paths):
    if not paths:
        return 0
    product = 1
    for derivative in paths[0]:
        product *= derivative
    return product + over_paths(paths[1:])
""",
)
WRONG = {
    "kind": (
        """
def over_paths(paths):
    return [7, 4]
""",
    ),
    "none": (
        """
def over_paths(paths):
    import math
    return sum(math.prod(path) for path in paths) if paths else 1
""",
    ),
    "all": (
        """
def over_paths(paths):
    product = 1
    for path in paths:
        for derivative in path:
            product *= derivative
    return product
""",
    ),
    "sums": (
        """
def over_paths(paths):
    return sum(sum(path) for path in paths)
""",
    ),
    "zero": (
        """
def over_paths(paths):
    total = 0
    for path in paths:
        product = 0
        for derivative in path:
            product = product * derivative
        total = total + product
    return total
""",
    ),
    "restart": (
        """
def over_paths(paths):
    total, product = 0, 1
    for path in paths:
        for derivative in path:
            product = product * derivative
        total = total + product
    return total
""",
    ),
    "two": (
        """
def over_paths(paths):
    return paths[0][0] + paths[1][0] * paths[1][1]
""",
    ),
    "one": (
        """
def over_paths(paths):
    for path in paths:
        product = 1
        for derivative in path:
            product = product * derivative
    return product
""",
    ),
    "other": (
        """
def over_paths(paths):
    return len(paths)
""",
    ),
}
