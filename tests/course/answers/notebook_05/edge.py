"""Sample answers to exercise 5.1."""

RIGHT = ()
WRONG = {
    "kind": (
        """
def edge(tensor):
    return (tensor.grad_fn or tensor.accumulator, 0)
""",
        """
def edge(tensor):
    return tensor
""",
    ),
    "result": (
        """
def edge(tensor):
    return tensor.accumulator
""",
    ),
    "leaf": (
        """
def edge(tensor):
    return tensor.grad_fn
""",
    ),
    "new": (
        """
def edge(tensor):
    from minigrad.course.notebook_05.prepared import AccumulateGrad
    if tensor.grad_fn is not None:
        return tensor.grad_fn
    return AccumulateGrad(tensor) if tensor.requires_grad else None
""",
    ),
    "constant": (
        """
def edge(tensor):
    from minigrad.course.notebook_05.prepared import AccumulateGrad
    if tensor.accumulator is None:
        tensor.accumulator = AccumulateGrad(tensor)
    return tensor.grad_fn or tensor.accumulator
""",
    ),
}
