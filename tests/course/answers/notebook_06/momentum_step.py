"""Sample answers to exercise 6.2."""

from minigrad.course.notebook_06.exercises import MOMENTUM_STEP

from .. import spoiled

SOLUTION = MOMENTUM_STEP.solution
SPEED_LINES = """            v *= m
            v += p.grad
"""
STEP_LINE = "            p -= rate * v\n"

RIGHT = (
    """
@torch.no_grad()
def momentum_step(parameters, velocities, rate, m):
    for i in range(len(parameters)):
        velocities[i].copy_(m * velocities[i] + parameters[i].grad)
        parameters[i].sub_(rate * velocities[i])
""",
)
WRONG = {
    "recorded": (spoiled(SOLUTION, ("torch.no_grad()", "torch.enable_grad()")),),
    "unchanged": (
        spoiled(SOLUTION, ("p -= rate * v", "p = p - rate * v")),
        spoiled(
            SOLUTION,
            (SPEED_LINES, "            v = m * v + p.grad\n"),
            ("p -= rate * v", "p = p - rate * v"),
        ),
    ),
    "kept": (spoiled(SOLUTION, (SPEED_LINES, "            v = m * v + p.grad\n")),),
    "order": (spoiled(SOLUTION, (SPEED_LINES + STEP_LINE, STEP_LINE + SPEED_LINES)),),
    "plain": (spoiled(SOLUTION, (SPEED_LINES, ""), ("rate * v", "rate * p.grad")),),
    "uphill": (spoiled(SOLUTION, ("p -=", "p +=")),),
    "rate": (spoiled(SOLUTION, ("rate * v", "v")),),
    "early rate": (
        spoiled(SOLUTION, ("v += p.grad", "v += rate * p.grad"), ("p -= rate * v", "p -= v")),
    ),
    "lists": (
        """
def momentum_step(parameters, velocities, rate, m):
    velocities *= m
    velocities += parameters.grad
    parameters -= rate * velocities
""",
        """
def momentum_step(parameters, velocities, rate, m):
    with torch.no_grad():
        velocities += parameters.grad
""",
    ),
    "friction": (
        spoiled(SOLUTION, ("            v *= m\n", "")),
        spoiled(SOLUTION, (SPEED_LINES, "            v += p.grad\n            v *= m\n")),
        spoiled(SOLUTION, ("v += p.grad", "v += (1 - m) * p.grad")),
    ),
    "frozen": (
        spoiled(
            SOLUTION,
            ("torch.no_grad()", "torch.enable_grad()"),
            (STEP_LINE, "            p.requires_grad_(False)\n" + STEP_LINE),
        ),
    ),
    "gradient": (spoiled(SOLUTION, (STEP_LINE, STEP_LINE + "            p.grad = None\n")),),
    "other": (spoiled(SOLUTION, ("v += p.grad", "v -= p.grad")),),
}
