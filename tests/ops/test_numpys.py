"""NumPy's functions on Tensors: they record, or they refuse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import minigrad as mg

X = np.array([[0.5, 1.25, 2.0], [0.75, 1.5, 3.0]])
V = np.array([0.4, 1.75, 2.25])

CALLS = {
    "exp": lambda x: np.exp(x),
    "log": lambda x: np.log(x),
    "sqrt": lambda x: np.sqrt(x),
    "arctan": lambda x: np.arctan(x),
    "square": lambda x: np.square(x),
    "absolute": lambda x: np.abs(x),
    "array * t": lambda x: V * x,
    "t * array": lambda x: x * V,
    "array - t": lambda x: V - x,
    "array / t": lambda x: V / x,
    "array ** t": lambda x: V**x,
    "t @ array": lambda x: x @ V,
    "array @ t": lambda x: X.T @ x,
    "np.float64 * t": lambda x: np.float64(2.5) * x,
    "add": lambda x: np.add(x, 1.0),
    "hypot": lambda x: np.hypot(x, V),
    "maximum": lambda x: np.maximum(x, V),
    "sum": lambda x: np.sum(x),
    "sum axis": lambda x: np.sum(x, axis=0),
    "sum keepdims": lambda x: np.sum(x, axis=1, keepdims=True),
    "mean": lambda x: np.mean(x, axis=(0, 1)),
    "prod": lambda x: np.prod(x, axis=1),
    "var": lambda x: np.var(x),
    "std ddof": lambda x: np.std(x, axis=0, ddof=1),
    "max": lambda x: np.max(x, axis=1),
    "min": lambda x: np.min(x),
    "add.reduce": lambda x: np.add.reduce(x),
    "multiply.reduce": lambda x: np.multiply.reduce(x, axis=1),
    "add.accumulate": lambda x: np.add.accumulate(x, axis=1),
    "cumsum": lambda x: np.cumsum(x),
    "cumprod axis": lambda x: np.cumprod(x, axis=1),
    "where": lambda x: np.where(X > 1, x, 0.0),
    "clip": lambda x: np.clip(x, 0.6, 2.5),
    "reshape": lambda x: np.reshape(x, (3, 2)),
    "reshape flat": lambda x: np.reshape(x, -1),
    "transpose": lambda x: np.transpose(x),
    "transpose axes": lambda x: np.transpose(x, (1, 0)),
    "swapaxes": lambda x: np.swapaxes(x, 0, 1),
    "moveaxis": lambda x: np.moveaxis(x, 0, 1),
    "expand_dims": lambda x: np.expand_dims(x, 1),
    "broadcast_to": lambda x: np.broadcast_to(x, (4, 2, 3)),
    "concatenate": lambda x: np.concatenate([x, X]),
    "stack": lambda x: np.stack([x, X], axis=1),
    "vstack": lambda x: np.vstack([x, V]),
    "flip": lambda x: np.flip(x),
    "flip axis": lambda x: np.flip(x, 1),
    "roll": lambda x: np.roll(x, 1, axis=1),
    "tile": lambda x: np.tile(x, (2, 2)),
    "repeat": lambda x: np.repeat(x, 2, axis=1),
    "pad": lambda x: np.pad(x, ((1, 0), (0, 2))),
    "tril": lambda x: np.tril(x),
    "trace": lambda x: np.trace(x @ X.T),
    "diagonal": lambda x: np.diagonal(x),
    "sort": lambda x: np.sort(x, axis=0),
    "take_along_axis": lambda x: np.take_along_axis(x, np.array([[2], [0]]), 1),
    "dot": lambda x: np.dot(x, V),
    "matmul": lambda x: np.matmul(x, X.T),
    "outer": lambda x: np.outer(x[0], V),
    "inner": lambda x: np.inner(x, X),
    "tensordot": lambda x: np.tensordot(x, X, axes=([0], [0])),
    "einsum": lambda x: np.einsum("ij,ij->i", x, x),
    "kron": lambda x: np.kron(x, V[None]),
    "linalg.inv": lambda x: np.linalg.inv(x @ X.T + np.eye(2)),
    "linalg.solve": lambda x: np.linalg.solve(x @ X.T + np.eye(2), x),
    "linalg.det": lambda x: np.linalg.det(x @ X.T + np.eye(2)),
    "linalg.norm": lambda x: np.linalg.norm(x, axis=1),
}


@pytest.mark.parametrize("name", CALLS)
def test_the_same_values_and_the_right_gradient(name: str) -> None:
    call = CALLS[name]
    x = mg.tensor(X, requires_grad=True)
    result = call(x)
    assert isinstance(result, mg.Tensor)
    assert result.grad_fn is not None
    expected = np.asarray(call(X))
    np.testing.assert_allclose(result.detach().numpy(), expected, rtol=1e-12)
    seed = np.linspace(0.5, 1.5, expected.size).reshape(expected.shape)
    result.backward(mg.tensor(seed))
    assert x.grad is not None
    np.testing.assert_allclose(x.grad.numpy(), _by_differences(call, seed), rtol=1e-5, atol=1e-7)


def _by_differences(call: Any, seed: np.ndarray) -> np.ndarray:
    gradient = np.zeros_like(X)
    for place in np.ndindex(X.shape):
        step = np.zeros_like(X)
        step[place] = 1e-6
        gradient[place] = np.sum(seed * (call(X + step) - call(X - step))) / 2e-6
    return gradient


REFUSED = {
    "np.interp": lambda x: np.interp(x, V, V),
    "np.histogram": lambda x: np.histogram(x),
    "np.median": lambda x: np.median(x),
    "np.fft": lambda x: np.fft.fft(x),
    "np.unwrap": lambda x: np.unwrap(x),
    "np.linalg.svd": lambda x: np.linalg.svd(x),
    "np.frexp": lambda x: np.frexp(x),
    "np.add.at": lambda x: np.add.at(x, 0, 1.0),
    "np.multiply.outer": lambda x: np.multiply.outer(x, x),
    "np.add with where": lambda x: np.add(x, x, where=X > 1),
    "np.sum with initial": lambda x: np.sum(x, initial=3.0),
    "np.pad reflect": lambda x: np.pad(x, 1, mode="reflect"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_operation_stands_for_is_refused(name: str) -> None:
    with pytest.raises(TypeError):
        REFUSED[name](mg.tensor(X, requires_grad=True))


def test_the_refusal_says_what_to_do() -> None:
    with pytest.raises(TypeError, match=r"np\.median is not an operation .*detach\(\)\.numpy\(\)"):
        np.median(mg.tensor(X))  # type: ignore[call-overload]


def test_an_array_cannot_swallow_a_tensor() -> None:
    array = X.copy()
    with pytest.raises(TypeError, match="cannot write a Tensor into an array"):
        array += mg.tensor(X, requires_grad=True)
    np.testing.assert_array_equal(array, X)


def test_asarray_of_a_tensor_with_history_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"Can't call numpy\(\) on Tensor that requires grad"):
        np.asarray(mg.tensor(X, requires_grad=True))
    np.testing.assert_array_equal(np.asarray(mg.tensor(X)), X)


def test_derivatives_of_any_order_by_numpys_functions() -> None:
    x = mg.tensor(0.7, dtype=mg.float64, requires_grad=True)
    y = np.sin(np.exp(x))
    for _ in range(3):
        (y,) = mg.autograd.grad(y, x, create_graph=True)
    e = np.exp(0.7)
    third = e * np.cos(e) - 3 * e**2 * np.sin(e) - e**3 * np.cos(e)
    assert y.item() == pytest.approx(third, rel=1e-12)


def _no_array(result: Any) -> bool:
    """Whether nothing in a result is an array of numbers that depend on the tensor."""
    if isinstance(result, (tuple, list)):
        return all(map(_no_array, result))
    return not isinstance(result, (np.ndarray, np.floating))


# What prints or writes a tensor.
TELLING = {
    "array2string", "array_repr", "array_str", "save", "savetxt", "savez", "savez_compressed",
}  # fmt: skip


@pytest.mark.filterwarnings("ignore")
def test_no_function_of_numpy_drops_the_graph_without_a_word() -> None:
    """Each gives Tensors, or nothing that depends on the tensor, or says that it cannot."""
    overridable = np.testing.overrides.get_overridable_numpy_array_functions()
    ufuncs = np.testing.overrides.get_overridable_numpy_ufuncs()
    tried = 0
    for function in sorted(overridable | ufuncs, key=lambda f: f.__name__):
        if function.__name__ in TELLING:
            continue
        x = mg.tensor(X, requires_grad=True)
        # (The second argument of a function that is no ufunc may be an option that is ignored.)
        last: tuple[Any, ...] = (X, x) if function in ufuncs else ([x, x],)
        for arguments in ((x,), (x, X), last):
            try:
                result = function(*arguments)
            except Exception:
                continue
            tried += 1
            assert _no_array(result), (function.__name__, arguments)
    assert tried > 120
