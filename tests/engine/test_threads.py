"""Threads at once: on graphs of their own, on shared leaves, each with its own modes."""

import sys
import threading
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


def test_two_passes_with_one_leaf_have_an_order_each() -> None:
    """One pass begins, then the other; one ends, then the other. Neither may notice where the
    other puts the leaf in its order."""
    w = mg.tensor(1.0, requires_grad=True)
    heard = threading.local()
    w.register_hook(lambda grad: heard.totals.append(grad.item()))
    first_is_in, second_is_in, first_is_over = (threading.Event() for _ in range(3))

    def used(uses: int, pause: Callable[[], Any]) -> Any:
        y = w * 1
        for _ in range(uses - 1):
            y = y + w
        y.register_hook(lambda grad: pause() and None)
        return y

    one = used(30, lambda: (first_is_in.set(), second_is_in.wait()))
    two = used(37, lambda: (second_is_in.set(), first_is_over.wait()))

    def first() -> None:
        heard.totals = []
        try:
            one.backward()
            assert heard.totals == [30]
        finally:
            first_is_over.set()

    def second() -> None:
        heard.totals = []
        first_is_in.wait()
        two.backward()
        assert heard.totals == [37]

    at_once(first, second)
    assert w.grad.item() == 67


@pytest.mark.parametrize("shape", [(), (3,)])
def test_what_threads_add_to_one_gradient_is_all_there(shape: tuple[int, ...]) -> None:
    w = mg.ones(shape, requires_grad=True)

    def run() -> None:
        for _ in range(1000):
            (w * 1).sum().backward()

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        at_once(run, run, run)
    finally:
        sys.setswitchinterval(before)
    assert w.grad.sum().item() == 3000 * w.numel()


def test_a_gradient_taken_away_while_another_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    """One thread has seen a `.grad` and waits for its turn to add; another sets it to None."""
    w = mg.ones(2, requires_grad=True)
    (w * 2).sum().backward()

    class TakenAway:
        def __enter__(self) -> None:
            w.grad = None

        def __exit__(self, *error: object) -> None:
            pass

    monkeypatch.setattr("minigrad.engine.tensor._adding", TakenAway())
    (w * 3).sum().backward()
    assert w.grad.tolist() == [3.0, 3.0]


def test_first_hooks_registered_by_several_threads_are_all_heard() -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(150):
            heard: list[str] = []

            def hook(name: str, heard: list[str] = heard) -> Callable[..., None]:
                return lambda *_: heard.append(name)

            w = mg.tensor(1.0, requires_grad=True)
            y = w * 2
            multiply = y.grad_fn
            accumulate = multiply.next_functions[0][0]
            at_once(
                lambda w=w, hook=hook: w.register_hook(hook("w")),
                lambda w=w, hook=hook: w.register_post_accumulate_grad_hook(hook("after w")),
                lambda node=accumulate, hook=hook: node.register_hook(hook("leaf")),
                lambda node=accumulate, hook=hook: node.register_prehook(hook("before leaf")),
                lambda y=y, hook=hook: y.register_hook(hook("y")),
                lambda node=multiply, hook=hook: node.register_hook(hook("node")),
                lambda y=y: y.retain_grad(),
            )
            y.backward()
            assert sorted(heard) == ["after w", "before leaf", "leaf", "node", "w", "y"]
            assert y.grad.item() == 1
    finally:
        sys.setswitchinterval(before)


@pytest.mark.parametrize("mode", ["all", "any"])
def test_a_hook_of_several_tensors_may_be_registered_during_a_pass(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "minigrad.engine.backward.watched", set()
    )  # the pass begins without any hook
    w = mg.tensor(1.0, requires_grad=True)
    heard: list[Any] = []

    class Meanwhile(mg.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 1

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            mg.autograd.graph.register_multi_grad_hook([w], heard.append, mode=mode)
            return grad

    Meanwhile.apply(w).backward()
    assert not heard
    monkeypatch.undo()
    (w * 2).backward()
    assert len(heard) == 1


@pytest.mark.parametrize("interval", [5e-3, 1e-6])
def test_a_hook_hears_one_total_in_every_pass(interval: float) -> None:
    """Three threads, a graph each, one leaf with a hook; backward, and grad for the leaf."""
    w = mg.tensor(1.0, requires_grad=True)
    heard = threading.local()
    w.register_hook(lambda grad: heard.totals.append(grad.item()))

    def work(uses: int, run: Callable[[Any], Any]) -> Callable[[], None]:
        def repeat() -> None:
            for _ in range(150):
                y = w * 1
                for _ in range(uses - 1):
                    y = y + w
                heard.totals = []
                run(y)
                assert heard.totals == [uses]

        return repeat

    before = sys.getswitchinterval()
    sys.setswitchinterval(interval)
    try:
        at_once(
            work(30, lambda y: y.backward()),
            work(37, lambda y: y.backward()),
            work(23, lambda y: mg.autograd.grad(y, w)),
        )
    finally:
        sys.setswitchinterval(before)
