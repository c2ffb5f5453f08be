"""Random programs: against PyTorch where it is installed, against differences always."""

import math
import warnings
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from .describe import TOLERANCE, array_of, describe, differences, text
from .observe import graph, raises
from .random_calls import calls
from .random_programs import Source, Writer, programs

MIXED = ["float64", "float64", "float64", "float32", "int64"]


def seed_for(module: ModuleType, tensor: Any) -> Any:
    """A gradient that is different at every place, of the tensor's dtype."""
    values = (np.arange(tensor.numel()) % 7 - 2.5).reshape(tuple(tensor.shape))
    return module.tensor(values, dtype=tensor.dtype)


def close(expected: Any, got: Any, scale: float, precision: str) -> bool:
    """Equal but for rounding, which cancellation lifts to the size of the largest value."""
    one, two = array_of(expected), array_of(got)
    relative = TOLERANCE[precision][0]
    return one.shape == two.shape and np.allclose(
        one, two, rtol=relative * 10, atol=relative * scale, equal_nan=True
    )


def scale_of(tensors: Any) -> float:
    arrays = [np.abs(array_of(t).astype(float)) for t in tensors if t is not None]
    return max([1.0] + [float(a.max()) for a in arrays if a.size and np.isfinite(a).all()])


def precision_of(tensors: dict[str, Any]) -> str:
    """One float32 tensor on the way is enough to lose the digits that float64 has.

    An integer becomes one inside a line: `x * torch.tanh(i)`.
    """
    return "float64" if all("float64" in str(t.dtype) for t in tensors.values()) else "float32"


def last_requiring(source: Source, tensors: dict[str, Any]) -> str | None:
    """The result to differentiate: None where only leaves require grad."""
    names = [name for name in source.names if tensors[name].requires_grad]
    return names[-1] if names and names[-1] not in source.leaves else None


@dataclass
class Pair:
    """One program, run on both."""

    writer: Writer
    theirs: dict[str, Any]
    ours: dict[str, Any]

    def assert_alike(self, what: str, expected: Any, got: Any, scale: float) -> None:
        """One tensor (or None) against the other: dtype, shape, place in the graph, values."""
        source = self.writer.source
        if expected is None or got is None:
            assert expected is None and got is None, f"{what}: {expected} against {got}\n{source}"
            return
        places = [
            [text(t.dtype), list(t.shape), t.requires_grad, t.is_leaf] for t in (expected, got)
        ]
        assert places[0] == places[1], f"{what}\n{source}"
        if self.writer.plain_graph.get(what, True):
            assert graph(expected).rows == graph(got).rows, f"{what}\n{source}"
        assert close(expected, got, scale, precision_of(self.theirs)), (
            f"{what}: {expected}\nagainst {got}\n{source}"
        )


def run_alike(writer: Writer, minigrad: ModuleType, torch: ModuleType) -> Pair:
    """Run on both; every tensor of the program must be alike, graph included."""
    pair = Pair(writer, *(writer.source.run(module) for module in (torch, minigrad)))
    scale = scale_of(pair.theirs.values())
    for name in writer.source.names:
        expected, got = pair.theirs[name], pair.ours[name]
        pair.assert_alike(name, expected, got, scale)
        if writer.exact[name] and writer.plain_graph[name]:
            # Rounding may decide a last digit, so only what is exact must print the same; adding
            # 0 makes a zero positive.
            assert text(repr(expected + 0)) == text(repr(got + 0)), writer.source
    return pair


@pytest.mark.live
@given(data=st.data())
def test_a_random_program_runs_as_on_pytorch(
    data: st.DataObject, minigrad: ModuleType, torch: ModuleType
) -> None:
    writer = data.draw(programs(torch, smooth=False, dtypes=MIXED), label="program")
    source = writer.source
    pair = run_alike(writer, minigrad, torch)
    last = last_requiring(source, pair.theirs)
    if last is None:
        return
    kept = data.draw(st.sampled_from(source.names), label="retains its gradient")
    for module, tensors in ((torch, pair.theirs), (minigrad, pair.ours)):
        if tensors[kept].requires_grad:
            tensors[kept].retain_grad()
        tensors[last].backward(seed_for(module, tensors[last]), retain_graph=True)

    def gradients_are_alike(names: list[str], what: str) -> None:
        scale = scale_of(pair.theirs[name].grad for name in names)
        for name in names:
            expected, got = pair.theirs[name].grad, pair.ours[name].grad
            pair.assert_alike(f"{name}.grad{what}", expected, got, scale)

    gradients_are_alike(sorted({*source.leaves, kept}), "")
    for what in ("second backward", "backward over a freed graph"):
        kinds = [
            raises(partial(tensors[last].backward, seed_for(module, tensors[last]))).kind
            for module, tensors in ((torch, pair.theirs), (minigrad, pair.ours))
        ]
        assert kinds[0] == kinds[1], f"{what}: {kinds}\n{source}"
        # How far a pass came that was refused on its way is each engine's own affair.
        if kinds[0] is not None:
            return
        gradients_are_alike(source.leaves, ", summed")


@pytest.mark.live
@given(data=st.data())
def test_random_gradients_and_their_gradients(
    data: st.DataObject, minigrad: ModuleType, torch: ModuleType
) -> None:
    """autograd.grad for any tensors of the program, and once more through its result."""
    writer = data.draw(programs(torch, smooth=False, dtypes=["float64"]), label="program")
    source = writer.source
    pair = run_alike(writer, minigrad, torch)
    last = last_requiring(source, pair.theirs)
    if last is None:
        return
    requiring = [name for name in source.names if pair.theirs[name].requires_grad]
    inputs = [*source.leaves, data.draw(st.sampled_from(requiring), label="input")]
    results = []
    for module, tensors in ((torch, pair.theirs), (minigrad, pair.ours)):
        chosen = [tensors[name] for name in inputs]
        seed = seed_for(module, tensors[last])
        first = module.autograd.grad(
            tensors[last], chosen, seed, create_graph=True, allow_unused=True
        )
        total = sum((g * g).sum() for g in first if g is not None and g.requires_grad)
        second = (None,) * len(inputs)
        if not isinstance(total, int):
            second = module.autograd.grad(total, chosen, allow_unused=True)
        results.append((first, second))
    for order, (expected, got) in enumerate(zip(*results, strict=True), start=1):
        scale = scale_of(expected)
        for name, one, two in zip(inputs, expected, got, strict=True):
            # How far zeros are carried through a second derivative is each engine's own affair.
            one, two = (
                0 * pair.theirs[name] if t is None and order == 2 else t for t in (one, two)
            )
            assert (
                close(one, two, scale, "float64")
                if one is not None and two is not None
                else one is two
            ), f"order {order}, {name}: {one}\nagainst {two}\n{source}"


@pytest.mark.uncounted
@given(data=st.data())
def test_random_gradients_agree_with_differences(data: st.DataObject, minigrad: ModuleType) -> None:
    """The first derivative by central differences of the values, the second of the gradients."""
    writer = data.draw(programs(minigrad, smooth=True, dtypes=["float64"]), label="program")
    source = writer.source
    tensors = source.run(minigrad)
    last = last_requiring(source, tensors)
    if last is None:
        return
    seed = seed_for(minigrad, tensors[last])
    name = data.draw(st.sampled_from(source.leaves), label="leaf")

    def gradient(values: np.ndarray, create_graph: bool = False) -> Any:
        leaf = minigrad.tensor(values).requires_grad_()
        out = source.run(minigrad, {name: leaf})[last]
        (g,) = minigrad.autograd.grad(
            out, leaf, seed, create_graph=create_graph, materialize_grads=True
        )
        return leaf, out, g

    start = array_of(tensors[name]).copy()
    direction = np.cos(np.arange(start.size) + 1.0).reshape(start.shape)
    leaf, _, first = gradient(start, create_graph=True)

    def value_at(step: float) -> Any:
        return (gradient(start + step * direction)[1] * seed).sum().item()

    def slope_at(step: float) -> float:
        return (array_of(gradient(start + step * direction)[2]) * direction).sum()

    analytic = float((array_of(first) * direction).sum())
    check_against_differences(analytic, value_at, f"gradient of {last} by {name}\n{source}")
    along = (first * minigrad.tensor(direction)).sum()
    second = 0.0
    if along.requires_grad:
        (h,) = minigrad.autograd.grad(along, leaf, materialize_grads=True)
        second = (h * minigrad.tensor(direction)).sum().item()
    check_against_differences(second, slope_at, f"second derivative of {last} by {name}\n{source}")


def check_against_differences(analytic: float, function: Any, what: str) -> None:
    """Compare where the differences themselves settle; a kink within the step unsettles them."""
    coarse, fine = ((function(h) - function(-h)) / (2 * h) for h in (2e-4, 1e-4))
    size = max(1.0, abs(fine), abs(function(0.0)) * 1e-4)
    if not math.isfinite(fine) or abs(coarse - fine) > 1e-4 * size:
        return
    assert math.isclose(analytic, fine, rel_tol=1e-4, abs_tol=1e-4 * size), (
        f"{analytic} against {fine} by differences: {what}"
    )


@pytest.mark.live
@given(call=calls())
def test_a_random_call_is_right_or_wrong_as_on_pytorch(
    call: str, minigrad: ModuleType, torch: ModuleType
) -> None:
    """The same result, or the same kind of error."""
    seen = []
    for module in (torch, minigrad):
        results: list[Any] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            error = raises(lambda m=module, r=results: r.append(eval(call, {"torch": m})))
        seen.append([error.kind, describe(results)])
    assert not differences(seen[0], seen[1]), f"{call}\n{differences(seen[0], seen[1])}"


numbers = st.one_of(
    st.integers(-12, 12).map(float),
    st.integers(-400, 400).map(lambda n: n / 16),
    st.floats(width=32, allow_subnormal=False, min_value=-(2.0**60), max_value=2.0**60),
    st.sampled_from([math.nan, math.inf, -math.inf, -0.0, 1e-8, 0.99999, 123456.7]),
)


@pytest.mark.live
@given(
    values=st.lists(numbers, min_size=1, max_size=24),
    columns=st.integers(1, 4),
    dtype=st.sampled_from(["float32", "float64", "int64", "bool"]),
    recorded=st.booleans(),
)
def test_a_random_tensor_prints_as_on_pytorch(
    values: list[float],
    columns: int,
    dtype: str,
    recorded: bool,
    minigrad: ModuleType,
    torch: ModuleType,
) -> None:
    array = np.array(values)
    if dtype in ("int64", "bool"):
        array = np.nan_to_num(array, posinf=9, neginf=-9)
    if len(values) % columns == 0:
        array = array.reshape(-1, columns)
    printed = []
    for module in (torch, minigrad):
        tensor = module.tensor(array.astype(dtype))
        if recorded and "float" in dtype:
            tensor = tensor.requires_grad_() * 1
        printed.append(text(repr(tensor)))
    assert printed[0] == printed[1]
