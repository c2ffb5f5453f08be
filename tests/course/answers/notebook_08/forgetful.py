"""Sample answers to exercise 8.6."""

from minigrad.course.notebook_08.exercises import FORGETFUL

from .. import spoiled

SOLUTION = FORGETFUL.solution
KEEPS_THE_GRAPH = """            with torch.enable_grad():
                ctx.leaf = x.detach().requires_grad_()
                ctx.again = part(ctx.leaf)
            return ctx.again.detach()"""

RIGHT = ()
WRONG = {
    "recorded": (
        """
def forgetful(part, x):
    return part(x)
""",
        """
def forgetful(part, x):
    return torch.utils.checkpoint.checkpoint(part, x, use_reentrant=False)
""",
        spoiled(
            SOLUTION,
            ("            return part(x)", KEEPS_THE_GRAPH),
            ("            (x,) = ctx.saved_tensors\n", "            leaf = ctx.leaf\n"),
            ("            leaf = x.detach().requires_grad_()\n", ""),
            ("again = part(leaf)", "again = ctx.again"),
        ),
    ),
    "input": (
        spoiled(
            SOLUTION,
            ("ctx.save_for_backward(x)", "ctx.x = x"),
            ("            (x,) = ctx.saved_tensors\n", ""),
            ("x.detach()", "ctx.x.detach()"),
        ),
        spoiled(
            SOLUTION,
            (
                "ctx.save_for_backward(x)",
                "y = part(x)\n            ctx.save_for_backward(x, y)",
            ),
            ("return part(x)", "return y"),
            ("(x,) =", "x, y ="),
        ),
    ),
    "history": (
        """
def forgetful(part, x):
    with torch.no_grad():
        return part(x)
""",
    ),
    "apply": (spoiled(SOLUTION, ("Forgetful.apply(x)", "Forgetful(x)")),),
    "unrecorded": (spoiled(SOLUTION, ("torch.enable_grad()", "torch.no_grad()")),),
    "start": (spoiled(SOLUTION, ("again.backward(grad)", "again.backward()")),),
    "above": (spoiled(SOLUTION, ("again.backward(grad)", "again.backward(0 * grad + 1)")),),
    "parameters": (
        spoiled(
            SOLUTION,
            ("            again.backward(grad)\n", ""),
            ("leaf.grad", "torch.autograd.grad(again, leaf, grad)[0]"),
        ),
    ),
    "none": (spoiled(SOLUTION, ("            return leaf.grad\n", "")),),
    "calls": (
        spoiled(SOLUTION, ("again = part(leaf)", "part(leaf)\n                again = part(leaf)")),
    ),
    "value": (
        """
def forgetful(part, x):
    return x * 1
""",
    ),
    "kind": (
        """
def forgetful(part, x):
    return part
""",
    ),
    "leaf": (
        spoiled(SOLUTION, ("x.detach().requires_grad_()", "x")),
        spoiled(
            SOLUTION,
            ("x.detach().requires_grad_()", "x"),
            ("            return leaf.grad\n", ""),
        ),
    ),
    "other": (spoiled(SOLUTION, ("leaf.grad", "leaf.grad * grad")),),
}
