"""Reverse accumulation on one screen: a value, and the local derivatives of how it was made.

This is the second note of the series, and stands alone: nothing else in minigrad uses it. Here
every node keeps its gradient, intermediates included; `torch.autograd` and the engine beside
this file keep those of the leaves only.

The local derivatives are Variables themselves, so the gradient is one too: asking for the
gradient of a gradient needs nothing new (the note's "Nth Order Derivatives").
"""

from __future__ import annotations

from collections import defaultdict


class Variable:
    """A number with its history.

    value: the number.
    local_gradients: a pair (input, derivative of this with respect to that input) for each input.

    >>> a, b = Variable(4), Variable(3)
    >>> d = a * (a + b)
    >>> d.value
    28
    >>> gradients = get_gradients(d)
    >>> gradients[a].value, gradients[b].value
    (11, 4)
    """

    def __init__(
        self, value: float, local_gradients: tuple[tuple[Variable, Variable], ...] = ()
    ) -> None:
        self.value = value
        self.local_gradients = local_gradients

    def __add__(self, other: Variable) -> Variable:
        return add(self, other)

    def __mul__(self, other: Variable) -> Variable:
        return mul(self, other)

    def __repr__(self) -> str:
        return f"Variable({self.value})"


ONE = Variable(1)


def add(a: Variable, b: Variable) -> Variable:
    """The sum of two Variables: its derivative with respect to either is 1.

    >>> add(Variable(4), Variable(3))
    Variable(7)
    """
    return Variable(a.value + b.value, ((a, ONE), (b, ONE)))


def mul(a: Variable, b: Variable) -> Variable:
    """The product of two Variables: its derivative with respect to each is the other.

    >>> mul(Variable(4), Variable(7))
    Variable(28)
    """
    if a is ONE or b is ONE:  # a factor 1 leaves no trace: the graphs of gradients stay small
        return b if a is ONE else a
    return Variable(a.value * b.value, ((a, b), (b, a)))


def get_gradients(variable: Variable) -> dict[Variable, Variable]:
    """The derivative of `variable` with respect to every node below it, itself included.

    Multiplies along each edge and adds where edges meet, visiting each node once, after
    everything that uses it. (Following every path instead gives the same numbers, at a cost
    that doubles with each `x = x + x`.)

    >>> x = Variable(2)
    >>> once = get_gradients(x * x * x)[x]
    >>> once, get_gradients(once)[x]
    (Variable(12), Variable(12))
    """
    gradients = {variable: ONE}
    for node in users_first(variable):
        for source, derivative in node.local_gradients:
            part = gradients[node] * derivative
            gradients[source] = gradients[source] + part if source in gradients else part
    return gradients


def users_first(variable: Variable) -> list[Variable]:
    """Every node below `variable`, each one after all the nodes that use it.

    >>> a, b = Variable(4), Variable(3)
    >>> c = a + b
    >>> d = a * c
    >>> users_first(d) == [d, c, b, a] or users_first(d) == [d, c, a, b]
    True
    """
    users: dict[Variable, int] = defaultdict(int)
    stack, seen = [variable], {variable}
    while stack:
        for source, _ in stack.pop().local_gradients:
            users[source] += 1
            if source not in seen:
                seen.add(source)
                stack.append(source)

    ready, order = [variable], []
    while ready:
        node = ready.pop()
        order.append(node)
        for source, _ in node.local_gradients:
            users[source] -= 1
            if users[source] == 0:
                ready.append(source)
    return order
