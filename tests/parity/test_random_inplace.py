"""Random programs that write in place, against PyTorch: values, versions, graphs, errors."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from .describe import array_of, text
from .observe import Raised, graph, raises
from .random_writes import Writer, writing_programs

pytestmark = pytest.mark.live


def words(outcome: Raised) -> str:
    """The kind of an error and the beginning of what it says."""
    message = text(outcome.message).split("\n")[0].replace("_()", "()")  # t_(), or t()
    if "modified by an inplace operation" in message:
        message = "modified by an inplace operation"
    message = message.partition(" for dimension")[0]  # PyTorch counts some that the key used up
    if "no_grad mode and" in message or " is a view and " in message:
        # PyTorch says no_grad of every such view without a node, and names a view's own view.
        message = "a view that must not be modified"
    return f"{outcome.kind}: {message[:40]}"


def assert_close(one: Any, two: Any, what: str) -> None:
    a, b = array_of(one), array_of(two)
    assert a.dtype == b.dtype and a.shape == b.shape, what
    # (What was float32 on the way has its digits, whatever it was cast to.)
    relative = 1e-4 if "float32" in what else 1e-7
    assert np.allclose(a, b, rtol=relative, atol=relative, equal_nan=True), f"{what}\n{a}\n{b}"


def family(name: str, scope: dict[str, Any]) -> list[Any]:
    """Version, and whether it is a view of whom."""
    tensor = scope[name]
    base = tensor._base
    named = [n for n, t in scope.items() if n.startswith("v") and t is base]
    return [tensor._version, tensor._is_view(), base is None, named]


def place(tensor: Any) -> list[Any]:
    """Where it stands in the graph; a view that a change has made unusable only says so."""
    node = raises(lambda: tensor.grad_fn)
    if node.kind is not None:
        return [words(node), tensor.requires_grad]
    return [tensor.requires_grad, tensor.is_leaf, graph(tensor).rows]


def assert_alike(writer: Writer, theirs: dict[str, Any], ours: dict[str, Any]) -> None:
    for name in writer.names:
        one, two = theirs[name], ours[name]
        what = f"{name} in {writer}"
        assert_close(one, two, what)
        assert family(name, theirs) == family(name, ours), what
        if name in writer.constants:
            continue
        assert one.requires_grad == two.requires_grad, what
        if writer.same_graphs:
            assert place(one) == place(two), what


MODIFIED = "has been modified by an inplace operation"


@given(data=st.data())
def test_writing_in_place_is_what_it_is_on_pytorch(
    data: st.DataObject, minigrad: ModuleType, torch: ModuleType
) -> None:
    writer = data.draw(writing_programs(torch), label="program")
    theirs, ended = writer.run(torch)
    ours, our_ended = writer.run(minigrad)
    for line, one, two in zip(writer.lines, ended, our_ended, strict=True):
        # An unusable view with arguments that do not fit: either may be named first.
        either = "must not be" in words(one) and two.kind is not None
        assert either or words(one) == words(two), f"{line}: {two.message}\n{writer}"
    assert_alike(writer, theirs, ours)

    roots = [n for n in writer.names if theirs[n].requires_grad and n not in writer.constants]
    root = data.draw(st.sampled_from(roots[-4:] + roots[-1:]), label="root")
    twice = data.draw(st.sampled_from([False, False, True]), label="second derivative")
    leaves = [n for n in writer.leaves if theirs[n].requires_grad]
    passes = []
    for module, scope in ((torch, theirs), (minigrad, ours)):
        gradients: list[Any] = []

        def differentiate(
            module: Any = module, scope: Any = scope, gradients: list[Any] = gradients
        ) -> None:
            out = (scope[root].double().sin() * 0.75).sum()
            if not twice:
                out.backward()
                gradients += [None if t.grad is None else t.grad for t in map(scope.get, leaves)]
                return
            inputs = [scope[n] for n in leaves]
            first = module.autograd.grad(out, inputs, create_graph=True, allow_unused=True)
            gradients += first
            total = sum((g * g).sum() for g in first if g is not None and g.requires_grad)
            if module.is_tensor(total) and total.requires_grad:
                gradients += module.autograd.grad(total, inputs, allow_unused=True)

        passes.append((raises(differentiate), gradients))
    (one, expected), (two, got) = passes
    what = f"gradients of {root}{', twice' if twice else ''} in {writer}"
    # Two mistakes in one graph: which of them is named first is the order of a traversal.
    named = [
        o.kind is not None and ("must not be" in words(o) or MODIFIED in o.message)
        for o in (one, two)
    ]
    assert all(named) or words(one) == words(two), f"{two.message}\n{what}"
    if one.kind is not None:
        return
    assert len(expected) == len(got), what
    for a, b in zip(expected, got, strict=True):
        assert (a is None) == (b is None), what
        if a is not None:
            assert_close(a, b, what)
    for name in writer.names:
        if theirs[name].requires_grad and name not in writer.constants:
            kept = [scope[name].grad if _retains(scope[name]) else None for scope in (theirs, ours)]
            assert (kept[0] is None) == (kept[1] is None), f"{name}.grad; {what}"
            if kept[0] is not None:
                assert_close(*kept, f"{name}.grad; {what}")


def _retains(tensor: Any) -> bool:
    if raises(lambda: tensor.grad_fn).kind is not None:
        return False  # made unusable by a change of its base
    return tensor.is_leaf or tensor.retains_grad
