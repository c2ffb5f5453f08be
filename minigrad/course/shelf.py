"""Find an exercise or a question by its number.

"3.1" is the first one of notebook 03. Exercises lie in `checks/notebook_03.py`, questions in
`questions/notebook_03.py`, each as a module-level tuple: a new notebook is a new file, and no
list has to be kept.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any


def chapters() -> list[int]:
    """Return the numbers of the notebooks that have exercises.

    Example:
        >>> 3 in chapters()
        True
    """
    folder = import_module("minigrad.course.checks").__path__
    names = [module.name for module in iter_modules(folder)]
    return sorted(int(name[-2:]) for name in names if name.startswith("notebook_"))


def shelf(kind: str, name: str, number: int) -> tuple[Any, ...]:
    """Return all exercises or questions of a notebook, in its order; none if it has no such file.

    Example:
        >>> shelf("checks", "EXERCISES", 3)[0].number
        '3.1'
    """
    return _chapter(kind, name, str(number))


def take(kind: str, name: str, number: str) -> Any:
    """Return what has this number in the tuple `name` of the shelf `kind`.

    Raises LookupError with the numbers that exist when there is no such one.

    Example:
        >>> take("checks", "EXERCISES", "3.1").number
        '3.1'
    """
    chapter = str(number).partition(".")[0]
    known = {item.number: item for item in _chapter(kind, name, chapter)}
    if number not in known:
        if known:
            there = f"notebook {chapter} has {', '.join(sorted(known))}"
        else:
            there = f"there is no notebook {chapter!r} with {name.lower()}"
        raise LookupError(f"no {name[:-1].lower()} {number!r}: {there}; write it like '3.1'")
    return known[number]


def _chapter(kind: str, name: str, chapter: str) -> tuple[Any, ...]:
    if not chapter.isdigit():
        return ()
    module = f"minigrad.course.{kind}.notebook_{int(chapter):02d}"
    if find_spec(module) is None:
        return ()
    items: tuple[Any, ...] = getattr(import_module(module), name)
    return items
