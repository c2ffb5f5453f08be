"""Sample answers to exercise 4.2."""

# What most answers share. The two lines in which they differ are `save` and `slope`.
FRAME = """
def legendre_2(x):
    class P2(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            {save}
            return 0.5 * (3 * x**2 - 1)
        @staticmethod
        def backward(ctx, grad):
            return {slope}
    return P2.apply(x)
"""
SAVED = "ctx.save_for_backward(x)"
NO_BACKWARD = FRAME[: FRAME.index("        @staticmethod\n        def backward")] + (
    "    return P2.apply(x)\n"
)


def _answer(save, slope):
    return FRAME.format(save=save, slope=slope)


RIGHT = (_answer(SAVED, "grad * 3 * ctx.saved_tensors[0]"),)
WRONG = {
    "plain": ("def legendre_2(x):\n    return 0.5 * (3 * x**2 - 1)\n",),
    "unsaved": (_answer("ctx.x = x", "grad * 3 * ctx.x"),),
    "around": (
        _answer(SAVED, "grad * 3 * outer").replace("    class", "    outer = x\n    class"),
    ),
    "tuple": (_answer(SAVED, "grad * 3 * ctx.saved_tensors"),),
    "empty": (_answer(SAVED, "None"),),
    "chain": (_answer(SAVED, "3 * ctx.saved_tensors[0]"),),
    "slope": (_answer(SAVED, "grad * 6 * ctx.saved_tensors[0]"),),
    "value": ("def legendre_2(x):\n    return 3 * x**2 - 1\n",),
    "backward": (
        NO_BACKWARD.format(save=SAVED),
        _answer(SAVED, "3 * ctx.saved_tensors[0]").replace("(ctx, grad)", "(ctx)"),
    ),
    "kind": (
        _answer(SAVED, "grad * 3 * ctx.saved_tensors[0]").replace("P2.apply(x)", "P2(x)"),
        "def legendre_2(x):\n    return [0.5 * (3 * one**2 - 1) for one in x]\n",
    ),
    "none": (
        _answer(SAVED, "grad * 3 * ctx.saved_tensors[0]").replace("return 0.5", "0.5"),
        "def legendre_2(x):\n    y = 0.5 * (3 * x**2 - 1)\n",
    ),
}
