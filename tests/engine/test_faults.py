"""What goes wrong in the middle leaves the engine as it was: errors and interrupts."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import minigrad as mg


@pytest.fixture(autouse=True)
def sound() -> Iterator[None]:
    """After each test recording is on and a small gradient is right."""
    yield
    assert mg.is_grad_enabled()
    assert not mg.is_anomaly_enabled()
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    (x * x).sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]


class Interrupted(mg.autograd.Function):
    """A product whose backward is interrupted from the keyboard."""

    @staticmethod
    def forward(ctx: Any, x: mg.Tensor) -> mg.Tensor:
        return x * 2

    @staticmethod
    def backward(ctx: Any, grad: mg.Tensor) -> mg.Tensor:
        raise KeyboardInterrupt


def interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


PLACES: dict[str, Callable[[mg.Tensor], mg.Tensor]] = {}


def place(make: Callable[[mg.Tensor], mg.Tensor]) -> Callable[[mg.Tensor], mg.Tensor]:
    PLACES[make.__name__] = make
    return make


@place
def in_a_tensor_hook(x: mg.Tensor) -> mg.Tensor:
    y = x * 2
    y.register_hook(interrupt)
    return y


@place
def before_a_node(x: mg.Tensor) -> mg.Tensor:
    y = x * 2
    y.grad_fn.register_prehook(interrupt)
    return y


@place
def after_a_node(x: mg.Tensor) -> mg.Tensor:
    y = x * 2
    y.grad_fn.register_hook(interrupt)
    return y


@place
def after_accumulating(x: mg.Tensor) -> mg.Tensor:
    x.register_post_accumulate_grad_hook(interrupt)
    return x * 2


@place
def in_a_custom_backward(x: mg.Tensor) -> mg.Tensor:
    return Interrupted.apply(x)


@place
def while_unpacking(x: mg.Tensor) -> mg.Tensor:
    with mg.autograd.graph.saved_tensors_hooks(lambda t: t, interrupt):
        return x * x


@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize("where", PLACES)
def test_an_interrupt_in_backward(where: str, create_graph: bool) -> None:
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    y = PLACES[where](x)
    with pytest.raises(KeyboardInterrupt):
        if where == "after_accumulating":
            y.sum().backward()
        else:
            mg.autograd.grad(y.sum(), x, create_graph=create_graph)
    assert mg.is_grad_enabled()


@pytest.mark.parametrize("where", PLACES)
def test_an_interrupt_inside_no_grad_keeps_that_mode(where: str) -> None:
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    loss = PLACES[where](x).sum()
    with mg.no_grad():
        with pytest.raises(KeyboardInterrupt):
            loss.backward()
        assert not mg.is_grad_enabled()


def test_an_interrupted_forward() -> None:
    class Stops(mg.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: mg.Tensor) -> mg.Tensor:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Stops.apply(mg.tensor([1.0], requires_grad=True))


def test_an_error_while_packing() -> None:
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    with (
        pytest.raises(ZeroDivisionError),
        mg.autograd.graph.saved_tensors_hooks(lambda t: 1 / 0, lambda t: t),
    ):
        x * x


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_an_error_in_anomaly_mode_ends_it() -> None:
    x = mg.tensor(-1.0, requires_grad=True)
    with pytest.warns(UserWarning), pytest.raises(RuntimeError, match="nan values"):  # noqa: SIM117
        with mg.autograd.detect_anomaly():
            x.sqrt().backward()


def test_leaves_keep_their_order_after_an_error() -> None:
    """For a pass with hooks the leaves are numbered anew: also undone when the pass fails."""
    a, b = (mg.tensor(v, requires_grad=True) for v in (2.0, 3.0))
    y = a * b
    orders = [node.order for node in y.grad_fn.next]
    handle = a.register_hook(interrupt)
    with pytest.raises(KeyboardInterrupt):
        y.backward()
    handle.remove()
    assert [node.order for node in y.grad_fn.next] == orders


def test_a_backward_inside_a_backward() -> None:
    """A hook may run a pass of its own, on the same leaves too."""
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    inner: list[Any] = []
    y = x * x
    y.register_hook(lambda grad: inner.append(_slope(x)))
    (y * 3).sum().backward()
    assert inner[0].tolist() == [5.0, 5.0]
    assert x.grad.tolist() == [6.0, 12.0]


def _slope(x: mg.Tensor) -> Any:
    with mg.enable_grad():
        return mg.autograd.grad((x * 5).sum(), x)[0]
