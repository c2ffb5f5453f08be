"""Sample answers to exercise 4.1."""

RIGHT = (
    """
def chain_names(result):
    def names(node):
        return (node.name(), *(n for below, _ in node.next_functions for n in names(below)))
    return names(result.grad_fn)
""",
)
WRONG = {
    "root": (
        """
def chain_names(result):
    node, names = result.grad_fn, []
    while node.next_functions:
        node = node.next_functions[0][0]
        names.append(type(node).__name__)
    return names
""",
    ),
    "leaf": (
        """
def chain_names(result):
    node, names = result.grad_fn, []
    while node.next_functions:
        names.append(type(node).__name__)
        node = node.next_functions[0][0]
    return names
""",
    ),
    "order": (
        """
def chain_names(result):
    node = result.grad_fn
    names = [type(node).__name__]
    while node.next_functions:
        node = node.next_functions[0][0]
        names.insert(0, type(node).__name__)
    return names
""",
    ),
    "end": (
        """
def chain_names(result):
    node, names = result.grad_fn, []
    while node is not None:
        names.append(type(node).__name__)
        node = node.next_functions[0][0]
    return names
""",
    ),
    "pair": (
        """
def chain_names(result):
    node, names = result.grad_fn, []
    while node.next_functions:
        names.append(type(node).__name__)
        node = node.next_functions[0]
    return names
""",
    ),
    "node": (
        """
def chain_names(result):
    names = []
    while result.grad_fn:
        result = result.grad_fn
        names.append(type(result).__name__)
    return names
""",
    ),
    "kind": (
        """
def chain_names(result):
    return [result.grad_fn]
""",
    ),
    "none": (
        """
def chain_names(result):
    names = [type(result.grad_fn).__name__]
""",
    ),
    "other": (
        """
def chain_names(result):
    return [type(result.grad_fn).__name__]
""",
    ),
}
