"""Factors of matrices: they multiply to the matrix, and their derivatives are right.

The signs of eigenvectors and singular vectors are each library's own, so nothing here, nor in a
program that is to give the same everywhere, may depend on them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import minigrad as mg

linalg = mg.linalg


def matrix(*shape: int) -> Any:
    numbers = np.random.default_rng(3).normal(size=shape)
    return mg.tensor(numbers, requires_grad=True)


def symmetric(x: Any) -> Any:
    return (x + x.mT) / 2


def spectrum(A: Any) -> Any:
    values, vectors = linalg.eigh(A)
    return (vectors * values[..., None, :]) @ vectors.mT


def product(A: Any) -> Any:
    U, S, Vh = linalg.svd(A, full_matrices=False)
    return (U * S[..., None, :]) @ Vh


def without_signs(A: Any) -> Any:
    U, S, Vh = linalg.svd(A, full_matrices=False)
    return U.abs(), S, Vh.abs()


CASES: dict[str, Any] = {
    "eigenvalues": (lambda x: linalg.eigh(symmetric(x)).eigenvalues, (3, 3)),
    "eigenvectors": (lambda x: linalg.eigh(symmetric(x)).eigenvectors.abs(), (3, 3)),
    "a batch of spectra": (lambda x: spectrum(symmetric(x)), (2, 3, 3)),
    "singular values": (linalg.svdvals, (3, 2)),
    "svd of a tall matrix": (without_signs, (4, 2)),
    "svd of a wide matrix": (without_signs, (2, 4)),
    "svd of a square matrix": (without_signs, (3, 3)),
    "svd of a batch": (product, (2, 3, 2)),
    "qr": (linalg.qr, (4, 3)),
    "nuclear norm": (lambda x: linalg.matrix_norm(x, "nuc"), (3, 2)),
    "largest singular value": (lambda x: linalg.norm(x, 2), (3, 2)),
    "smallest, of a batch": (lambda x: linalg.matrix_norm(x, -2, keepdim=True), (2, 3, 3)),
}


@pytest.mark.parametrize("name", CASES)
def test_derivatives(name: str) -> None:
    function, shape = CASES[name]
    assert mg.autograd.gradcheck(function, (matrix(*shape),))
    assert mg.autograd.gradgradcheck(function, (matrix(*shape),))


def test_the_factors_multiply_to_the_matrix() -> None:
    x = matrix(2, 4, 3)
    assert mg.allclose(product(x), x)
    Q, R = linalg.qr(x)
    assert mg.allclose(Q @ R, x)
    square = symmetric(matrix(3, 3))
    assert mg.allclose(spectrum(square), square)
    U, S, Vh = linalg.svd(x.detach())
    assert (tuple(U.shape), tuple(S.shape), tuple(Vh.shape)) == ((2, 4, 4), (2, 3), (2, 3, 3))


def test_several_outputs_share_a_node() -> None:
    values, vectors = linalg.eigh(symmetric(matrix(3, 3)))
    assert values.grad_fn is vectors.grad_fn
    assert type(values.grad_fn).__name__ == "LinalgEighBackward0"
    assert (values.output_nr, vectors.output_nr) == (0, 1)
    assert "LinalgEighBackward0" in mg.draw(values).dot


def test_the_usual_errors() -> None:
    x = matrix(3, 3)
    values = linalg.svdvals(x)
    values.sum().backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        values.sum().backward()
    changed = linalg.svdvals(x)
    loss = changed.sum()
    with mg.no_grad():
        changed.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()
    with pytest.raises(RuntimeError, match="must be batches of square matrices"):
        linalg.eigh(matrix(2, 3))
    with pytest.raises(RuntimeError, match="have no derivative; use full_matrices=False"):
        linalg.svd(matrix(4, 2))
    with pytest.raises(NotImplementedError, match="for matrices that are not wide"):
        linalg.qr(matrix(2, 4)).R.sum().backward()
    with mg.no_grad():
        assert linalg.svdvals(x).grad_fn is None


@pytest.mark.live
def test_values_are_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    x = matrix(3, 2)
    theirs = torch.tensor(x.detach().numpy(), requires_grad=True)
    for ord in ("nuc", 2, -2):
        mine, other = linalg.matrix_norm(x, ord), torch.linalg.matrix_norm(theirs, ord)
        assert mine.item() == pytest.approx(other.item())
        (a,), (b,) = mg.autograd.grad(mine, x), torch.autograd.grad(other, theirs)
        np.testing.assert_allclose(a.numpy(), b.numpy(), atol=1e-12)
