"""What the shortest rows say of themselves: a sentence and an example, as their docstrings.

A row such as `exp = unary("exp", np.exp, ...)` has no room for them.
"""

from __future__ import annotations

from .rows import TABLE

# name: (what it gives, the arguments of the example, what the example prints)
SENTENCES = {
    "sqrt": (
        "The square root of each element.",
        "[1., 4., 9.]",
        "tensor([1., 2., 3.])",
    ),
    "rsqrt": (
        "1 / √x for each element.",
        "[1., 4., 16.]",
        "tensor([1.0000, 0.5000, 0.2500])",
    ),
    "exp": (
        "e to the power of each element.",
        "[0., 1.]",
        "tensor([1.0000, 2.7183])",
    ),
    "exp2": (
        "2 to the power of each element.",
        "[0., 3.]",
        "tensor([1., 8.])",
    ),
    "expm1": (
        "eˣ - 1 for each element, exact also near 0.",
        "[0., 1.]",
        "tensor([0.0000, 1.7183])",
    ),
    "log": (
        "The natural logarithm of each element.",
        "[1., 10.]",
        "tensor([0.0000, 2.3026])",
    ),
    "log2": (
        "The logarithm of each element to base 2.",
        "[1., 8.]",
        "tensor([0., 3.])",
    ),
    "log10": (
        "The logarithm of each element to base 10.",
        "[1., 1000.]",
        "tensor([0.0000, 3.0000])",
    ),
    "log1p": (
        "log(1 + x) for each element, exact also near 0.",
        "[0., 1.]",
        "tensor([0.0000, 0.6931])",
    ),
    "sin": (
        "The sine of each element, an angle in radians.",
        "[0., 1.]",
        "tensor([0.0000, 0.8415])",
    ),
    "cos": (
        "The cosine of each element, an angle in radians.",
        "[0., 1.]",
        "tensor([1.0000, 0.5403])",
    ),
    "tan": (
        "The tangent of each element, an angle in radians.",
        "[0., 1.]",
        "tensor([0.0000, 1.5574])",
    ),
    "asin": (
        "The angle in radians whose sine each element is; nan outside -1 to 1.",
        "[0., 1.]",
        "tensor([0.0000, 1.5708])",
    ),
    "acos": (
        "The angle in radians whose cosine each element is; nan outside -1 to 1.",
        "[0., 1.]",
        "tensor([1.5708, 0.0000])",
    ),
    "atan": (
        "The angle in radians whose tangent each element is.",
        "[0., 1.]",
        "tensor([0.0000, 0.7854])",
    ),
    "sinh": (
        "The hyperbolic sine of each element, (eˣ - e⁻ˣ) / 2.",
        "[0., 1.]",
        "tensor([0.0000, 1.1752])",
    ),
    "cosh": (
        "The hyperbolic cosine of each element, (eˣ + e⁻ˣ) / 2.",
        "[0., 1.]",
        "tensor([1.0000, 1.5431])",
    ),
    "tanh": (
        "The hyperbolic tangent of each element: between -1 and 1, steepest at 0.",
        "[0., 1.]",
        "tensor([0.0000, 0.7616])",
    ),
    "asinh": (
        "The inverse of `sinh`, element by element.",
        "[0., 1.]",
        "tensor([0.0000, 0.8814])",
    ),
    "acosh": (
        "The inverse of `cosh`, element by element; nan below 1.",
        "[1., 2.]",
        "tensor([0.0000, 1.3170])",
    ),
    "atanh": (
        "The inverse of `tanh`, element by element; nan outside -1 to 1.",
        "[0., 0.5]",
        "tensor([0.0000, 0.5493])",
    ),
    "atan2": (
        "The angle in radians of the point (other, self), in the right quadrant.",
        "[1., -1.], [1., -1.]",
        "tensor([ 0.7854, -2.3562])",
    ),
    "relu": (
        "Each element where it is positive, else 0; the derivative at 0 is 0.",
        "[-1., 0., 2.]",
        "tensor([0., 0., 2.])",
    ),
    "sigmoid": (
        "1 / (1 + e⁻ˣ) for each element: between 0 and 1, one half at 0.",
        "[-1., 0., 1.]",
        "tensor([0.2689, 0.5000, 0.7311])",
    ),
    "abs": (
        "The absolute value of each element; the derivative at 0 is 0.",
        "[-1., 2.]",
        "tensor([1., 2.])",
    ),
    "sign": (
        "-1, 0 or 1 by the sign of each element; the derivative is 0.",
        "[-2., 0., 3.]",
        "tensor([-1.,  0.,  1.])",
    ),
    "floor": (
        "The largest whole number not above each element; the derivative is 0.",
        "[-1.5, 1.5]",
        "tensor([-2.,  1.])",
    ),
    "ceil": (
        "The smallest whole number not below each element; the derivative is 0.",
        "[-1.5, 1.5]",
        "tensor([-1.,  2.])",
    ),
    "trunc": (
        "Each element without its decimals; the derivative is 0.",
        "[-1.5, 1.5]",
        "tensor([-1.,  1.])",
    ),
    "frac": (
        "The decimals of each element, with its sign.",
        "[-1.5, 1.25]",
        "tensor([-0.5000,  0.2500])",
    ),
    "maximum": (
        "The larger of two, element by element; equal ones share the gradient.",
        "[1., 4.], [3., 2.]",
        "tensor([3., 4.])",
    ),
    "minimum": (
        "The smaller of two, element by element; equal ones share the gradient.",
        "[1., 4.], [3., 2.]",
        "tensor([1., 2.])",
    ),
    "erf": (
        "The error function of each element: 2/√π times the integral of e^(-t²) from 0.",
        "[0., 1.]",
        "tensor([0.0000, 0.8427])",
    ),
    "erfc": (
        "1 - erf(x) for each element, exact also where that is tiny.",
        "[0., 1.]",
        "tensor([1.0000, 0.1573])",
    ),
    "erfinv": (
        "The inverse of `erf`, element by element; nan outside -1 to 1.",
        "[0., 0.5]",
        "tensor([0.0000, 0.4769])",
    ),
    "digamma": (
        "The derivative of `lgamma` at each element.",
        "[1., 2.]",
        "tensor([-0.5772,  0.4228])",
    ),
    "lgamma": (
        "The logarithm of the absolute value of Γ(x); Γ(n) is (n - 1)! for whole n.",
        "[1., 5.]",
        "tensor([0.0000, 3.1781])",
    ),
    "deg2rad": (
        "Degrees as radians.",
        "[0., 180.]",
        "tensor([0.0000, 3.1416])",
    ),
    "rad2deg": (
        "Radians as degrees.",
        "[0., 3.1415927]",
        "tensor([  0., 180.])",
    ),
    "clone": (
        "A copy with its own memory, recorded: gradients pass through it.",
        "[1., 2.]",
        "tensor([1., 2.])",
    ),
    "true_divide": (
        "The quotient, element by element; the same as `div`.",
        "[1., 2.], [2., 4.]",
        "tensor([0.5000, 0.5000])",
    ),
}


def docstring(name: str) -> str:
    """The docstring of an operation, with its example."""
    sentence, arguments, printed = SENTENCES[name]
    given = ", ".join(f"mg.tensor([{part}])" for part in arguments[1:-1].split("], ["))
    return f"""{sentence}

    >>> import minigrad as mg
    >>> mg.{name}({given})
    {printed}
    """


for _name in SENTENCES:
    TABLE[_name].__doc__ = docstring(_name)
