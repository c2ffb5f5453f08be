"""Sample answers to exercise 5.4."""

from minigrad.course.notebook_05.exercises import RUN

from .. import spoiled

SOLUTION = RUN.solution
ADDED = "one = waiting[following] + one"
KEPT = "grad if leaf.grad is None else leaf.grad + grad"
IN_PLACE = """if leaf.grad is None:
                leaf.grad = grad
            else:
                leaf.grad += grad"""
WAITING_IN_PLACE = """waiting[following] += one
                    continue"""
RECURSIVE = """
def run(order, gradient):
    def send(node, grad):
        if node.name() == "AccumulateGrad":
            kept = node.variable.grad
            node.variable.grad = grad if kept is None else kept + grad
        else:
            for (following, _), part in zip(node.next_functions, node.backward(grad)):
                if following is not None:
                    send(following, part)
    send(order[0], gradient)
"""

RIGHT = ()
WRONG = {
    "empty": (
        """
def run(order, gradient):
    for node in order:
        gradient = gradient * 1
""",
    ),
    "kind": (spoiled(SOLUTION, (KEPT, "[grad]")),),
    "overwritten": (spoiled(SOLUTION, (ADDED, "pass")),),
    "kept": (spoiled(SOLUTION, (KEPT, "grad")),),
    "shared": (
        spoiled(SOLUTION, (f"leaf.grad = {KEPT}", IN_PLACE)),
        spoiled(SOLUTION, (ADDED, WAITING_IN_PLACE)),
    ),
    "none": (spoiled(RECURSIVE, ("if following is not None:", "if True:")),),
    "first": (spoiled(SOLUTION, (f"leaf.grad = {KEPT}", "leaf.grad += grad")),),
    "truth": (
        spoiled(SOLUTION, ("grad if leaf.grad is None", "grad if not leaf.grad")),
        spoiled(SOLUTION, (KEPT, "(leaf.grad or 0) + grad")),
    ),
    "zip": (
        spoiled(
            SOLUTION,
            (
                "in zip(node.next_functions, node.backward(grad))",
                "in (node.next_functions, node.backward(grad))",
            ),
        ),
        spoiled(SOLUTION, ("zip(node.next_functions, node.backward(grad))", "node.next_functions")),
    ),
    "missing": (
        spoiled(SOLUTION, ("{order[0]: gradient}", "{}")),
        spoiled(SOLUTION, ("for node in order", "for node in order[::-1]")),
    ),
    "leaf": (spoiled(SOLUTION, ('"AccumulateGrad"', '"a leaf"')),),
    "again": (RECURSIVE,),
    "other": (
        """
def run(order, gradient):
    for node in order:
        if node.name() == "AccumulateGrad":
            node.variable.grad = gradient
""",
        spoiled(SOLUTION, ("leaf.grad + grad", "leaf.grad + 2 * grad")),
    ),
}
