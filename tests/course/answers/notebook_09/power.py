"""Sample answers to exercise 9.5."""

from minigrad.course.notebook_09.exercises import POWER

from .. import spoiled

SOLUTION = POWER.solution

RIGHT = ()
WRONG = {
    "number": (spoiled(SOLUTION, (", None", "")),),
    "chain": (spoiled(SOLUTION, ("grad * ctx.n", "ctx.n")),),
    "second": (
        spoiled(
            SOLUTION,
            ("ctx.n = n", "ctx.slope = n * x**(n - 1)"),
            ("ctx.n * x**(ctx.n - 1)", "ctx.slope"),
        ),
        spoiled(SOLUTION, ("x, = ctx.saved_tensors", "x = ctx.saved_tensors[0].detach()")),
    ),
    "slope": (spoiled(SOLUTION, ("x**(ctx.n - 1)", "x")),),
    "save": (spoiled(SOLUTION, ("save_for_backward(x)", "save_for_backward(x, n)")),),
    "tuple": (spoiled(SOLUTION, ("x, =", "x =")),),
    "apply": (spoiled(SOLUTION, ("Power.apply(x, n)", "Power(x, n)")),),
    "static": (
        spoiled(
            SOLUTION,
            ("        @staticmethod\n        def forward(ctx", "        def forward(self, ctx"),
        ),
    ),
    "plain": (
        """
def power(x, n):
    return x**n
""",
    ),
    "value": (spoiled(SOLUTION, ("return x**n", "return n * x")),),
    "kind": (spoiled(SOLUTION, ("Power.apply(x, n)", "Power.apply(x, n).sum()")),),
    "none": (spoiled(SOLUTION, ("return Power", "y = Power")),),
}
