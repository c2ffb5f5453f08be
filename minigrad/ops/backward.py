"""How a node runs its formulas on arrays: `apply`, in an ordinary backward pass.

    check that what was saved is still there, and unmodified
    call each formula with the gradient and what it needs
    let go of what was saved

`on_arrays` does that for any formulas. Before it come the few shapes that formulas of small
programs have, spelled out: a dozen nodes of numbers are run in the time of one array operation,
and there each look into a table counts.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from ..engine.placeholders import NOT_SAVED, RELEASED

Formula = Callable[..., Any]
Apply = Callable[[Any, Any, bool], tuple[Any, ...]]
Names = tuple[str, ...]

FREED = RELEASED._counter


def on_arrays(formulas: dict[str, Formula], needs: dict[str, Names], tensors: Names) -> Apply:
    """The `apply` of a node.

    needs: for each input what its formula needs beside the gradient.
    tensors: other tensors among the arguments, that have no formula.
    """
    spelled_out = SHAPES.get(tuple(needs.items()))
    if spelled_out is not None:
        return spelled_out(*formulas.values())
    return _any_shape(formulas, needs, tensors)


# ------------------------------------------------------------------ shapes that are spelled out


def _of_nothing(derivative: Formula) -> Apply:
    def apply(node: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
        return (derivative(grad),)

    return apply


def _of_self(derivative: Formula) -> Apply:
    def apply(node: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
        self = node.self
        if self._counter[0] != node.versions:
            node.complain()
        if not keep:
            node.self = RELEASED
        return (derivative(grad, self._array),)

    return apply


def _of_self_and_number(derivative: Formula) -> Apply:
    def apply(node: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
        self = node.self
        if self._counter[0] != node.versions:
            node.complain()
        if not keep:
            node.self = RELEASED
        return (derivative(grad, self._array, node.number),)

    return apply


def _of_result(derivative: Formula) -> Apply:
    def apply(node: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
        result = node.result
        if node.counter[0] != node.versions:
            node.complain()
        if not keep:
            node.result = RELEASED
            node.counter = FREED
        return (derivative(grad, result),)

    return apply


def _handed_on(formula: Formula) -> bool:
    """Whether the gradient goes on as it is: such a formula need not even be called."""
    return formula.__code__.co_code == (lambda grad: grad).__code__.co_code


def _both_of_nothing(d_self: Formula, d_other: Formula) -> Apply:
    if _handed_on(d_self) and _handed_on(d_other):
        return lambda node, grad, keep: (grad, grad)

    def apply(node: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
        to_self, to_other = node.next
        return (
            None if to_self is None else d_self(grad),
            None if to_other is None else d_other(grad),
        )

    return apply


def _each_of_the_other(d_self: Formula, d_other: Formula) -> Apply:
    def apply(node: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
        self, other = node.self, node.other
        if self._counter[0] + other._counter[0] != node.versions:
            node.complain()
        if not keep:
            node.self = node.other = RELEASED
        return (
            None if other is NOT_SAVED else d_self(grad, other._array),
            None if self is NOT_SAVED else d_other(grad, self._array),
        )

    return apply


SHAPES: dict[Any, Callable[..., Apply]] = {
    (("self", ()),): _of_nothing,
    (("self", ("self",)),): _of_self,
    (("self", ("self", "number")),): _of_self_and_number,
    (("self", ("result",)),): _of_result,
    (("self", ()), ("other", ())): _both_of_nothing,
    (("self", ("other",)), ("other", ("self",))): _each_of_the_other,
}


# ------------------------------------------------------------------ all others


def _any_shape(formulas: dict[str, Formula], needs: dict[str, Names], tensors: Names) -> Apply:
    arrays = (*formulas, *tensors)
    saved = tuple(dict.fromkeys(n for names in needs.values() for n in names if n in arrays))
    versions = versions_of(saved, any("result" in names for names in needs.values()))
    plan = [(formulas[name], _reader(needs[name], arrays)) for name in formulas]
    (formula, read), *others = plan

    def apply_one(node: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
        if versions is None:
            return (formula(grad, *read(node)),)
        if versions(node) != node.versions:
            node.complain()
        arguments = read(node)
        if not keep:
            node.free()
        return (formula(grad, *arguments),)

    def apply(node: Any, grad: Any, keep: bool) -> tuple[Any, ...]:
        if versions is not None and versions(node) != node.versions:
            node.complain()
        outgoing = []
        for edge, (formula, read) in zip(node.next, plan):  # noqa: B905 (a hot loop)
            outgoing.append(None if edge is None else formula(grad, *read(node)))
        if versions is not None and not keep:
            node.free()
        return tuple(outgoing)

    return apply if others else apply_one


def versions_of(saved: Names, result: bool) -> Callable[[Any], int] | None:
    """A function that adds up the present versions of what a node has saved; None if nothing."""
    paths = [f"{name}._counter" for name in saved] + ["counter"] * result
    if not paths:
        return None
    counters = attrgetter(*paths)
    if len(paths) == 1:
        return lambda node: counters(node)[0]

    def total(node: Any) -> int:
        count = 0
        for counter in counters(node):
            count += counter[0]
        return count

    return total


def _reader(names: Names, arrays: Names) -> Callable[[Any], tuple[Any, ...]]:
    """A function from a node to the tuple of its saved values with these names."""
    paths = [f"{name}._array" if name in arrays else name for name in names]
    if not paths:
        return lambda node: ()
    get = attrgetter(*paths)
    return get if len(paths) > 1 else lambda node: (get(node),)
