"""Sample answers to exercise 1.1."""

RIGHT = ()
WRONG = {
    "kind": (
        """
def chain_slope(steps, x):
    return [slope(x) for f, slope in steps]
""",
    ),
    "place": (
        """
def chain_slope(steps, x):
    product = 1
    for f, slope in steps:
        product = product * slope(x)
    return product
""",
    ),
    "sum": (
        """
def chain_slope(steps, x):
    total = 0
    for f, slope in steps:
        total = total + slope(x)
        x = f(x)
    return total
""",
    ),
    "first": (
        """
def chain_slope(steps, x):
    product = 1
    for f, slope in steps:
        product = product * slope(x)
        x = f(x)
        return product
""",
    ),
    "late": (
        """
def chain_slope(steps, x):
    product = 1
    for f, slope in steps:
        x = f(x)
        product = product * slope(x)
    return product
""",
    ),
    "call": (
        """
def chain_slope(steps, x):
    product = 1
    for f, slope in steps:
        product = product * slope
    return product
""",
    ),
    "three": (
        """
def chain_slope(steps, x):
    (h, dh), (g, dg), (f, df) = steps
    return dh(x) * dg(h(x)) * df(g(h(x)))
""",
    ),
    "value": (
        """
def chain_slope(steps, x):
    for f, slope in steps:
        x = f(x)
    return x
""",
    ),
    "other": (
        """
def chain_slope(steps, x):
    return steps[0][1](x) + 1
""",
    ),
}
