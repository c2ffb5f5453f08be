"""Sample answers to exercise 6.6."""

from minigrad.course.notebook_06.exercises import TRAINED

from .. import spoiled

SOLUTION = TRAINED.solution
LOOP = "    for step in range(steps):\n"
LOSS = "        loss = F.cross_entropy(net(x), y)\n"
CLEAR = "        net.zero_grad()\n"
BACK = "        loss.backward()\n"
REBOUND = ("p -= rate * p.grad", "p = p - rate * p.grad")
LEFT_IN_TRAINING = ("net.eval()", "net")

RIGHT = ()
WRONG = {
    "unchanged": (
        spoiled(SOLUTION, REBOUND),
        spoiled(SOLUTION, ("    net.train()\n", ""), (CLEAR, ""), REBOUND, LEFT_IN_TRAINING),
    ),
    "piled": (
        spoiled(SOLUTION, (CLEAR, "")),
        spoiled(SOLUTION, (CLEAR, ""), (LOOP, "    net.zero_grad()\n" + LOOP)),
    ),
    "old": (
        spoiled(
            SOLUTION,
            (CLEAR, ""),
            ("p -= rate * p.grad", "p -= rate * p.grad\n                p.grad = None"),
        ),
    ),
    "mode": (spoiled(SOLUTION, ("    net.train()\n", "")),),
    "ready": (spoiled(SOLUTION, LEFT_IN_TRAINING),),
    "frozen": (
        spoiled(
            SOLUTION,
            (LOSS, "        net.requires_grad_(True)\n" + LOSS),
            ("torch.no_grad()", "torch.enable_grad()"),
            (
                "                p -=",
                "                p.requires_grad_(False)\n                p -=",
            ),
        ),
    ),
    "steps": (spoiled(SOLUTION, ("range(steps)", "range(1, steps)")),),
    "stale": (spoiled(SOLUTION, (LOOP + LOSS, LOSS[4:] + LOOP)),),
    "early": (spoiled(SOLUTION, (CLEAR + BACK, BACK + CLEAR)),),
    "recorded": (spoiled(SOLUTION, ("torch.no_grad()", "torch.enable_grad()")),),
    "uphill": (spoiled(SOLUTION, ("p -=", "p +=")),),
    "kind": (spoiled(SOLUTION, ("return net", "net")),),
    "other": (spoiled(SOLUTION, ("p -= rate", "p -= 2 * rate")),),
}
