"""Nonlinearities as modules: what stands between the layers of a Sequential."""

from __future__ import annotations

import warnings
from typing import Any

from ...engine.arrays import dtypes
from ...engine.tensor import Tensor
from ...ops.creation import full
from ...ops.shapes.convert import check_device
from .. import functional as F
from ..parameter import Parameter
from .module import Module


class _Function(Module):
    """A module that calls the function of its name, with its settings behind the input.

    A last setting `inplace` is whether the input is overwritten; it is printed only where it is.
    """

    settings: tuple[str, ...] = ()
    _function: str

    def __init_subclass__(cls) -> None:
        cls._function = cls.__name__.lower().replace("leakyrelu", "leaky_relu")

    def forward(self, input: Tensor) -> Tensor:
        """The function, element by element."""
        function = getattr(F, self._function)
        return function(input, *[getattr(self, name) for name in self.settings])

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        shown = [name for name in self.settings if name != "inplace" or getattr(self, name)]
        return ", ".join(f"{name}={getattr(self, name)}" for name in shown)


class _InPlace(_Function):
    """An activation without settings but that."""

    settings = ("inplace",)

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """The function, element by element."""
        return getattr(F, self._function)(input, self.inplace)


class ReLU(_InPlace):
    """max(x, 0), element by element; `inplace` overwrites the input.

    >>> import minigrad as mg
    >>> mg.nn.ReLU()(mg.tensor([-1., 2.]))
    tensor([0., 2.])
    """


class SiLU(_InPlace):
    """x · sigmoid(x), element by element."""


class Mish(_InPlace):
    """x · tanh(softplus(x))."""


class SELU(_InPlace):
    """`ELU`, scaled so that layers keep mean 0 and variance 1."""


class Hardswish(_InPlace):
    """x · hardsigmoid(x)."""

    extra_repr = Module.extra_repr


class Hardsigmoid(_InPlace):
    """A sigmoid of three straight lines."""

    extra_repr = Module.extra_repr


class Tanh(_Function):
    """The hyperbolic tangent, element by element."""


class Sigmoid(_Function):
    """1 / (1 + e⁻ˣ), element by element."""


class LogSigmoid(_Function):
    """log(sigmoid(x)), without overflow."""


class Softsign(_Function):
    """x / (1 + |x|)."""


class Tanhshrink(_Function):
    """x - tanh(x)."""


class LeakyReLU(_Function):
    """x for x > 0, else `negative_slope` · x."""

    settings = ("negative_slope", "inplace")

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        super().__init__()
        self.negative_slope = negative_slope
        self.inplace = inplace


class ELU(_Function):
    """x for x > 0, else alpha · (eˣ - 1)."""

    settings = ("alpha", "inplace")

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace


class CELU(ELU):
    """x for x > 0, else alpha · (exp(x / alpha) - 1)."""


class Hardtanh(_Function):
    """x between two bounds; the gradient at the bounds is 0."""

    settings: tuple[str, ...] = ("min_val", "max_val", "inplace")

    def __init__(
        self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False,
        min_value: float | None = None, max_value: float | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        for name, value in (("min", min_value), ("max", max_value)):
            if value is not None:
                warnings.warn(
                    f"keyword argument `{name}_value` is deprecated and rename to `{name}_val`",
                    FutureWarning,
                    stacklevel=2,
                )
        self.min_val = min_val if min_value is None else min_value
        self.max_val = max_val if max_value is None else max_value
        self.inplace = inplace
        if not self.max_val > self.min_val:
            raise AssertionError(
                f"max_val ({self.max_val}) must be greater than min_val ({self.min_val})"
            )


class ReLU6(Hardtanh):
    """`ReLU`, but at most 6."""

    settings = ("inplace",)

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(0.0, 6.0, inplace)


class Threshold(_Function):
    """x where it is above a threshold, else `value`."""

    settings = ("threshold", "value", "inplace")

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__()
        self.threshold = threshold
        self.value = value
        self.inplace = inplace


class GELU(_Function):
    """x times the probability that a normal number is below x."""

    settings = ("approximate",)

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return f"approximate={self.approximate!r}"


class Softplus(_Function):
    """log(1 + e^(beta x)) / beta, element by element."""

    settings = ("beta", "threshold")

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = beta
        self.threshold = threshold


class Hardshrink(_Function):
    """x, but 0 where |x| is at most lambd."""

    settings = ("lambd",)

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return str(self.lambd)


class Softshrink(Hardshrink):
    """x moved by lambd towards 0, and 0 where |x| is at most lambd."""


class _AlongADimension(Module):
    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return f"dim={self.dim}"


class Softmax(_AlongADimension):
    """e^x over the sum of e^x along `dim`: positive numbers that add up to 1."""

    def forward(self, input: Tensor) -> Tensor:
        """The same shape."""
        return F.softmax(input, self.dim)


class LogSoftmax(_AlongADimension):
    """The logarithm of `Softmax`, computed without its overflow."""

    def forward(self, input: Tensor) -> Tensor:
        """The same shape."""
        return F.log_softmax(input, self.dim)


class GLU(_Function):
    """The first half along `dim` times the sigmoid of the second half."""

    settings = ("dim",)

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim


class PReLU(Module):
    """x for x > 0, else a learned multiple of x: one for all, or one for each channel."""

    weight: Parameter

    def __init__(
        self, num_parameters: int = 1, init: float = 0.25, device: Any = None,
        dtype: dtypes.dtype | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        check_device(device)
        self.num_parameters = num_parameters
        self.init = init
        self.weight = Parameter(full((num_parameters,), float(init), dtype=dtype))

    def forward(self, input: Tensor) -> Tensor:
        """The function, element by element."""
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return f"num_parameters={self.num_parameters}"
