"""Sample answers to exercise 2.6."""

RIGHT = (
    """
def derivatives(f, x, n):
    from minigrad.variable import Variable, get_gradients
    x = Variable(x)
    found = [f(x)]
    for _ in range(n):
        found.append(get_gradients(found[-1]).get(x, Variable(0)))
    return found
""",
    """
def derivatives(f, x, n):
    from minigrad.variable import Variable, get_gradients
    x = Variable(x)
    y = f(x)
    values = [y.value]
    while len(values) <= n:
        gradients = get_gradients(y)
        y = gradients[x] if x in gradients else Variable(0)
        values.append(y.value)
    return values
""",
    """
def derivatives(f, x, n):
    from minigrad.variable import Variable, get_gradients
    value = f(Variable(x))
    if n == 0:
        return [value]
    return [value, *derivatives(lambda t: get_gradients(f(t)).get(t, Variable(0)), x, n - 1)]
""",
)
WRONG = {
    "kind": (
        """
def derivatives(f, x, n):
    return 16.0
""",
    ),
    "count": (
        """
def derivatives(f, x, n):
    from minigrad.variable import Variable, get_gradients
    x = Variable(x)
    y = f(x)
    found = []
    for _ in range(n):
        y = get_gradients(y).get(x, Variable(0))
        found.append(y)
    return found
""",
    ),
    "same": (
        """
def derivatives(f, x, n):
    from minigrad.variable import Variable, get_gradients
    x = Variable(x)
    y = f(x)
    return [y] + [get_gradients(y)[x] for _ in range(n)]
""",
    ),
    "zero": (
        """
def derivatives(f, x, n):
    from minigrad.variable import Variable, get_gradients
    x = Variable(x)
    found = [f(x)]
    for _ in range(n):
        found.append(get_gradients(found[-1])[x])
    return found
""",
    ),
    "another": (
        """
def derivatives(f, x, n):
    from minigrad.variable import Variable, get_gradients
    found = [f(Variable(x))]
    for _ in range(n):
        found.append(get_gradients(found[-1])[Variable(x)])
    return found
""",
    ),
    "plain": (
        """
def derivatives(f, x, n):
    from minigrad.variable import get_gradients
    found = [f(x)]
    for _ in range(n):
        found.append(get_gradients(found[-1])[x])
    return found
""",
        """
def derivatives(f, x, n):
    from minigrad.variable import Variable, get_gradients
    x = Variable(x)
    found = [f(x)]
    for _ in range(n):
        found.append(get_gradients(found[-1]).get(x, 0))
    return found
""",
        """
def derivatives(f, x, n):
    from minigrad.variable import Variable, get_gradients
    x = Variable(x)
    y, found = f(x), []
    for _ in range(n + 1):
        found.append(y.value)
        y = get_gradients(y)[x].value
    return found
""",
    ),
    "other": (
        """
def derivatives(f, x, n):
    return [f(x)] * (n + 1)
""",
    ),
}
