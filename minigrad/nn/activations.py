"""Nonlinearities as modules: what stands between the layers of a Sequential."""

from __future__ import annotations

from typing import Any

from ..engine.tensor import Tensor
from ..ops.creation import full
from . import functional as F
from .module import Module
from .parameter import Parameter


class _Plain(Module):
    """An activation without settings: the function of a tensor of the same name."""

    def forward(self, input: Any) -> Tensor:
        """The function, element by element."""
        return getattr(input, type(self).__name__.lower())()


class ReLU(_Plain):
    """max(x, 0), element by element.

    >>> import minigrad as mg
    >>> mg.nn.ReLU()(mg.tensor([-1., 2.]))
    tensor([0., 2.])
    """


class Tanh(_Plain):
    """The hyperbolic tangent, element by element."""


class Sigmoid(_Plain):
    """1 / (1 + e⁻ˣ), element by element."""


class LeakyReLU(Module):
    """x for x > 0, else `negative_slope` · x."""

    def __init__(self, negative_slope: float = 0.01) -> None:
        super().__init__()
        self.negative_slope = negative_slope

    def forward(self, input: Tensor) -> Tensor:
        """The function, element by element."""
        return F.leaky_relu(input, self.negative_slope)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return f"negative_slope={self.negative_slope}"


class ELU(Module):
    """x for x > 0, else alpha · (eˣ - 1)."""

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__()
        self.alpha = alpha

    def forward(self, input: Tensor) -> Tensor:
        """The function, element by element."""
        return F.elu(input, self.alpha)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return f"alpha={self.alpha}"


class GELU(Module):
    """x times the probability that a normal number is below x."""

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, input: Tensor) -> Tensor:
        """The function, element by element."""
        return F.gelu(input, approximate=self.approximate)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return f"approximate={self.approximate!r}"


class SiLU(Module):
    """x · sigmoid(x), element by element."""

    def forward(self, input: Tensor) -> Tensor:
        """The function, element by element."""
        return F.silu(input)


class Softplus(Module):
    """log(1 + e^(beta x)) / beta, element by element."""

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = beta
        self.threshold = threshold

    def forward(self, input: Tensor) -> Tensor:
        """The function, element by element."""
        return F.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return f"beta={self.beta}, threshold={self.threshold}"


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


class GLU(Module):
    """The first half along `dim` times the sigmoid of the second half."""

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        """Half as long along `dim`."""
        return F.glu(input, self.dim)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return f"dim={self.dim}"


class PReLU(Module):
    """x for x > 0, else a learned multiple of x: one for all, or one for each channel."""

    weight: Parameter

    def __init__(self, num_parameters: int = 1, init: float = 0.25) -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.weight = Parameter(full((num_parameters,), init))

    def forward(self, input: Tensor) -> Tensor:
        """The function, element by element."""
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return f"num_parameters={self.num_parameters}"


# ------------------------------------------------------------------ by the functions of their name


class _Function(Module):
    """A module that calls the function of its name, with its settings behind the input."""

    settings: tuple[str, ...] = ()

    def forward(self, input: Tensor) -> Tensor:
        """The function, element by element."""
        function = getattr(F, type(self).__name__.lower())
        return function(input, *(getattr(self, name) for name in self.settings))

    def extra_repr(self) -> str:
        """What is printed in the parentheses."""
        return ", ".join(f"{name}={getattr(self, name)}" for name in self.settings)


class Mish(_Function):
    """x · tanh(softplus(x))."""


class SELU(_Function):
    """`ELU`, scaled so that layers keep mean 0 and variance 1."""


class ReLU6(_Function):
    """`ReLU`, but at most 6."""


class Hardswish(_Function):
    """x · hardsigmoid(x)."""


class Hardsigmoid(_Function):
    """A sigmoid of three straight lines."""


class LogSigmoid(_Function):
    """log(sigmoid(x)), without overflow."""


class Softsign(_Function):
    """x / (1 + |x|)."""


class Tanhshrink(_Function):
    """x - tanh(x)."""


class CELU(_Function):
    """x for x > 0, else alpha · (exp(x / alpha) - 1)."""

    settings = ("alpha",)

    def __init__(self, alpha: float = 1.0) -> None:
        super().__init__()
        self.alpha = alpha


class Hardtanh(_Function):
    """x between two bounds; the gradient at the bounds is 0."""

    settings = ("min_val", "max_val")

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0) -> None:
        super().__init__()
        self.min_val = min_val
        self.max_val = max_val


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


class Threshold(_Function):
    """x where it is above a threshold, else `value`."""

    settings = ("threshold", "value")

    def __init__(self, threshold: float, value: float) -> None:
        super().__init__()
        self.threshold = threshold
        self.value = value
