"""Tensors in nested tuples, lists and dicts: one after the other, and all of them changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def leaves(tree: Any) -> list[Any]:
    """What lies in nested tuples, lists and dicts, in order.

    >>> from minigrad.autograd.trees import leaves
    >>> leaves({"a": 1, "b": [2, (3,)]})
    [1, 2, 3]
    """
    if isinstance(tree, (tuple, list)):
        return [leaf for part in tree for leaf in leaves(part)]
    if isinstance(tree, Mapping):
        return [leaf for part in tree.values() for leaf in leaves(part)]
    return [] if tree is None else [tree]


def mapped(change: Callable[[Any], Any], tree: Any) -> Any:
    """The same tree with every leaf changed.

    >>> from minigrad.autograd.trees import mapped
    >>> mapped(str, {"a": 1, "b": [2, (3,)]})
    {'a': '1', 'b': ['2', ('3',)]}
    """
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*[mapped(change, part) for part in tree])
    if isinstance(tree, (tuple, list)):
        return type(tree)([mapped(change, part) for part in tree])
    if isinstance(tree, Mapping):
        return {key: mapped(change, part) for key, part in tree.items()}
    return None if tree is None else change(tree)


def like(tree: Any, new: list[Any]) -> Any:
    """A tree of the same form with other leaves.

    >>> from minigrad.autograd.trees import like
    >>> like({"a": 1, "b": [2]}, ["x", "y"])
    {'a': 'x', 'b': ['y']}
    """
    following = iter(new)
    return mapped(lambda _: next(following), tree)
