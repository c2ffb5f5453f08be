"""Comparisons and tests: their results are bools or positions, so no gradient passes through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...engine.tensor import Tensor, wrap
from ..kinds import not_implemented, one_of
from ..operands import both_tensors, broadcast_error, not_a_tensor, same_dtype, shape_together
from ..rows import AND_A_NUMBER, OF_ONE, OF_TWO, Face, as_it_is, register


def comparison(
    name: str,
    forward: Callable[[Any, Any], Any],
    doc: str,
    forms: tuple[str, ...] = AND_A_NUMBER,
    kernel: str = "",
) -> Callable[..., Any]:
    """An elementwise test of two tensors, or of a tensor and a number.

    kernel: what PyTorch calls the function that computes it, if that is of integers only.
    """

    def op(self: Any, other: Any) -> Any:
        pair = both_tensors(self, other, name)
        if pair is None:
            return NotImplemented
        if pair[0]._array.dtype is not pair[1]._array.dtype:
            pair = tuple(same_dtype(*(t.detach() for t in pair)))  # type: ignore[assignment]
        x, y = pair[0]._array, pair[1]._array
        if kernel and x.dtype.kind in "bf":
            shape_together(*pair)
            raise not_implemented(kernel, x.dtype)
        try:
            return wrap(forward(x, y))
        except ValueError as error:
            raise broadcast_error(x, y, error) from None
        except TypeError:
            shape_together(*pair)
            raise not_implemented(f"{name}_cpu", x.dtype) from None

    return register(name, op, forward, doc, Face(forms))


def test(
    name: str,
    forward: Callable[[Any], Any],
    doc: str,
    accepts: Any = as_it_is,
    forms: tuple[str, ...] = ("(Tensor input)",),
) -> Any:
    """An elementwise test of one tensor."""

    def op(self: Any) -> Tensor:
        if not isinstance(self, Tensor):
            raise not_a_tensor(name, self)
        return wrap(forward(accepts(self._array)))

    return register(name, op, forward, doc, Face(forms))


def _as_bool(array: Any) -> Any:
    return array.astype(np.bool_)


BITWISE = (OF_TWO[0], "(Scalar self, Tensor other)", AND_A_NUMBER[1])

eq = comparison("eq", np.equal, "Whether the elements are equal.")
ne = comparison("ne", np.not_equal, "Whether the elements differ.")
lt = comparison("lt", np.less, "Whether the elements are less than the other's.")
le = comparison("le", np.less_equal, "Whether the elements are at most the other's.")
gt = comparison("gt", np.greater, "Whether the elements are greater than the other's.")
ge = comparison("ge", np.greater_equal, "Whether the elements are at least the other's.")
bitwise_and = comparison("bitwise_and", np.bitwise_and, "x & y of integers or bools.", BITWISE)
bitwise_or = comparison("bitwise_or", np.bitwise_or, "x | y of integers or bools.", BITWISE)
bitwise_xor = comparison("bitwise_xor", np.bitwise_xor, "x ^ y of integers or bools.", BITWISE)
left_shift = comparison(
    "bitwise_left_shift",
    np.left_shift,
    "x · 2ⁿ of integers: the bits moved up.",
    BITWISE,
    "lshift_cpu",
)
right_shift = comparison(
    "bitwise_right_shift",
    np.right_shift,
    "x / 2ⁿ of integers, rounded down.",
    BITWISE,
    "rshift_cpu",
)
logical_and = comparison("logical_and", np.logical_and, "Whether both are true (not zero).", OF_TWO)
logical_or = comparison(
    "logical_or", np.logical_or, "Whether one or both are true (not zero).", OF_TWO
)
logical_xor = comparison(
    "logical_xor", np.logical_xor, "Whether exactly one is true (not zero).", OF_TWO
)
logical_not = test(
    "logical_not", np.logical_not, "Whether each element is false (zero).", forms=OF_ONE
)
bitwise_not = test(
    "bitwise_not", np.invert, "~x of integers or bools.", one_of("bitwise_not_cpu", "f"), OF_ONE
)
isnan = test("isnan", np.isnan, "Whether each element is not a number.")
isinf = test("isinf", np.isinf, "Whether each element is infinite.")
isfinite = test("isfinite", np.isfinite, "Whether each element is neither infinite nor nan.")
