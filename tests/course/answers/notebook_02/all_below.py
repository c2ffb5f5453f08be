"""Sample answers to exercise 2.3."""

RIGHT = (
    """
def all_below(variable):
    seen = {}
    def visit(one):
        seen[one] = True
        for source, _ in one.local_gradients:
            if source not in seen:
                visit(source)
    visit(variable)
    return seen.keys()
""",
    """
def all_below(variable, found=None):
    found = [] if found is None else found
    if variable not in found:
        found.append(variable)
        for source, _ in variable.local_gradients:
            all_below(source, found)
    return found
""",
    """
def all_below(variable):
    return {variable}.union(*(all_below(source) for source, _ in variable.local_gradients))
""",
)
WRONG = {
    "kind": (
        """
def all_below(variable):
    return [variable.value]
""",
    ),
    "twice": (
        """
def all_below(variable):
    found = [variable]
    for source, _ in variable.local_gradients:
        found += all_below(source)
    return found
""",
    ),
    "earlier": (
        """
def all_below(variable, found=[]):
    if variable not in found:
        found.append(variable)
        for source, _ in variable.local_gradients:
            all_below(source, found)
    return found
""",
    ),
    "pair": (
        """
def all_below(variable):
    seen, to_visit = [], [variable]
    while to_visit:
        one = to_visit.pop()
        if one not in seen:
            seen.append(one)
            to_visit.extend(one.local_gradients)
    return seen
""",
    ),
    "itself": (
        """
def all_below(variable):
    seen, to_visit = [], [source for source, _ in variable.local_gradients]
    while to_visit:
        one = to_visit.pop()
        if one not in seen:
            seen.append(one)
            to_visit.extend(source for source, _ in one.local_gradients)
    return seen
""",
    ),
    "deeper": (
        """
def all_below(variable):
    found = [variable]
    for source, _ in variable.local_gradients:
        if source not in found:
            found.append(source)
    return found
""",
        """
def all_below(variable):
    return [variable]
""",
    ),
}
