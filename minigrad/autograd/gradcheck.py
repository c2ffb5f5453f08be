"""Is a gradient right? Compare it with what small steps of the function itself show.

The numerical Jacobian moves one element of one input at a time by ±eps and divides the change of
the outputs by 2 eps; the analytical one is what backward gives. In double precision the two agree
to about five digits, if the derivative is right.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..engine.tensor import Tensor, wrap
from . import starting as autograd


class GradcheckError(RuntimeError):
    """What gradcheck and gradgradcheck raise when a gradient is wrong."""


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
) -> bool:
    """Compare the gradients of `func` with numerical ones; True if they agree.

    inputs: a tensor or a tuple; those that require grad are checked, and should be float64.
    eps: the step. atol, rtol: how much may be missing, absolute and relative.
    nondet_tol: how much two backward passes may differ.
    check_undefined_grad: also try a backward pass without a gradient for some of the outputs.
    check_grad_dtypes, fast_mode: accepted; a gradient has its input's type, and the check is
        complete, anyhow.

    Raises GradcheckError (or returns False, if `raise_exception` is False) when they do not
    agree, ValueError when nothing requires grad.

    >>> import minigrad as mg
    >>> x = mg.tensor([1., 2.], dtype=mg.float64, requires_grad=True)
    >>> mg.autograd.gradcheck(lambda x: x**3, x)
    True
    """
    if check_forward_ad or check_batched_grad:
        raise NotImplementedError(
            "minigrad has neither forward-mode differentiation nor vmap: leave check_forward_ad "
            "and check_batched_grad False"
        )
    if not check_backward_ad:
        raise AssertionError(
            "Expected at least one of check_forward_ad or check_backward_ad to be True"
        )
    try:
        xs = _checked_inputs(inputs)
        outputs = _differentiable(func(*xs))
        if not outputs:
            _demand_zero(func, xs, eps)
        for place, out in enumerate(outputs):
            _check_output(func, xs, place, out, (eps, atol, rtol, nondet_tol))
        if check_undefined_grad and outputs:
            _check_zero_gradient(func, xs)
            _check_undefined(func, xs)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
) -> bool:
    """Compare the gradients of the gradients of `func` with numerical ones.

    grad_outputs: gradients to start the first backward pass from; random ones if not given.
    The other arguments, and the errors, are those of `gradcheck`.

    >>> import minigrad as mg
    >>> x = mg.tensor([1., 2.], dtype=mg.float64, requires_grad=True)
    >>> mg.autograd.gradgradcheck(lambda x: x**3, x)
    True
    """
    if check_fwd_over_rev:
        raise NotImplementedError("minigrad has no forward-mode differentiation")
    if not check_rev_over_rev:
        raise AssertionError(
            "Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True"
        )
    xs = _as_tuple(inputs)
    if grad_outputs is None:
        # Not from the generator that the user has seeded: a check should change no other result.
        random = np.random.default_rng(0)
        starts = tuple(
            wrap(np.asarray(random.standard_normal(out._array.shape), out._array.dtype)[()])
            for out in _differentiable(func(*xs))
        )
        if gen_non_contig_grad_outputs:  # every second element of a longer array
            starts = tuple(wrap(np.repeat(s._array[..., None], 2, -1)[..., 0]) for s in starts)
        for start in starts:
            start.requires_grad_(True)
    else:
        starts = _as_tuple(grad_outputs)

    def first_gradients(*arguments: Any) -> Any:
        at, given = arguments[: len(xs)], arguments[len(xs) :]
        targets = [at[i] for i in _checked_places(at)]
        outputs = _differentiable(func(*at))
        found = autograd.grad(outputs, targets, given, create_graph=True, allow_unused=True)
        return tuple(grad for grad in found if grad is not None)

    return gradcheck(
        first_gradients, (*xs, *starts), eps=eps, atol=atol, rtol=rtol,
        raise_exception=raise_exception, nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad, check_batched_grad=check_batched_grad,
    )  # fmt: skip


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def _checked_inputs(inputs: Any) -> tuple[Any, ...]:
    xs = _as_tuple(inputs)
    if not any(isinstance(x, Tensor) and x.requires_grad for x in xs):
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them "
            "have requires_grad=True."
        )
    for place, x in enumerate(xs):
        if not (isinstance(x, Tensor) and x.requires_grad):
            continue
        if x._array.dtype != np.float64:
            warnings.warn(
                f"Input #{place} requires gradient and is not a double precision floating point "
                "or complex. This check will likely fail if all the inputs are not of double "
                "precision floating point or complex. ",
                UserWarning,
                stacklevel=3,
            )
        if any(s == 0 and n > 1 for s, n in zip(x.stride(), x._array.shape, strict=True)):
            raise RuntimeError(
                f"The {place}th input has a dimension with stride 0. gradcheck only supports "
                "inputs that are non-overlapping to be able to compute the numerical gradients "
                "correctly. You should call .contiguous on the input before passing it to "
                "gradcheck."
            )
    return xs


def _differentiable(value: Any) -> tuple[Tensor, ...]:
    return tuple(out for out in _as_tuple(value) if out.requires_grad)


def _checked_places(xs: Sequence[Any]) -> list[int]:
    return [i for i, x in enumerate(xs) if isinstance(x, Tensor) and x.requires_grad]


# ------------------------------------------------------------------ the two Jacobians


def numerical_jacobian(
    func: Callable[..., Any], xs: Sequence[Any], place: int, of: int, eps: float
) -> np.ndarray:
    """d out / d x by central differences: a row for each element of x, a column for each of out."""
    array = xs[place]._shared_array()
    width = _as_tuple(func(*xs))[of]._array.size
    rows = []
    for index in np.ndindex(array.shape):
        kept = array[index].copy()
        ends = []
        for step in (-eps, eps):
            array[index] = kept + step
            ends.append(np.array(_as_tuple(func(*xs))[of]._array, array.dtype))
        array[index] = kept
        rows.append(((ends[1] - ends[0]) / (2 * eps)).reshape(-1))
    return np.array(rows, array.dtype).reshape(array.size, width)


def analytical_jacobian(out: Tensor, xs: Sequence[Tensor]) -> list[np.ndarray]:
    """The same by one backward pass for each element of out, for each of xs."""
    columns: list[list[np.ndarray]] = [[] for _ in xs]
    for j in range(out.numel()):
        start = np.zeros(out._array.size, out._array.dtype)
        start[j] = 1
        given = wrap(start.reshape(out._array.shape))
        found = autograd.grad(out, xs, given, retain_graph=True, allow_unused=True)
        for column, grad, x in zip(columns, found, xs, strict=True):
            flat = np.zeros(x._array.size, x._array.dtype)
            if grad is not None:
                flat[...] = grad._array.reshape(-1)
            column.append(flat)
    return [
        np.array(column, x._array.dtype).reshape(out.numel(), x._array.size).T
        for column, x in zip(columns, xs, strict=True)
    ]


# ------------------------------------------------------------------ what is compared


def _check_output(
    func: Any, xs: tuple[Any, ...], place: int, out: Tensor, sizes: tuple[float, ...]
) -> None:
    eps, atol, rtol, nondet_tol = sizes
    places = _checked_places(xs)
    of = [i for i, o in enumerate(_as_tuple(func(*xs))) if o.requires_grad][place]
    analytical = analytical_jacobian(out, [xs[i] for i in places])
    for i, by_backward in zip(places, analytical, strict=True):
        by_steps = numerical_jacobian(func, xs, i, of, eps)
        if by_backward.size and not np.allclose(by_backward, by_steps, rtol, atol):
            raise GradcheckError(
                f"Jacobian mismatch for output {place} with respect to input {i},\n"
                f"numerical:{wrap(by_steps)}\nanalytical:{wrap(by_backward)}\n"
            )
    again = analytical_jacobian(out, [xs[i] for i in places])
    for i, first, second in zip(places, analytical, again, strict=True):
        if first.size and np.abs(first - second).max() > nondet_tol:
            raise GradcheckError(
                "Backward is not reentrant, i.e., running backward with same input and "
                "grad_output multiple times gives different values, although analytical gradient "
                f"matches numerical gradient. The tolerance for nondeterminism was {nondet_tol}. "
                f"(Output {place}, input {i}.)"
            )


def _demand_zero(func: Any, xs: tuple[Any, ...], eps: float) -> None:
    """Nothing requires grad: then nothing may depend on the inputs."""
    for of in range(len(_as_tuple(func(*xs)))):
        for i in _checked_places(xs):
            if numerical_jacobian(func, xs, i, of, eps).any():
                raise GradcheckError("Numerical gradient for function expected to be zero")


def _check_zero_gradient(func: Any, xs: tuple[Any, ...]) -> None:
    """A gradient of zeros in must come out as zeros, of the inputs' shapes and types."""
    targets = [xs[i] for i in _checked_places(xs)]
    outputs = _differentiable(func(*xs))
    zeros = [wrap(np.zeros_like(out._array)) for out in outputs]
    for grad, x in zip(
        autograd.grad(outputs, targets, zeros, allow_unused=True), targets, strict=True
    ):
        if grad is None:
            continue
        if grad._array.any():
            raise GradcheckError("backward not multiplied by grad_output")
        if grad._array.dtype != x._array.dtype or grad._array.shape != x._array.shape:
            raise GradcheckError("grad is incorrect type or size")


def _check_undefined(func: Any, xs: tuple[Any, ...]) -> None:
    """An output whose gradient is missing counts as one whose gradient is zero."""
    targets = [xs[i] for i in _checked_places(xs)]
    count = len(_differentiable(func(*xs)))
    for left_out in range(count if count > 1 else 0):
        outputs = _differentiable(func(*xs))
        kept = [out for i, out in enumerate(outputs) if i != left_out]
        ones = [wrap(np.ones_like(out._array)) for out in kept]
        zero = [wrap(np.zeros_like(outputs[left_out]._array))]
        try:
            without = autograd.grad(kept, targets, ones, retain_graph=True, allow_unused=True)
        except GradcheckError:
            raise
        except Exception as error:
            raise GradcheckError(
                "Expected backward function to handle undefined output grads. Please look at "
                '"Notes about undefined output gradients" in "tools/autograd/derivatives.yaml"'
                f" ({type(error).__name__}: {error})"
            ) from error
        beside = autograd.grad(
            [*kept, outputs[left_out]], targets, [*ones, *zero], allow_unused=True
        )
        for first, second in zip(without, beside, strict=True):
            a, b = (0 if g is None else g._array for g in (first, second))
            if not np.allclose(a, b, equal_nan=True):
                raise GradcheckError(
                    "A gradient that is missing for one output gives another result than a "
                    "gradient of zeros for it."
                )
