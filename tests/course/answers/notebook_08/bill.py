"""Sample answers to exercise 8.1."""

from minigrad.course.notebook_08.exercises import BILL

from .. import spoiled

SOLUTION = BILL.solution
BYTES = "tensor.numel() * tensor.element_size()"

RIGHT = (
    # A cycle, which the manual of PyTorch forbids; but the number is right.
    spoiled(SOLUTION, ("tensor.detach()", "tensor")),
    """
def bill(f, x):
    kept = []

    def pack(tensor):
        kept.append(tensor)
        return len(kept) - 1

    with torch.autograd.graph.saved_tensors_hooks(pack, kept.__getitem__):
        f(x)
    return sum(len(t) * t.dtype.itemsize for t in kept)
""",
)
WRONG = {
    "entries": (spoiled(SOLUTION, ("sum(sizes)", "len(sizes)")),),
    "numbers": (spoiled(SOLUTION, (BYTES, "tensor.numel()")),),
    "four": (spoiled(SOLUTION, (BYTES, "4 * tensor.numel()")),),
    "nothing": (
        spoiled(
            SOLUTION, ("    with", "    y = f(x)\n    with"), ("        f(x)", "        y * 2")
        ),
    ),
    "outside": (
        spoiled(
            SOLUTION,
            ("sizes = []", "total = 0"),
            ("sizes.append(", "total += ("),
            ("sum(sizes)", "total"),
        ),
    ),
    "twice": (spoiled(SOLUTION, ("lambda kept: kept", "pack")),),
    "kept": (spoiled(SOLUTION, ("        return tensor.detach()\n", "")),),
    "list": (spoiled(SOLUTION, ("sum(sizes)", "sizes")),),
    "calls": (spoiled(SOLUTION, ("    with", "    f(x)\n    with")),),
    "kind": (spoiled(SOLUTION, ("sum(sizes)", "str(sizes)")),),
    "other": (
        """
def bill(f, x):
    f(x)
    return x.numel() * x.element_size()
""",
    ),
}
