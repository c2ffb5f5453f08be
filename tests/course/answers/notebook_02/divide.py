"""Sample answers to exercise 2.4."""

RIGHT = (
    """
def divide(a, b):
    return type(a)(a.value / b.value, ((a, 1 / b.value), (b, -a.value / b.value**2)))
""",
    """
def divide(a, b):
    quotient = a.value / b.value
    return type(a)(quotient, [(a, 1 / b.value), (b, -quotient / b.value)])
""",
    """
def divide(a, b):
    return type(a)(a.value / b.value, ((b, -a.value / b.value**2), (a, 1 / b.value)))
""",
)
WRONG = {
    "kind": (
        """
def divide(a, b):
    return a.value / b.value
""",
    ),
    "value": (
        """
def divide(a, b):
    return type(a)(a.value * b.value, ((a, 1 / b.value), (b, -a.value / b.value**2)))
""",
    ),
    "pairs": (
        """
def divide(a, b):
    return type(a)(a.value / b.value, (1 / b.value, -a.value / b.value**2))
""",
        """
def divide(a, b):
    return type(a)(a.value / b.value)
""",
        """
def divide(a, b):
    return type(a)(a.value / b.value, (a, 1 / b.value), (b, -a.value / b.value**2))
""",
        """
def divide(a, b):
    slopes = (a.value, 1 / b.value), (b.value, -a.value / b.value**2)
    return type(a)(a.value / b.value, slopes)
""",
        """
def divide(a, b):
    return type(a)(a.value / b.value, ((a, "1 / b"), (b, "-a / b**2")))
""",
    ),
    "numbers": (
        """
def divide(a, b):
    return type(a)(a.value / b.value, ((a, 1 / b), (b, -a / (b * b))))
""",
    ),
    "first": (
        """
def divide(a, b):
    return type(a)(a.value / b.value, ((a, b.value), (b, a.value)))
""",
    ),
    "sign": (
        """
def divide(a, b):
    return type(a)(a.value / b.value, ((a, 1 / b.value), (b, a.value / b.value**2)))
""",
    ),
    "second": (
        """
def divide(a, b):
    return type(a)(a.value / b.value, ((a, 1 / b.value), (b, -a.value / b.value)))
""",
    ),
}
