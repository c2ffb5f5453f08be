"""Grad modes: nesting, restoring, decorators, one for each thread."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

import minigrad as mg


@pytest.fixture
def x() -> mg.Tensor:
    return mg.tensor([1.0, 2.0], requires_grad=True)


def test_a_block_switches_off_and_restores(x: mg.Tensor) -> None:
    with mg.no_grad():
        assert not mg.is_grad_enabled()
        assert not (x * 2).requires_grad
    assert mg.is_grad_enabled()
    assert (x * 2).requires_grad


def test_blocks_nest(x: mg.Tensor) -> None:
    with mg.no_grad():
        with mg.enable_grad():
            assert (x * 2).requires_grad
            with mg.set_grad_enabled(False):
                assert not (x * 2).requires_grad
            assert mg.is_grad_enabled()
        assert not mg.is_grad_enabled()


def test_the_same_object_can_be_entered_inside_itself() -> None:
    off = mg.no_grad()
    with off:
        with off:
            assert not mg.is_grad_enabled()
        assert not mg.is_grad_enabled()
    assert mg.is_grad_enabled()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_exception_restores_the_mode(error: type[BaseException]) -> None:
    with pytest.raises(error), mg.no_grad():
        raise error
    assert mg.is_grad_enabled()


def test_set_grad_enabled_acts_at_once(x: mg.Tensor) -> None:
    mg.set_grad_enabled(False)
    try:
        assert not (x * 2).requires_grad
    finally:
        mg.set_grad_enabled(True)
    assert (x * 2).requires_grad


@pytest.mark.parametrize("how", ["call", "bare", "set"])
def test_decorated_functions_run_without_recording(how: str, x: mg.Tensor) -> None:
    def double(t: mg.Tensor) -> mg.Tensor:
        """Twice it."""
        return t * 2

    # set_grad_enabled acts as soon as it is called, so each is made here.
    made: dict[str, Callable[[], Any]] = {
        "call": lambda: mg.no_grad(),
        "bare": lambda: mg.no_grad,
        "set": lambda: mg.set_grad_enabled(False),
    }
    decorated: Callable[[mg.Tensor], mg.Tensor] = made[how]()(double)
    assert not decorated(x).requires_grad
    assert mg.is_grad_enabled()
    assert decorated.__name__ == "double"
    assert decorated.__doc__ == "Twice it."


def test_decorating_by_set_grad_enabled_does_not_leave_the_mode_changed() -> None:
    @mg.set_grad_enabled(False)
    def mode() -> bool:
        return mg.is_grad_enabled()

    assert mg.is_grad_enabled()
    assert mode() is False


def test_recursion_through_a_decorated_function() -> None:
    @mg.no_grad()
    def countdown(n: int) -> bool:
        return mg.is_grad_enabled() if n == 0 else countdown(n - 1)

    assert countdown(5) is False
    assert mg.is_grad_enabled()


def test_a_decorated_generator_has_the_mode_only_while_it_runs() -> None:
    @mg.no_grad()
    def generate() -> Any:
        yield mg.is_grad_enabled()
        yield mg.is_grad_enabled()

    seen = []
    for inside in generate():
        seen.append((inside, mg.is_grad_enabled()))
    assert seen == [(False, True), (False, True)]


def test_each_thread_has_its_own_mode() -> None:
    """A mode switched here is not seen there, nor the other way round."""
    inside, leave = threading.Event(), threading.Event()
    seen: dict[str, bool] = {}

    def other() -> None:
        seen["at the start"] = mg.is_grad_enabled()
        with mg.no_grad():
            inside.set()
            leave.wait(10)
            seen["in its block"] = mg.is_grad_enabled()

    with mg.no_grad():
        thread = threading.Thread(target=other)
        thread.start()
        assert inside.wait(10)
    seen["here, meanwhile"] = mg.is_grad_enabled()
    leave.set()
    thread.join(10)
    assert seen == {"at the start": True, "in its block": False, "here, meanwhile": True}


def test_two_threads_record_and_run_backward_at_once() -> None:
    results: dict[int, list[float]] = {}

    def work(factor: int) -> None:
        found = []
        for _ in range(200):
            x = mg.tensor(float(factor), requires_grad=True)
            y = x
            for _ in range(10):
                y = y * x
            with mg.no_grad():
                x * 2
            y.backward()
            found.append(x.grad.item())
        results[factor] = found

    threads = [threading.Thread(target=work, args=(factor,)) for factor in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == {1: [11.0] * 200, 2: [11.0 * 2**10] * 200}


def test_backward_works_inside_no_grad(x: mg.Tensor) -> None:
    y = (x * x).sum()
    with mg.no_grad():
        y.backward()
    assert x.grad.tolist() == [2.0, 4.0]
