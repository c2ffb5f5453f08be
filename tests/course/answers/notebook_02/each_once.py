"""Sample answers to exercise 2.5."""

RIGHT = ()
WRONG = {
    "kind": (
        """
def each_once(variable):
    return 1
""",
    ),
    "root": (
        """
def each_once(variable):
    gradients = {}
    for source, derivative in variable.local_gradients:
        gradients[source] = derivative
    return gradients
""",
        """
def each_once(variable):
    gradients, to_visit = {variable: 0}, [variable]
    while to_visit:
        node = to_visit.pop()
        for source, derivative in node.local_gradients:
            gradients[source] = gradients.get(source, 0) + gradients[node] * derivative
            to_visit.append(source)
    return gradients
""",
    ),
    "empty": (
        """
def each_once(variable):
    gradients = {}
    def visit(node):
        for source, derivative in node.local_gradients:
            gradients[source] += gradients[node] * derivative
            visit(source)
    visit(variable)
    return gradients
""",
    ),
    "walking": (
        """
def each_once(variable):
    gradients = {variable: 1}
    for node in gradients:
        for source, derivative in node.local_gradients:
            gradients[source] = gradients.get(source, 0) + gradients[node] * derivative
    return gradients
""",
    ),
    "missing": (
        """
def each_once(variable):
    return {variable: 1}
""",
    ),
    "overwritten": (
        """
def each_once(variable):
    gradients, to_visit = {variable: 1}, [variable]
    while to_visit:
        node = to_visit.pop()
        for source, derivative in node.local_gradients:
            gradients[source] = gradients[node] * derivative
            to_visit.append(source)
    return gradients
""",
    ),
    "order": (
        """
def each_once(variable):
    order = []
    def visit(node):
        if node not in order:
            order.append(node)
            for source, _ in node.local_gradients:
                visit(source)
    visit(variable)
    gradients = dict.fromkeys(order, 0)
    gradients[variable] = 1
    for node in order:
        for source, derivative in node.local_gradients:
            gradients[source] += gradients[node] * derivative
    return gradients
""",
        """
def each_once(variable):
    order = []
    def visit(node):
        if node not in order:
            for source, _ in node.local_gradients:
                visit(source)
            order.append(node)
    visit(variable)
    gradients = dict.fromkeys(order, 0)
    gradients[variable] = 1
    for node in order:
        for source, derivative in node.local_gradients:
            gradients[source] += gradients[node] * derivative
    return gradients
""",
        """
def each_once(variable):
    gradients, to_visit, done = {variable: 1}, [variable], set()
    while to_visit:
        node = to_visit.pop(0)
        if node in done:
            continue
        done.add(node)
        for source, derivative in node.local_gradients:
            gradients[source] = gradients.get(source, 0) + gradients[node] * derivative * (
                2 if source in done else 1
            )
            to_visit.append(source)
    return gradients
""",
    ),
    "paths": (
        """
def each_once(variable):
    gradients = {}
    def follow(node, so_far):
        gradients[node] = gradients.get(node, 0) + so_far
        for source, derivative in node.local_gradients:
            follow(source, so_far * derivative)
    follow(variable, 1)
    return gradients
""",
    ),
}
