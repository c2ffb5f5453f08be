"""docs/differences.md says what is so, of minigrad and of PyTorch."""

import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import minigrad

PAGE = Path(__file__).parents[2] / "docs" / "differences.md"

Claim = Callable[[Any], Any]
CLAIMS: list[tuple[str, Claim, Any, Any]] = []


def claim(words: str, *, torch: Any, here: Any) -> Callable[[Claim], Claim]:
    """A line of the page that starts with `words`, and what a program shows on either side."""

    def enter(program: Claim) -> Claim:
        CLAIMS.append((words, program, torch, here))
        return program

    return enter


@claim("The same `no_grad` object entered again", torch=False, here=True)
def reentered(module: Any) -> bool:
    mode = module.no_grad()
    try:
        with mode, mode:
            pass
        return module.is_grad_enabled()
    finally:
        module.set_grad_enabled(True)


@claim("A view of a leaf, taken under `no_grad`", torch=[True, True], here=[False, True])
def view_of_a_leaf(module: Any) -> list[bool]:
    x = module.ones(2, requires_grad=True)
    with module.no_grad():
        view = x[:1]
    return [view.requires_grad, view.is_leaf]


@claim("`grad_fn._saved_dim` of a negative dimension", torch=(2**64 - 1,), here=(0,))
def saved_dim(module: Any) -> Any:
    return module.ones(2, requires_grad=True).sum(-1).grad_fn._saved_dim


@claim("`backward(create_graph=True)` warns", torch=False, here=True)
def warns_each_time(module: Any) -> bool:
    if hasattr(module, "set_warn_always"):
        module.set_warn_always(False)
    x = module.ones(2, requires_grad=True)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(3):
            (x * x).sum().backward(create_graph=True)
    return len(caught) == 3


@claim("The gradient that a small `sum()` sends back", torch="RuntimeError", here="changed")
def edited_in_a_hook(module: Any) -> str:
    y = module.ones(2, requires_grad=True) * 1

    def double(grad: Any) -> None:
        grad.mul_(2)

    y.register_hook(double)
    try:
        y.sum().backward()
    except RuntimeError as error:
        return type(error).__name__
    return "changed"


@claim("A node of two types", torch=["float32", "float32"], here=["float64", "float32"])
def mixed_types(module: Any) -> list[str]:
    x = module.ones(2, requires_grad=True)
    y = x * 1
    z = y * module.ones(2, dtype=module.float64)
    seen: list[str] = []
    z.grad_fn.register_hook(lambda inputs, outputs: seen.append(str(inputs[0].dtype)[6:]))
    y.register_hook(lambda grad: seen.append(str(grad.dtype)[6:]))
    z.sum().backward()
    return seen


@claim("A node of `float16` that", torch=["float16"] * 3, here=["float32", "float16", "float16"])
def half_precision(module: Any) -> list[str]:
    x = module.ones(2, dtype=module.float16, requires_grad=True)
    y = x * 1
    z = y.sum()
    seen: list[str] = []
    z.grad_fn.register_hook(lambda inputs, outputs: seen.append(str(inputs[0].dtype)[6:]))
    z.register_hook(lambda grad: seen.append(str(grad.dtype)[6:]))
    y.register_hook(lambda grad: seen.append(str(grad.dtype)[6:]))
    z.backward()
    return sorted(seen, reverse=True)


@claim(
    "More than three leaves that become complete at once",
    torch=[0, 2, 5, 4, 1, 3],
    here=[0, 1, 2, 3, 4, 5],
)
def many_leaves(module: Any) -> list[int]:
    leaves = [module.tensor(float(i), requires_grad=True) for i in range(6)]
    log: list[int] = []
    for i, leaf in enumerate(leaves):
        leaf.register_hook(lambda grad, i=i: log.append(i))
    module.stack(leaves).sum().backward()
    return log


@claim("Packing of index tensors", torch=1, here=0)
def packed_indices(module: Any) -> int:
    packed: list[Any] = []
    x = module.ones(3, requires_grad=True)
    with module.autograd.graph.saved_tensors_hooks(lambda t: packed.append(t) or t, lambda t: t):
        x[module.tensor([0, 0])]
    return len(packed)


@claim("`checkpoint(..., use_reentrant=True)` under", torch="RuntimeError", here=[2.0, 2.0])
def reentrant(module: Any) -> Any:
    x = module.ones(2, requires_grad=True)
    y = module.utils.checkpoint.checkpoint(lambda t: t * t, x, use_reentrant=True)
    try:
        return module.autograd.grad(y.sum(), x)[0].tolist()
    except RuntimeError as error:
        return type(error).__name__


@claim("`checkpoint` in backward", torch=["start", "end", "start"], here=["start", "end"] * 2)
def second_run(module: Any) -> list[str]:
    log: list[str] = []

    def f(x: Any) -> Any:
        log.append("start")
        y = x.sin() + 1
        log.append("end")
        return y

    x = module.ones(2, requires_grad=True)
    module.utils.checkpoint.checkpoint(f, x, use_reentrant=False).sum().backward()
    return log


@claim("Anomaly mode", torch=True, here=False)
def anomaly_elsewhere(module: Any) -> bool:
    seen: list[bool] = []
    with module.autograd.set_detect_anomaly(True):
        thread = threading.Thread(target=lambda: seen.append(module.is_anomaly_enabled()))
        thread.start()
        thread.join()
    return seen[0]


@claim("Filling an expanded tensor", torch="RuntimeError", here=[0.0, 8.0])
def filled_expansion(module: Any) -> Any:
    x = module.ones(2, requires_grad=True)
    y = x * 2
    y[:1].expand(3).zero_()
    try:
        (y * y).sum().backward()
    except RuntimeError as error:
        return type(error).__name__
    return x.grad.tolist()


@claim(
    "A view of a tensor that began to require grad",
    torch=["RuntimeError", False],
    here=[[0.0, 2.0], True],
)
def unseen_view(module: Any) -> Any:
    shown: list[Any] = []
    x = module.ones(2, requires_grad=True)
    base = module.ones(2)
    view = base[1:]
    base.mul_(x)
    try:
        view.mul_(2)
        base[1:].sum().backward()
        shown.append(x.grad.tolist())
    except RuntimeError as error:
        shown.append(type(error).__name__)
    base = module.ones(2)
    view = base[1:]
    base.mul_(x)
    view.retain_grad()
    return [*shown, view.retains_grad]


@claim("`t_()` and its like after `retain_grad()`", torch=[2, 3], here=[3, 2])
def retained_shape(module: Any) -> list[int]:
    y = module.ones(2, 3, requires_grad=True) * 2
    y.retain_grad()
    y.t_()
    y.sum().backward()
    return list(y.grad.shape)


@pytest.mark.parametrize(("words", "program", "torch", "here"), CLAIMS)
def test_minigrad_differs_as_the_page_says(
    words: str, program: Claim, torch: Any, here: Any
) -> None:
    assert f"| {words}" in PAGE.read_text(encoding="utf-8")
    assert program(minigrad) == here


@pytest.mark.live
@pytest.mark.parametrize(("words", "program", "torch", "here"), CLAIMS)
def test_pytorch_does_what_the_page_says(words: str, program: Claim, torch: Any, here: Any) -> None:
    module: ModuleType = pytest.importorskip("torch", reason="PyTorch is not installed")
    assert program(module) == torch


def test_what_is_missing_says_so() -> None:
    x = minigrad.ones(2, requires_grad=True)
    for call in (
        lambda: minigrad.autograd.grad(x.sum(), x, is_grads_batched=True),
        lambda: minigrad.autograd.gradcheck(minigrad.sin, x, check_forward_ad=True),
        lambda: minigrad.autograd.functional.jacobian(minigrad.sin, x, strategy="forward-mode"),
    ):
        with pytest.raises(NotImplementedError):
            call()
