"""docs/adding-an-operation.md: one row is all that an operation takes."""

import inspect

import numpy as np
import pytest

import minigrad as mg
from minigrad.ops import methods
from minigrad.ops.rows import FACES, NUMPY, TABLE, row, unary

from . import pages

PAGE = "adding-an-operation.md"


@pytest.fixture(autouse=True)
def table():
    """Whatever a test adds is gone afterwards."""
    kept = [(now, dict(now)) for now in (TABLE, NUMPY, FACES)]
    yield
    for name in methods.ADDED:
        delattr(mg.Tensor, name)
        delattr(mg, name)
    methods.ADDED.clear()
    for now, old in kept:
        now.clear()
        now.update(old)


def add_wave():
    """Ten lines, imports and all, that add an operation from outside."""
    wave = unary(
        "wave",
        lambda self: np.sin(self) * self,
        lambda grad, self: grad * (np.cos(self) * self + np.sin(self)),
        doc="x sin x, element by element.",
    )
    return wave


X = mg.tensor([-1.5, 0.0, 0.3, 2.0], dtype=mg.float64)


def slope(f, x, step=1e-6):
    return (f(x + step) - f(x - step)) / (2 * step)


def test_the_page_runs():
    count, trouble = pages.run(PAGE)
    assert count >= 12
    assert trouble == ""


def test_a_row_is_short():
    assert len(inspect.getsource(add_wave).splitlines()) <= 10


def test_a_row_gives_function_method_name_and_words():
    wave = add_wave()
    assert mg.Tensor.wave is wave
    assert wave(X).tolist() == X.wave().tolist() == (np.sin(X.numpy()) * X.numpy()).tolist()
    assert (wave.__name__, wave.__doc__) == ("wave", "x sin x, element by element.")
    assert mg.wave(input=X).tolist() == mg.wave(X, out=X.new_zeros(4)).tolist() == wave(X).tolist()
    assert "wave" in methods.functions()
    with pytest.raises(TypeError, match=r"wave\(\): argument 'input' \(position 1\) must be Ten"):
        mg.wave(3)


def test_a_row_gives_a_node_and_what_it_saves():
    wave = add_wave()
    x = X.clone().requires_grad_()
    node = wave(x).grad_fn
    assert type(node).__name__ == node.name() == "WaveBackward0"
    assert node._saved_self is x
    assert not wave(X).requires_grad
    wave(x).sum().backward()
    with pytest.raises(RuntimeError, match="a second time"):
        out = wave(x).sum()
        out.backward()
        out.backward()


def test_a_row_gives_a_picture():
    add_wave()
    x = X.clone().requires_grad_()
    y = x.wave()
    picture = mg.draw(y)
    assert "WaveBackward0" in picture.dot
    assert "y: output (4,) ← WaveBackward0 ← x: leaf (4,)" in picture.text


def test_a_row_gives_derivatives_of_any_order():
    add_wave()

    def derivative(x, order):
        if order == 0:
            return x.wave()
        return mg.autograd.grad(derivative(x, order - 1).sum(), x, create_graph=True)[0]

    x = X.clone().requires_grad_()
    for order in (1, 2, 3):
        numeric = slope(lambda x, below=order - 1: derivative(x, below), x)
        assert mg.allclose(derivative(x, order), numeric, atol=1e-6)


def test_a_wrong_formula_does_not_pass_the_numeric_check():
    wrong = unary("wrong", np.sin, lambda grad, self: grad * np.sin(self))
    x = X.clone().requires_grad_()
    (got,) = mg.autograd.grad(wrong(x).sum(), x)
    assert not mg.allclose(got, slope(wrong, X))


def test_a_row_of_two_inputs_saves_only_what_is_needed():
    blend = row(
        "blend",
        lambda self, other, share: self * share + other * (1 - share),
        self=lambda grad, share: grad * share,
        other=lambda grad, share: grad * (1 - share),
    )
    x = X.clone().requires_grad_()
    y = x.blend(X, 0.25)
    assert y.grad_fn.next_functions[1] == (None, 0)
    y.sum().backward()
    assert x.grad.tolist() == [0.25] * 4
    assert blend(X, X, 0.5).tolist() == X.tolist()
    assert "BlendBackward0" in mg.draw(y).dot


def test_a_row_may_be_written_again_but_not_over_another():
    first, second = add_wave(), add_wave()
    assert mg.Tensor.wave is second is not first
    for name in ("sin", "grad", "shape", "tensor", "no_grad"):
        with pytest.raises(ValueError, match="needs a name of its own"):
            unary(name, np.sin, lambda grad, self: grad * np.cos(self))
    assert mg.sin(X).tolist() == np.sin(X.numpy()).tolist()
    x = mg.tensor([0.5], requires_grad=True)
    assert type(mg.sin(x).grad_fn).__name__ == "SinBackward0"


def test_a_row_answers_numpys_function():
    """A NumPy function that nothing stood for is answered by the row that computes with it."""
    with pytest.raises(TypeError, match="is not an operation that a Tensor records"):
        np.cbrt(X)
    unary("cube_root", np.cbrt, lambda grad, result: grad / (3 * result * result))
    x = mg.tensor([8.0], requires_grad=True)
    y = np.cbrt(x)
    y.backward()
    assert (y.item(), type(y.grad_fn).__name__) == (2.0, "CubeRootBackward0")
    assert x.grad.item() == pytest.approx(1 / 12)


def test_a_formula_must_take_the_gradient_first():
    with pytest.raises(TypeError, match="the first parameter of a derivative must be 'grad'"):
        unary("odd", np.sin, lambda self, grad: grad)


def test_the_makers_of_the_page_exist():
    words = pages.text(PAGE)
    for maker in ("unary", "binary", "row", "operation"):
        assert f"`{maker}(" in words or f"`@{maker}`" in words
        assert callable(getattr(__import__("minigrad.ops.rows", fromlist=[maker]), maker))
