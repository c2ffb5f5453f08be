"""Sample answers to exercise 3.2."""

RIGHT = (
    """
def node_names(result):
    seen = set()
    def visit(node):
        if node is None or node in seen:
            return
        seen.add(node)
        for n, _ in node.next_functions:
            visit(n)
    visit(result.grad_fn)
    return tuple(node.name() for node in seen)
""",
)
WRONG = {
    "constant": (
        """
def node_names(result):
    names, todo = [], [result.grad_fn]
    for node in todo:
        names.append(type(node).__name__)
        todo.extend(n for n, _ in node.next_functions)
    return names
""",
        """
def node_names(result):
    def below(node):
        names = [type(node).__name__]
        for n, _ in getattr(node, 'next_functions', ()):
            names += below(n)
        return names
    return below(result.grad_fn)
""",
    ),
    "shallow": (
        """
def node_names(result):
    return [type(n).__name__ for n, _ in result.grad_fn.next_functions]
""",
    ),
    "root": (
        """
def node_names(result):
    names, todo = [], [result.grad_fn]
    for node in todo:
        for n, _ in node.next_functions:
            if n is not None:
                names.append(type(n).__name__)
                todo.append(n)
    return names
""",
    ),
    "leaves": (
        """
def node_names(result):
    names, todo = [], [result.grad_fn]
    for node in todo:
        if node is not None and node.next_functions:
            names.append(type(node).__name__)
            todo.extend(n for n, _ in node.next_functions)
    return names
""",
    ),
    "one way": (
        """
def node_names(result):
    names, node = [], result.grad_fn
    while node:
        names.append(type(node).__name__)
        node = node.next_functions[0][0]
    return names
""",
    ),
    "node": (
        """
def node_names(result):
    names = [result.grad_fn.name()]
    for node, _ in result.grad_fn.next_functions:
        if node is not None:
            names += node_names(node)
    return names
""",
    ),
    "twice": (
        """
def node_names(result):
    names, todo = [], [result.grad_fn]
    for node in todo:
        names.append(type(node).__name__)
        todo.extend(n for n, _ in node.next_functions if n is not None)
    return names
""",
    ),
    "merged": (
        """
def node_names(result):
    names, todo = set(), [result.grad_fn]
    for node in todo:
        names.add(type(node).__name__)
        todo.extend(n for n, _ in node.next_functions if n is not None)
    return names
""",
    ),
    "kind": (
        """
def node_names(result):
    return [result.grad_fn]
""",
    ),
    "none": (
        """
def node_names(result):
    names = [result.grad_fn.name()]
""",
    ),
    "pair": (
        """
def node_names(result):
    names, todo = [], [result.grad_fn]
    for node in todo:
        names.append(type(node).__name__)
        todo.extend(node.next_functions)
    return names
""",
    ),
    "entry": (
        """
def node_names(result):
    return [type(n).__name__ for n, _ in result.next_functions]
""",
    ),
    "other": (
        """
def node_names(result):
    return []
""",
    ),
}
