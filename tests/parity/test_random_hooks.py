"""Random graphs with random hooks: what is called, in which order, with which gradients."""

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .describe import describe, differences

pytestmark = pytest.mark.live

OPERATIONS = {
    "mul": lambda a, b: a * b,
    "add": lambda a, b: a + b,
    "div": lambda a, b: a / (b * b + 1),
    "sin": lambda a, b: a.sin(),
    "scaled": lambda a, b: a * 0.5,
    "unbound": lambda a, b: a.unbind()[1] * b,
}
HOOKS = ("tensor", "scaling", "before", "after", "retain", "accumulated", "on the leaf's node")

steps = st.lists(
    st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 20), st.integers(0, 20)),
    min_size=1,
    max_size=6,
)
hooked = st.lists(st.tuples(st.sampled_from(HOOKS), st.integers(0, 20)), min_size=1, max_size=6)


def run(module: ModuleType, program: Any, hooks: Any, how: str) -> list[Any]:
    """Everything that the hooks saw, then the gradients."""
    log: list[Any] = []
    leaves = [
        module.tensor([0.3 + i, 1.7 - i], dtype=module.float64, requires_grad=True)
        for i in range(3)
    ]
    old = leaves[0] * leaves[2]  # an older graph, alive, with ends of leaves of its own
    tensors = list(leaves)
    for name, left, right in program:
        a, b = tensors[left % len(tensors)], tensors[right % len(tensors)]
        tensors.append(OPERATIONS[name](a, b))
    retained = []
    for number, (kind, which) in enumerate(hooks):
        place = which % len(tensors)
        tensor = tensors[place]

        def note(*what: Any, number: int = number, kind: str = kind) -> None:
            log.append([number, kind, *[_plain(w) for w in what]])

        if kind == "tensor":
            tensor.register_hook(note)
        elif kind == "scaling":
            tensor.register_hook(lambda grad, note=note: note(grad) or grad * 2)
        elif kind == "retain":
            tensor.retain_grad()
            retained.append(tensor)
        elif kind == "accumulated":
            leaves[place % 3].register_post_accumulate_grad_hook(lambda p, note=note: note(p.grad))
        elif kind == "on the leaf's node":
            leaf = leaves[place % 3]
            if (used := (leaf * 1).grad_fn.next_functions[0][0]) is not None:
                used.register_hook(note)
        elif tensor.grad_fn is not None and kind == "before":
            tensor.grad_fn.register_prehook(note)
        elif tensor.grad_fn is not None:
            tensor.grad_fn.register_hook(note)
    result = tensors[-1].sum()
    if how == "backward":
        result.backward()
    elif how == "some":
        result.backward(inputs=leaves[:2])
    else:
        found = module.autograd.grad(result, [leaves[0], tensors[3]], allow_unused=True)
        log.append(["found", *[_plain(g) for g in found]])
    log.append([_plain(leaf.grad) for leaf in leaves])
    log.append([_plain(tensor.grad) for tensor in retained])
    assert old is not None
    return log


def _plain(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    return None if value is None else value.tolist()


@given(steps, hooked, st.sampled_from(["backward", "some", "grad"]))
def test_hooks_see_what_pytorchs_hooks_see(
    minigrad: ModuleType, torch: ModuleType, program: Any, hooks: Any, how: str
) -> None:
    expected, got = (_outcome(module, program, hooks, how) for module in (torch, minigrad))
    assert not differences(describe(expected), describe(got)), (expected, got)


def _outcome(module: ModuleType, program: Any, hooks: Any, how: str) -> Any:
    try:
        return run(module, program, hooks, how)
    except (RuntimeError, IndexError) as error:
        return type(error).__name__
