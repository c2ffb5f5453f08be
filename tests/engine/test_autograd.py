"""autograd.grad and autograd.backward."""

import pytest

import minigrad as mg


@pytest.fixture
def x() -> mg.Tensor:
    return mg.tensor([1.0, 2.0], requires_grad=True)


def test_grad_gives_a_tuple_and_leaves_grad_alone(x: mg.Tensor) -> None:
    result = mg.autograd.grad((x**2).sum(), x)
    assert isinstance(result, tuple)
    assert [g.tolist() for g in result] == [[2.0, 4.0]]
    assert x.grad is None


def test_grad_for_intermediates_and_the_output_itself(x: mg.Tensor) -> None:
    h = x * 3
    y = (h * h).sum()
    gh, gy = mg.autograd.grad(y, (h, y))
    assert (gh.tolist(), gy.item()) == ([6.0, 12.0], 1.0)


def test_unused_inputs(x: mg.Tensor) -> None:
    other = mg.tensor([1.0], requires_grad=True)

    def grad(**options: bool) -> tuple[mg.Tensor | None, ...]:
        return mg.autograd.grad(x.sum(), (x, other), **options)

    with pytest.raises(RuntimeError, match="allow_unused=True"):
        grad()
    assert grad(allow_unused=True)[1] is None
    assert grad(materialize_grads=True)[1].tolist() == [0.0]
    with pytest.raises(ValueError, match="allow_unused"):
        grad(materialize_grads=True, allow_unused=False)


def test_backward_takes_several_outputs(x: mg.Tensor) -> None:
    mg.autograd.backward([x * 2, (x**2).sum()], [mg.tensor([1.0, 10.0]), None])
    assert x.grad.tolist() == [4.0, 24.0]
    with pytest.raises(RuntimeError, match="got 2 tensors and 1 gradients"):
        mg.autograd.backward([x * 2, x * 3], [mg.ones(2)])


def test_the_gradient_of_a_linear_function_does_not_require_grad(x: mg.Tensor) -> None:
    (g,) = mg.autograd.grad((x * 3).sum(), x, create_graph=True)
    assert not g.requires_grad


def test_a_hessian_by_two_gradients(x: mg.Tensor) -> None:
    """The Hessian of (x0**2)(x1**3) is [[2 x1**3, 6 x0 x1**2], [same, 6 x0**2 x1]]."""
    y = x[0] ** 2 * x[1] ** 3
    (g,) = mg.autograd.grad(y, x, create_graph=True)
    rows = [mg.autograd.grad(g[i], x, retain_graph=True)[0].tolist() for i in range(2)]
    assert rows == [[16.0, 24.0], [24.0, 12.0]]
