"""Sample answers to exercise 9.2."""

from minigrad.course.notebook_09.exercises import GRADIENTS

from .. import spoiled

SOLUTION = GRADIENTS.solution
AT_ONCE, *_ = GRADIENTS.others.values()
ZEROS = "torch.zeros_like(x) if gradient is None else gradient"

RIGHT = ()
WRONG = {
    "unused": (spoiled(SOLUTION, (", allow_unused=True", "")),),
    "input": (
        """
def gradients(result, inputs):
    return torch.autograd.grad(result, inputs, materialize_grads=True)
""",
    ),
    "freed": (spoiled(SOLUTION, ("retain_graph=True, ", "")),),
    "missing": (spoiled(SOLUTION, (ZEROS, "gradient")),),
    "polluted": (
        """
def gradients(result, inputs):
    result.backward()
    return [torch.zeros_like(x) if x.grad is None else x.grad for x in inputs]
""",
    ),
    "marked": (
        """
def gradients(result, inputs):
    for x in inputs:
        x.requires_grad_()
    return torch.autograd.grad(result, inputs, materialize_grads=True)
""",
    ),
    "count": (
        """
def gradients(result, inputs):
    asked = [x for x in inputs if x.requires_grad]
    return torch.autograd.grad(result, asked, materialize_grads=True)
""",
    ),
    "shape": (spoiled(SOLUTION, ("torch.zeros_like(x)", "torch.tensor(0.)")),),
    "value": (
        """
def gradients(result, inputs):
    return [torch.zeros_like(x) for x in inputs]
""",
    ),
    "truth": (spoiled(SOLUTION, (ZEROS, "gradient or torch.zeros_like(x)")),),
    "empty": (spoiled(AT_ONCE, (" if asked else ()", "")),),
    "kind": (
        """
def gradients(result, inputs):
    return 0.0
""",
    ),
    "none": (spoiled(SOLUTION, ("    return found\n", "")),),
}
