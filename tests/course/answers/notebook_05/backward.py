"""Sample answers to exercise 5.7."""

from minigrad.course.notebook_05.exercises import BACKWARD

from .. import spoiled

PLAIN, *_ = BACKWARD.others.values()
REFUSED = '        raise RuntimeError("the tensor does not require grad")'
ORDERED = "engine.users_first(engine.edge(tensor))"
BREADTH_FIRST = """    order = [engine.edge(tensor)]
    for node in order:
        for following, _ in node.next_functions:
            if following is not None and following not in order:
                order.append(following)"""
CLEARED = """    for node in order:
        if node.name() == "AccumulateGrad":
            node.variable.grad = None
"""
RECURSIVE = """    order, seen = [], set()
    def visit(node):
        if node is not None and node not in seen:
            seen.add(node)
            for following, _ in node.next_functions:
                visit(following)
            order.insert(0, node)
    visit(engine.edge(tensor))"""

RIGHT = (
    """
def backward(engine, tensor, gradient=None):
    import numpy as np
    first = engine.edge(tensor)
    if first is None:
        raise RuntimeError("no grad here")
    if gradient is None and tensor.shape not in [(), (1,)]:
        raise RuntimeError("say what to start with")
    array = np.ones(tensor.shape, np.float32) if gradient is None else np.array(gradient.data)
    return engine.run(engine.users_first(first), array)
""",
)
WRONG = {
    "nothing": (spoiled(PLAIN, ("engine.run(order, start)", "tensor.grad = start")),),
    "order": (spoiled(PLAIN, (f"    order = {ORDERED}", BREADTH_FIRST)),),
    "weights": (spoiled(PLAIN, (" if gradient is None else gradient.data", "")),),
    "array": (
        spoiled(PLAIN, ("else gradient.data", "else gradient")),
        spoiled(PLAIN, ("tensor.data * 0 + 1 if", "tensor * 0 if")),
    ),
    "start": (spoiled(PLAIN, ("tensor.data * 0 + 1 if gradient is None else ", "")),),
    "itself": (spoiled(PLAIN, ("engine.run(order, start)", "tensor.backward(gradient)")),),
    "one": (spoiled(PLAIN, ("tensor.data.size != 1", "tensor.shape != ()")),),
    "leaf": (spoiled(PLAIN, ("engine.edge(tensor)", "tensor.grad_fn")),),
    "fresh": (spoiled(PLAIN, ("    engine.run", CLEARED + "    engine.run")),),
    "many": (spoiled(PLAIN, ("gradient is None and tensor.data.size != 1", "False")),),
    "constant": (
        spoiled(PLAIN, ("not tensor.requires_grad", "False")),
        spoiled(PLAIN, (REFUSED, "        return")),
    ),
    "off": (spoiled(PLAIN, ("    order", "    engine.recording = False\n    order")),),
    "recursion": (spoiled(PLAIN, (f"    order = {ORDERED}", RECURSIVE)),),
    "other": (spoiled(PLAIN, ("* 0 + 1", "* 0 + 2")),),
}
