"""What a box can say of its tensor or its function beside its name: the words of `show=`.

Values are read with `tolist()` and saved tensors through `_saved_*`, which every engine of this
kind has; numbers are written the same way for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np

from minigrad.drawing.labels import printable
from minigrad.drawing.names import is_tensor

# In the order in which a box lists them.
WORDS = ("shapes", "dtypes", "values", "grads", "saved", "derivatives")
DEFAULT_SHOW = "shapes"

Show = frozenset[str]
Fact = tuple[str, str]

_MOST_NUMBERS = 6


def parse_show(show: str | Iterable[str]) -> Show:
    """Return the words of `show`, which is `"values,grads"`, a list of such words, or `"all"`.

    Raises ValueError for an unknown word, TypeError for what is no words.

    >>> sorted(parse_show("values, grads"))
    ['grads', 'values']
    """
    if isinstance(show, str):
        words = show.replace(",", " ").split()
    else:
        try:
            words = [word for given in show for word in given.replace(",", " ").split()]
        except (AttributeError, TypeError):
            raise TypeError(
                f'show should be words such as "values,grads", but it is {show!r}'
            ) from None
    for word in words:
        if word not in (*WORDS, "all"):
            raise ValueError(
                f"show has no {printable(word)!r}; choose from {', '.join(WORDS)}, or all"
            )
    return frozenset(WORDS) if "all" in words else frozenset(words)


def number_text(number: Any) -> str:
    """Return a number with at most four digits, the same for every engine.

    >>> number_text(36.0), number_text(1 / 3), number_text(True)
    ('36', '0.3333', 'True')
    """
    if isinstance(number, float):
        if math.isfinite(number) and number == 0:
            return "0"
        return format(number, ".4g").replace("e+0", "e").replace("e+", "e").replace("e-0", "e-")
    return printable(str(number), 24)


def plain(tensor: Any) -> Any:
    """Return the numbers of a tensor, apart from any graph, with a shape and `tolist()`.

    An engine of somebody's own may keep arrays: in the `data` of a tensor, and as gradients.

    >>> import numpy
    >>> plain(numpy.float32(2.5)).tolist()
    2.5
    """
    if hasattr(tensor, "detach") and hasattr(tensor, "tolist"):
        return tensor.detach()
    return np.asarray(tensor.data if is_tensor(tensor) else tensor)


def value_text(tensor: Any) -> str:
    """Return the numbers of `tensor`, or its first ones and how many there are.

    >>> import minigrad as mg
    >>> value_text(mg.tensor([[1.0, 2.5]])), value_text(mg.arange(100.0))
    ('[[1, 2.5]]', '[0, 1, 2, … 100 numbers]')
    """
    numbers = plain(tensor)
    shape = tuple(numbers.shape)
    count = math.prod(shape)
    if count > _MOST_NUMBERS:
        first = numbers[(0,) * (len(shape) - 1)][:3] if len(shape) else numbers
        return f"[{', '.join(_nested(n) for n in first.tolist())}, … {count:,} numbers]"
    return _nested(numbers.tolist())


def _nested(numbers: Any) -> str:
    if isinstance(numbers, list):
        return f"[{', '.join(_nested(inner) for inner in numbers)}]"
    return number_text(numbers)


def tensor_facts(tensor: Any, show: Show, *, keeps_grad: bool) -> tuple[Fact, ...]:
    """Return what `show` asks for of one tensor; `.grad` is read where it can be filled only."""
    facts: list[Fact] = []
    if "dtypes" in show:
        facts.append(("dtype", str(tensor.dtype).rpartition(".")[2]))
    if "values" in show:
        facts.append(("value", value_text(tensor)))
    if "grads" in show and keeps_grad:
        grad = tensor.grad
        if grad is None:
            facts.append(("grad", "None"))
        else:
            # A later backward pass adds in place, and the version tells. (Not how often: one pass
            # may add several times, and engines differ in that.)
            # What was set to zero in place has a version as well, and has nothing added to it yet.
            added = getattr(grad, "_version", 0) and tensor.is_leaf and bool((grad != 0).any())
            facts.append(("grad", value_text(grad) + (" (accumulated)" if added else "")))
    return tuple(facts)


@lru_cache(maxsize=300)  # dir() takes longer than all the rest
def _saved_names(kind: type) -> tuple[str, ...]:
    return tuple(sorted(word for word in dir(kind) if word.startswith("_saved_")))


def saved_tensors(function: Any) -> tuple[dict[str, Any], bool]:
    """Return the tensors that `function` has saved, by name, and whether they were freed."""
    found: dict[str, Any] = {}
    freed = False
    kind: Any = type(function)
    for name in _saved_names(kind):
        try:
            value = getattr(function, name)
        except RuntimeError:  # freed by a backward pass, or modified in place since
            freed = freed or _was_freed(function, name)
            continue
        except Exception:
            continue  # a node of the user's own may do anything here
        if hasattr(value, "element_size") and hasattr(value, "tolist"):
            found[name.removeprefix("_saved_")] = value
    try:
        # The tensors that a user's own Function has saved.
        own = function.saved_tensors if hasattr(type(function), "saved_tensors") else ()
    except RuntimeError:
        own, freed = (), True
    found.update((str(at), value) for at, value in enumerate(own) if value is not None)
    return found, freed


def _was_freed(function: Any, name: str) -> bool:
    try:
        getattr(function, name)
    except RuntimeError as problem:
        return "freed" in str(problem)
    return False


def saved_facts(function: Any) -> tuple[tuple[Fact, ...], bool]:
    """Return a line for each tensor that `function` keeps alive, and whether they were freed."""
    found, freed = saved_tensors(function)
    facts = []
    for name, tensor in found.items():
        size = math.prod(tuple(tensor.shape)) * tensor.element_size()
        version = getattr(tensor, "_version", 0)
        told = f"{printable(name)}: {size:,} bytes"
        facts.append(("saved", f"{told}, version {version}" if version else told))
    return tuple(facts), freed
