"""Local derivatives: what each function multiplies the arriving gradient with, for the arrows.

A formula is written here for reading, in the names that PyTorch gives a function's inputs; its
numbers come from what the function has saved. Functions that are no elementwise product (a matrix
product, an index) have no such factor and get no label.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from minigrad.drawing.facts import number_text, saved_tensors

Numbers = dict[str, Any]
# For each input of a function: the formula, and what computes one number of it.
Factor = tuple[str, Callable[..., float] | None]

_ONE: Factor = ("1", None)
FACTORS: dict[str, tuple[Factor, ...]] = {
    "AddBackward0": (_ONE, ("alpha", lambda alpha: alpha)),
    "SubBackward0": (_ONE, ("−alpha", lambda alpha: -alpha)),
    "RsubBackward1": (("−1", None),),
    "NegBackward0": (("−1", None),),
    "MulBackward0": (("other", lambda other: other), ("self", lambda self: self)),
    "DivBackward0": (
        ("1/other", lambda other: 1 / other),
        ("−self/other²", lambda self, other: -self / other**2),
    ),
    "PowBackward0": (
        ("exponent·self^(exponent−1)", lambda self, exponent: exponent * self ** (exponent - 1)),
    ),
    "ExpBackward0": (("result", lambda result: result),),
    "LogBackward0": (("1/self", lambda self: 1 / self),),
    "SinBackward0": (("cos(self)", lambda self: math.cos(self)),),
    "CosBackward0": (("−sin(self)", lambda self: -math.sin(self)),),
    "TanhBackward0": (("1−result²", lambda result: 1 - result**2),),
    "SigmoidBackward0": (("result·(1−result)", lambda result: result * (1 - result)),),
    "SqrtBackward0": (("1/(2·result)", lambda result: 1 / (2 * result)),),
    "ReluBackward0": (("1 where result>0, else 0", lambda result: float(result > 0)),),
    "AbsBackward0": (("sign(self)", lambda self: float((self > 0) - (self < 0))),),
    "ReciprocalBackward0": (("−result²", lambda result: -(result**2)),),
    "SumBackward0": (_ONE,),
    "CloneBackward0": (_ONE,),
    "ViewBackward0": (_ONE,),
    "ToCopyBackward0": (_ONE,),
}
_MOST = 6


def labels(function: Any, name: str) -> tuple[str, ...]:
    """Return a label for each input of `function`; an empty one where it has no simple factor.

    >>> import minigrad as mg
    >>> x = mg.tensor([2.0, 3.0], requires_grad=True)
    >>> labels((x**3).grad_fn, "PowBackward0")
    ('3·self^2 = [12, 27]',)
    """
    factors = FACTORS.get(name, ())
    if not factors:
        return ()
    numbers: Numbers = {key: tensor.detach() for key, tensor in saved_tensors(function)[0].items()}
    for plain in ("exponent", "alpha"):
        value = getattr(function, f"_saved_{plain}", None)
        if isinstance(value, (int, float)):
            numbers[plain] = value
    if name in ("AddBackward0", "SubBackward0"):
        numbers.setdefault("alpha", 1)
    return tuple(_label(formula, compute, numbers) for formula, compute in factors)


def _label(formula: str, compute: Callable[..., float] | None, numbers: Numbers) -> str:
    if compute is None:
        return formula
    names = compute.__code__.co_varnames[: compute.__code__.co_argcount]
    if "exponent" in numbers and "exponent" in names:
        exponent = numbers["exponent"]
        formula = formula.replace("(exponent−1)", number_text(exponent - 1))
        formula = formula.replace("exponent", number_text(exponent)).removesuffix("^1")
    if names == ("alpha",):
        return number_text(compute(numbers["alpha"])).replace("-", "−")
    if not all(name in numbers for name in names):
        return formula  # freed, or not saved because that input needs no gradient
    given = [numbers[name] for name in names]
    count = max((math.prod(tuple(g.shape)) for g in given if hasattr(g, "shape")), default=1)
    if count > _MOST or len({tuple(g.shape) for g in given if getattr(g, "shape", ())}) > 1:
        return formula
    return f"{formula} = {_mapped(compute, [_plain(g) for g in given])}"


def _plain(value: Any) -> Any:
    return value.tolist() if hasattr(value, "tolist") else value


def _mapped(compute: Callable[..., float], given: list[Any]) -> str:
    """Compute number by number; a number beside a list goes with each of its elements."""
    lengths = [len(g) for g in given if isinstance(g, list)]
    if not lengths:
        try:
            return number_text(float(compute(*given)))
        except ZeroDivisionError:
            return "inf"
        except (OverflowError, ValueError, TypeError):
            return "?"
    rows = ([g[i] if isinstance(g, list) else g for g in given] for i in range(lengths[0]))
    return f"[{', '.join(_mapped(compute, row) for row in rows)}]"
