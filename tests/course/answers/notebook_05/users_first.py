"""Sample answers to exercise 5.3."""

from minigrad.course.notebook_05.exercises import USERS_FIRST

from .. import spoiled

FROM_THE_OTHER_END, *_ = USERS_FIRST.others.values()

RIGHT = ()
WRONG = {
    "kind": (
        """
def users_first(root):
    return root
""",
        """
def users_first(root):
    return [root.name()]
""",
    ),
    "none": (
        """
def users_first(root):
    order = [root]
    for one in order:
        if one is not None:
            order.extend(node for node, _ in one.next_functions if node not in order)
    return order
""",
        """
def users_first(root):
    order = [root]
    for one in order:
        order.extend(node for node, _ in one.next_functions)
    return order
""",
    ),
    "pairs": (
        """
def users_first(root):
    order = [root]
    for one in order:
        order.extend(node for node in one.next_functions)
    return order
""",
    ),
    "twice": (
        """
def users_first(root):
    order = [root]
    for one in order:
        order.extend(node for node, _ in one.next_functions if node is not None)
    return order
""",
    ),
    "missing": (
        """
def users_first(root):
    return [root] + [node for node, _ in root.next_functions if node is not None]
""",
    ),
    "backward": (spoiled(FROM_THE_OTHER_END, ("order[::-1]", "order")),),
    "order": (
        """
def users_first(root):
    order, waiting = [], [root]
    while waiting:
        one = waiting.pop()
        if one is not None and one not in order:
            order.append(one)
            waiting.extend(node for node, _ in one.next_functions)
    return order
""",
        """
def users_first(root):
    order = [root]
    for one in order:
        for node, _ in one.next_functions:
            if node is not None and node not in order:
                order.append(node)
    return order
""",
    ),
    "paths": (
        """
def users_first(root):
    found = []
    def follow(node):
        if node in found:
            found.remove(node)
        found.append(node)
        for following, _ in node.next_functions:
            if following is not None:
                follow(following)
    follow(root)
    return found
""",
    ),
    "recursion": (
        """
def users_first(root):
    order, seen = [], set()
    def visit(node):
        if node is not None and node not in seen:
            seen.add(node)
            for following, _ in node.next_functions:
                visit(following)
            order.append(node)
    visit(root)
    return order[::-1]
""",
    ),
}
