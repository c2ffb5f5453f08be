"""A KeyboardInterrupt at any line of the engine: afterwards it works as if nothing had been.

Whether a mode is restored when the interrupt comes while a `with` block is being entered or left
is Python's affair; everywhere else it must be.
"""

import linecache
import sys
import warnings
from types import FrameType
from typing import Any

import pytest

import minigrad as mg
from minigrad.engine.modes import mode
from minigrad.utils.checkpoint import checkpoint

STRIDE = 29  # an interrupt at every so manieth line that is run


class Double(mg.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return x * 2

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        ctx.saved_tensors
        return grads[0] * 2


def program() -> None:
    """A little of everything that has a state: modes, hooks, packing, views, changes in place."""
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    a = mg.tensor([3.0, 4.0], requires_grad=True)
    a.register_hook(lambda grad: grad * 1)
    with mg.no_grad():
        a.mul_(2)
    y = (x * a).sin()
    z = y * 1
    z[0] = 0.5
    z.add_(Double.apply(x))
    z.register_hook(lambda grad: None)
    view = z[1:]
    z.mul_(2)
    parts = [checkpoint(lambda t: t.exp() * t, x, use_reentrant=kind) for kind in (False, True)]
    with mg.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        parts.append(x * x)
    total = z.sum() + view.sum()
    for part in parts:
        total = total + part.sum()
    total.backward(retain_graph=True)
    (grad,) = mg.autograd.grad(y.sum(), x, create_graph=True)
    grad.sum().backward()
    mg.func.grad(lambda t: (t * t).sum())(mg.ones(2))
    with mg.inference_mode():
        mg.ones(2) * 2
    with mg.autograd.set_detect_anomaly(True):
        (x * x).sum().backward()
    optimizer = mg.optim.SGD([a], lr=0.1)
    optimizer.step()
    optimizer.zero_grad()


def between_blocks(frame: FrameType | None) -> bool:
    """Whether a `with` block is being entered or left, or anomaly mode switched."""
    line = linecache.getline(frame.f_code.co_filename, frame.f_lineno) if frame else ""
    if line.lstrip().startswith("with "):  # where Python itself lets no interrupt in
        return True
    while frame is not None:
        if frame.f_code.co_name in ("__enter__", "__exit__", "_install"):
            return True
        frame = frame.f_back
    return False


def interrupted(at: int) -> tuple[int, str | None]:
    """Run the program, with an interrupt at one line; how many lines came, and where it was."""
    count, place = 0, None

    def at_a_line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count, place
        if event == "line":
            count += 1
            if count >= at and place is None and not between_blocks(frame):
                place = f"{frame.f_code.co_filename}:{frame.f_lineno}"
                raise KeyboardInterrupt
        return at_a_line

    def in_the_engine(frame: FrameType, event: str, argument: Any) -> Any:
        name = frame.f_code.co_filename.replace("\\", "/")
        return at_a_line if "/minigrad/" in name and "/tests/" not in name else None

    before = sys.gettrace()
    sys.settrace(in_the_engine)
    try:
        program()
    except KeyboardInterrupt:
        pass
    finally:
        sys.settrace(before)
    return count, place


def test_an_interrupt_anywhere_leaves_the_engine_as_it_was() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program()
        lines, _ = interrupted(at=sys.maxsize)
        assert lines > 1000, "the program does not run through the engine"
        for at in range(1, lines, STRIDE):
            _, place = interrupted(at)
            found = [mode.enabled, mode.grad, mode.watcher, mode.inference]
            mode.enabled, mode.grad, mode.watcher, mode.inference = True, True, None, False
            assert found == [True, True, None, False], f"modes after an interrupt at {place}"
            x = mg.tensor([1.0, 2.0], requires_grad=True)
            (x * x).sum().backward()
            assert x.grad is not None
            if x.grad.tolist() != [2.0, 4.0]:
                pytest.fail(f"a wrong gradient after an interrupt at {place}")
