"""Sample answers to exercise 1.3."""

RIGHT = (
    """
def adjoints(slopes):
    if not slopes:
        return [1.0]
    later = adjoints(slopes[1:])
    return [slopes[0] * later[0], *later]
""",
)
WRONG = {
    "kind": (
        """
def adjoints(slopes):
    return 288.0
""",
    ),
    "length": (
        """
def adjoints(slopes):
    found = [slopes[-1]]
    for slope in reversed(slopes[:-1]):
        found.insert(0, found[0] * slope)
    return found
""",
    ),
    "reversed": (
        """
def adjoints(slopes):
    found = [1.0]
    for slope in reversed(slopes):
        found.append(found[-1] * slope)
    return found
""",
    ),
    "forward": (
        """
def adjoints(slopes):
    found = [1.0]
    for slope in slopes:
        found.append(found[-1] * slope)
    return found
""",
        """
def adjoints(slopes):
    found = [1.0]
    for slope in slopes:
        found.insert(0, found[0] * slope)
    return found
""",
    ),
    "start": (
        """
def adjoints(slopes):
    found = []
    for slope in reversed(slopes):
        found.insert(0, found[0] * slope)
    return found
""",
    ),
    "other": (
        """
def adjoints(slopes):
    return [*slopes, 1.0]
""",
    ),
}
