"""Find an exercise or a question by its number.

"3.1" is the first one of notebook 03, and lies in a module of that notebook, which has all of its
kind in a tuple. A new notebook is a new module, and no list has to be kept.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

# Where the modules of a kind lie; each has a tuple by the name of the kind, as EXERCISES.
MODULES = {
    "exercises": "minigrad.course.notebook_{:02}.exercises",
    "questions": "minigrad.course.questions.notebook_{:02}",
}


def chapters() -> list[int]:
    """Return the numbers of the notebooks that have exercises.

    Example:
        >>> 3 in chapters()
        True
    """
    folder = import_module("minigrad.course").__path__
    names = [module.name for module in iter_modules(folder)]
    return sorted(int(name[-2:]) for name in names if name.startswith("notebook_"))


def shelf(kind: str, number: int) -> tuple[Any, ...]:
    """Return all exercises or questions of a notebook, in its order; none if it has none.

    Example:
        >>> shelf("exercises", 3)[0].number
        '3.1'
    """
    module = MODULES[kind].format(number)
    # A module that is not there is looked for in its folder, which then has to be there.
    if find_spec(module.rpartition(".")[0]) is None or find_spec(module) is None:
        return ()
    items: tuple[Any, ...] = getattr(import_module(module), kind.upper())
    return items


def take(kind: str, number: str) -> Any:
    """Return the exercise or question of this number; `kind` is "exercises" or "questions".

    Raises LookupError with the numbers that exist when there is no such one.

    Example:
        >>> take("exercises", "3.1").number
        '3.1'
    """
    chapter = str(number).partition(".")[0]
    items = shelf(kind, int(chapter)) if chapter.isdecimal() else ()
    known = {item.number: item for item in items}
    if number not in known:
        if known:
            there = f"notebook {chapter} has {', '.join(sorted(known))}"
        else:
            there = f"there is no notebook {chapter!r} with {kind}"
        raise LookupError(f"no {kind[:-1]} {number!r}: {there}; write it like '3.1'")
    return known[number]
