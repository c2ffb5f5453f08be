"""Names for tensors: those that the caller's variables give them.

A tensor doesn't know the name it is bound to. The caller's frame does: `draw(Q)` looks through
the variables that are visible where it is called, and a leaf that one of them holds is drawn
under that variable's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType
from typing import Any

from minigrad.drawing.labels import printable

Named = Sequence[tuple[str, Any]]

# A notebook's history: `Out[3]` is a poor name for a tensor.
_HISTORY = {"In", "Out"}
_LONGEST_CONTAINER = 100


def is_tensor(value: object) -> bool:
    """Tell a tensor, of minigrad or of PyTorch, from anything else, without importing either.

    Only the class is looked at: asking a stranger's object for an attribute may run its code.
    """
    classes = type(value).__mro__
    return all(any(word in vars(cls) for cls in classes) for word in ("grad_fn", "requires_grad"))


def from_mapping(names: Mapping[str, Any]) -> Named:
    """Check a mapping from names to tensors, and return its pairs.

    Raises TypeError for anything else.

    >>> from_mapping({"a": 3})
    Traceback (most recent call last):
        ...
    TypeError: names={'a': ...} should hold a tensor, but it holds an int
    """
    if not isinstance(names, Mapping):
        raise TypeError(
            f"names should be a mapping from a name to a tensor, such as "
            f'names={{"a": a}}, but it is {an(names)}'
        )
    for name, tensor in names.items():
        if not isinstance(name, str):
            raise TypeError(f"a name in names should be a str, but {name!r} is {an(name)}")
        if not is_tensor(tensor):
            shown = printable(name)
            raise TypeError(
                f"names={{{shown!r}: ...}} should hold a tensor, but it holds {an(tensor)}"
            )
    return [(printable(name), tensor) for name, tensor in names.items()]


def is_module(value: object) -> bool:
    """Tell a module (of minigrad or PyTorch), whose parameters have names, from a mapping."""
    return hasattr(type(value), "named_parameters")


def from_module(module: Any) -> Named:
    """Return the parameters and buffers of `module` with their names: `0.weight`."""
    named = [*module.named_parameters()]
    if hasattr(module, "named_buffers"):
        named += module.named_buffers()
    return [(printable(name), tensor) for name, tensor in named]


def from_caller(names: Any, frame: FrameType | None) -> Named:
    """Return the names that hold for a call: those of `names`, which is a mapping, a module or
    None, and, unless it is a mapping, those of the caller's variables in `frame` after them."""
    if names is None:
        return from_frame(frame)
    if is_module(names):
        return [*from_module(names), *from_frame(frame)]
    return from_mapping(names)


def from_frame(frame: FrameType | None, wanted: Callable[[object], bool] = is_tensor) -> Named:
    """Return the tensors that the variables of `frame` hold, each with its name.

    Local variables come before global ones, and variables before the elements of lists, tuples
    and dictionaries (`weights[0]`, `params['w']`). Names that begin with an underscore are left
    out: in a notebook they are the echo of earlier results.
    """
    if frame is None:
        return []
    variables = {**frame.f_locals}
    for name, value in frame.f_globals.items():
        variables.setdefault(name, value)
    visible = [
        (name, value)
        for name, value in variables.items()
        # What is no identifier was put there by a tool: pytest's `@py_assert1`.
        if name.isidentifier() and not name.startswith("_") and name not in _HISTORY
    ]
    plain = [(printable(name), value) for name, value in visible if wanted(value)]
    return plain + [pair for name, value in visible for pair in _elements(name, value, wanted)]


def _elements(
    name: str, value: object, wanted: Callable[[object], bool]
) -> Iterator[tuple[str, Any]]:
    # Exactly these types: a subclass may do anything when it is walked over.
    if type(value) in (list, tuple) and len(value) <= _LONGEST_CONTAINER:  # type: ignore[arg-type]
        pairs: list[tuple[object, object]] = list(enumerate(value))  # type: ignore[arg-type]
    elif type(value) is dict and len(value) <= _LONGEST_CONTAINER:
        pairs = [(key, item) for key, item in value.items() if type(key) in (int, str)]
    else:
        return
    for key, item in pairs:
        if wanted(item):
            yield printable(f"{name}[{key!r}]"), item


def an(value: object) -> str:
    """Return what kind of thing `value` is, with its article, for a message.

    >>> an(3), an([1]), an(None)
    ('an int', 'a list', 'None')
    """
    if value is None:
        return "None"
    kind = printable(type(value).__name__)
    vowel = kind[0].lower() in "aeiou" or kind == "ndarray"
    return f"{'an' if vowel else 'a'} {kind}"
