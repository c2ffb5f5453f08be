"""The front door of the drawing: `draw`."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable
from typing import Any

from minigrad.drawing.dot import RANKDIR, Direction
from minigrad.drawing.facts import DEFAULT_SHOW, parse_show
from minigrad.drawing.names import (
    an,
    from_caller,
    from_frame,
    is_module,
    is_tensor,
)
from minigrad.drawing.picture import Picture, Unfold
from minigrad.drawing.reading import read
from minigrad.drawing.render import RENDERERS
from minigrad.drawing.themes import theme_called
from minigrad.drawing.variables import is_variable, read_variables

LIMIT = 300


def draw(
    *tensors: Any,
    names: Any = None,
    show: str | Iterable[str] = DEFAULT_SHOW,
    untracked: bool = False,
    intermediates: bool = True,
    direction: Direction = "down",
    theme: str = "default",
    limit: int = LIMIT,
    unfold: Unfold = (),
    renderer: str = "embedded",
) -> Picture:
    """Draw the computational graph that leads to one or more tensors.

    Leaves are blue, arrows run in the direction of the forward pass. Tensors, of minigrad or of
    PyTorch, have the names of the caller's variables, or those in the mapping `names` and no
    others; `names=module` puts the names of a module's parameters before the caller's. Backward
    functions (`Q.grad_fn`) can be drawn too, and so can the second note's `Variable`.

    `show` says what a box tells beside its name and kind: "shapes" (the default), "dtypes",
    "values", "grads" (after backward), "saved" (what a function keeps for its derivative, or that
    it was freed), "derivatives" (local derivatives, on the arrows), several with commas, or "all".
    `untracked` also shows, dashed, the inputs that are no part of the DAG, with the reason where it
    can be known; without `intermediates` only leaves and results are drawn as tensors.
    `direction` is "down" or "right", `theme` "default", "high-contrast", "print" (grays) or
    "slides" (large type). In a graph of more than `limit` nodes what repeats is folded into
    one box; `unfold` says which folds to open: a number, several, or True for all;
    fold 1 of a very large graph opens into folds 1.1, 1.2 and so on.
    `renderer` is "embedded", which draws the same everywhere, or "system" for this machine's own
    Graphviz.

    Raises TypeError for what is not a tensor, ValueError where there is nothing to draw or an
    option is unknown.

    >>> import minigrad as mg
    >>> a = mg.tensor([2.0, 3.0], requires_grad=True)
    >>> b = mg.tensor([6.0, 4.0], requires_grad=True)
    >>> Q = 3 * a**3 - b**2
    >>> print(mg.draw(Q).text.partition("\\n\\n")[2])
    Q: output (2,) ← SubBackward0
    ├─ MulBackward0 ← PowBackward0 ← a: leaf (2,)
    └─ PowBackward0 ← b: leaf (2,)
    """
    if direction not in RANKDIR:
        raise ValueError(f"direction should be 'down' or 'right', but it is {direction!r}")
    if renderer not in RENDERERS:
        known = " or ".join(map(repr, RENDERERS))
        raise ValueError(f"renderer should be {known}, but it is {renderer!r}")
    theme_called(theme)
    one_by_one = [unfold] if isinstance(unfold, (int, str)) else unfold
    if not (isinstance(one_by_one, Collection) and all(map(_is_fold, one_by_one))):
        raise TypeError(
            "unfold should be a number or numbers of folds, such as 1 or '1.2', but it is "
            f"{unfold!r}"
        )
    if not isinstance(limit, int) or isinstance(limit, bool):
        raise TypeError(f"limit should be a number of nodes, but it is {an(limit)}")
    if limit < 1:
        raise ValueError(f"limit should be a number of nodes from 1, but it is {limit}")
    if tensors and all(is_variable(tensor) for tensor in tensors):
        held = from_frame(sys._getframe(1), is_variable) if names is None else [*names.items()]
        graph = read_variables(tensors, held)
        return Picture(
            graph, direction=direction, limit=limit, renderer=renderer, theme=theme, unfold=unfold
        )
    found = from_caller(names, sys._getframe(1))
    wanted = parse_show(show)
    if not tensors:
        raise TypeError("draw() needs a tensor: the result of a computation, such as Q in draw(Q)")
    for tensor in tensors:
        _check(tensor)
    if not any(_has_graph(tensor) for tensor in tensors):
        raise ValueError(_nothing_to_draw(tensors, {id(t): name for name, t in found}))
    graph = read(tensors, found, untracked=untracked, intermediates=intermediates, show=wanted)
    return Picture(
        graph, direction=direction, limit=limit, renderer=renderer, theme=theme, unfold=unfold
    )


def _is_fold(number: object) -> bool:
    return isinstance(number, int) or (
        isinstance(number, str) and all(part.isdecimal() for part in number.split("."))
    )


def _check(tensor: object) -> None:
    if is_tensor(tensor) or hasattr(tensor, "next_functions"):
        return
    if isinstance(tensor, (list, tuple, set)):
        hint = "give the tensors one by one, draw(Q, R), or unpack them, draw(*results)"
    elif tensor is None:
        hint = "is it the .grad or .grad_fn of a tensor that has none? Draw the tensor itself"
    elif is_module(tensor):
        hint = "draw what it has computed, as in draw(net(x), names=net)"
    else:
        hint = "draw what is computed from tensors, such as Q in draw(Q) after Q = 3*a**3 - b**2"
    raise TypeError(f"draw() takes tensors, not {an(tensor)}; {hint}")


def _has_graph(tensor: Any) -> bool:
    return not is_tensor(tensor) or tensor.requires_grad


def _nothing_to_draw(tensors: tuple[Any, ...], names: dict[int, str]) -> str:
    name = names.get(id(tensors[0]), "the tensor")
    return (
        f"there is no graph to draw: {name} doesn't require grad, so nothing was recorded. Draw a "
        "result computed, outside no_grad, from at least one tensor that was made with "
        "requires_grad=True"
    )
