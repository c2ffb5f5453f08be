"""What goes wrong in the middle leaves the engine as it was: errors, interrupts, threads, loops."""

import gc
import threading
import tracemalloc
import weakref
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


# ------------------------------------------------------------------ nothing is kept alive


def test_a_hooked_node_dies_with_its_graph() -> None:
    """By reference counting: a hook holds neither its node nor its tensor."""
    gc.disable()
    try:
        x = mg.tensor([1.0, 2.0], requires_grad=True)
        y = x * 2
        y.register_hook(print)
        y.grad_fn.register_hook(print)
        y.grad_fn.register_prehook(print)
        y.retain_grad()
        leaf = y.grad_fn.next_functions[0][0]
        leaf.register_hook(print)
        mg.autograd.graph.register_multi_grad_hook([x, y], print)
        watched = [weakref.ref(y), weakref.ref(y.grad_fn), weakref.ref(leaf)]
        del y, leaf
        assert [ref() for ref in watched] == [None, None, None]
        held = weakref.ref(x)
        x.register_post_accumulate_grad_hook(print)
        del x
        assert held() is None
    finally:
        gc.enable()


def test_what_functions_and_packers_save_dies_with_its_graph() -> None:
    class Exp(mg.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: mg.Tensor) -> mg.Tensor:
            result = x.exp()
            ctx.save_for_backward(x, result)
            return result

        @staticmethod
        def backward(ctx: Any, grad: mg.Tensor) -> mg.Tensor:
            return grad * ctx.saved_tensors[1]

    gc.disable()
    try:
        x = mg.tensor([1.0, 2.0], requires_grad=True)
        y = Exp.apply(x)
        with mg.autograd.graph.save_on_cpu():
            z = Exp.apply(x).exp()
        checkpointed = mg.utils.checkpoint.checkpoint(lambda t: t.exp(), x, use_reentrant=False)
        checkpointed.sum().backward()
        watched = [weakref.ref(t.grad_fn) for t in (y, z, checkpointed)]
        del y, z, checkpointed
        assert [ref() for ref in watched] == [None, None, None]
    finally:
        gc.enable()


def train(steps: int, *, watched: bool) -> None:
    """Steps of descent on a small network, with everything that could hold on to something."""
    w = mg.tensor([[0.5, -0.3], [0.1, 0.8]], requires_grad=True)
    b = mg.tensor([0.1, -0.1], requires_grad=True)
    x = mg.tensor([[1.0, 2.0], [3.0, 4.0]])
    if watched:
        w.register_hook(lambda grad: grad * 1)
        b.register_post_accumulate_grad_hook(lambda leaf: None)
    for _ in range(steps):
        h = x @ w + b
        if watched:
            h.register_hook(lambda grad: None)
            h.grad_fn.register_hook(lambda inputs, outputs: None)
            h.retain_grad()
            with mg.autograd.graph.save_on_cpu():
                h = h.tanh()
            h = mg.utils.checkpoint.checkpoint(lambda t: t.sin() * t, h, use_reentrant=False)
        loss = (h * h).mean()
        loss.backward()
        with mg.no_grad():
            for p in (w, b):
                p -= 0.01 * p.grad
                p.grad = None


@pytest.mark.uncounted
@pytest.mark.parametrize("watched", [False, True])
def test_a_thousand_steps_hold_memory_level(watched: bool) -> None:
    train(50, watched=watched)  # whatever is made once is made now
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        before = len(gc.get_objects()), tracemalloc.get_traced_memory()[0]
        train(1000, watched=watched)
        objects = len(gc.get_objects())
        gc.collect()  # empties Python's own stores of used tuples and lists
        size = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
        gc.enable()
    assert objects - before[0] < 50, "objects are left over that only the collector would find"
    assert size - before[1] < 10_000, "bytes are left over"


# ------------------------------------------------------------------ threads


def at_once(*works: Callable[[], None]) -> None:
    """Run each in a thread of its own, started together; raise what any of them raised."""
    errors: list[BaseException] = []
    start = threading.Barrier(len(works))

    def guarded(work: Callable[[], None]) -> None:
        start.wait()
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_threads_on_graphs_of_their_own() -> None:
    def work(slope: float) -> Callable[[], None]:
        def run() -> None:
            for i in range(300):
                x = mg.tensor([1.0, float(i)], requires_grad=True)
                y = x
                for _ in range(20):
                    y = y * slope
                y.sum().backward()
                assert x.grad.tolist() == [slope**20] * 2

        return run

    at_once(work(1.0), work(2.0), work(-1.0))


def test_threads_on_shared_leaves() -> None:
    """Each asks for its own gradients of the same parameters."""
    w = mg.tensor([2.0, 3.0], requires_grad=True)

    def work(factor: float) -> Callable[[], None]:
        def run() -> None:
            for _ in range(300):
                (grad,) = mg.autograd.grad((w * w * factor).sum(), w)
                assert grad.tolist() == [4.0 * factor, 6.0 * factor]

        return run

    at_once(work(1.0), work(10.0))
    assert w.grad is None


def test_grad_modes_and_watchers_belong_to_their_thread() -> None:
    inside = threading.Barrier(2)

    def off() -> None:
        with mg.no_grad(), mg.autograd.set_detect_anomaly(True):
            inside.wait()
            assert not (mg.tensor(1.0, requires_grad=True) * 2).requires_grad
            inside.wait()

    def on() -> None:
        inside.wait()
        assert mg.is_grad_enabled()
        assert not mg.is_anomaly_enabled()
        assert (mg.tensor(1.0, requires_grad=True) * 2).requires_grad
        inside.wait()

    at_once(off, on)


def test_hooks_and_custom_functions_in_threads() -> None:
    class Double(mg.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: mg.Tensor) -> mg.Tensor:
            ctx.save_for_backward(x)
            return x * 2

        @staticmethod
        def backward(ctx: Any, grad: mg.Tensor) -> mg.Tensor:
            assert not mg.is_grad_enabled()
            return grad * 2

    def work(factor: float) -> Callable[[], None]:
        def run() -> None:
            for _ in range(200):
                x = mg.tensor([1.0, 2.0], requires_grad=True)
                x.register_hook(lambda grad: grad * factor)
                with mg.autograd.graph.save_on_cpu():
                    y = Double.apply(x) * x
                y.sum().backward()
                assert x.grad.tolist() == [4.0 * factor, 8.0 * factor]

        return run

    at_once(work(1.0), work(10.0))


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
