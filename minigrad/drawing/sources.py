"""Where the command line gets its graphs: an expression, a program, a notebook."""

from __future__ import annotations

import ast
import json
import runpy
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from minigrad.drawing.excluded import Told
from minigrad.drawing.labels import printable
from minigrad.drawing.names import Named, an, is_tensor
from minigrad.drawing.variables import is_variable

_MOST_NUMBERS = 100_000


class SourceError(ValueError):
    """What was asked for is not there, or can't be read."""


def numbers(text: str) -> Any:
    """Return the numbers of `2`, `2,3` or `[[1,2],[3,4]]`.

    >>> numbers("2,3"), numbers("2")
    ([2.0, 3.0], 2.0)
    """
    try:
        value = ast.literal_eval(text.strip())
        return _floats(value)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError, OverflowError):
        raise SourceError(
            f"{printable(text)} is no number or list of numbers, such as 2 or 2,3 or [[1,2],[3,4]]"
        ) from None


def _floats(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_floats(inner) for inner in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    raise TypeError("no number")


def tensor_of(text: str, **options: Any) -> Any:
    """Return the numbers in `text` as a tensor; SourceError where rows differ in length."""
    import minigrad as mg

    given = numbers(text)
    try:
        return mg.tensor(given, **options)
    except (ValueError, TypeError, RuntimeError):
        raise SourceError(f"{printable(text)}: the rows differ in length") from None


def expression(
    text: str,
    values: Sequence[str],
    *,
    without_grad: Sequence[str] = (),
    retain: Sequence[str] = (),
    told: Told | None = None,
) -> tuple[Any, Named]:
    """Compute an expression with the values `name=numbers`; return the result and all names.

    What each operation was given goes into `told`: a graph doesn't know all of it, and forgets.

    >>> result, named = expression("3*a**3 - b**2", ["a=2,3", "b=6,4"])
    >>> [name for name, _ in named]
    ['a', 'b', 'Q']
    """
    from minigrad.drawing.expressions import parse

    program = parse(text)
    given: dict[str, Any] = {}
    for pair in values:
        name, equals, number = pair.partition("=")
        if not equals or not name.isidentifier():
            raise SourceError(f"{printable(pair)} should be a name and its value, such as a=2,3")
        if name not in program.names:
            known = ", ".join(program.names) or "no names"
            raise SourceError(
                f"{printable(name)} doesn't occur in the expression, which has {known}"
            )
        given[name] = tensor_of(number, requires_grad=name not in without_grad)
    if missing := [name for name in program.names if name not in given]:
        raise SourceError(
            f"{missing[0]} has no value; give one after the expression, such as {missing[0]}=2,3"
        )
    told = told or Told()
    results = program.run(given, watch=told.watch)
    named = {**given, **results}
    for name in (*without_grad, *retain):
        if name not in named:
            raise SourceError(f"{printable(name)} doesn't occur in the expression")
    for name in retain:
        named[name].retain_grad()
    return next(reversed(results.values())), list(named.items())


def split(target: str) -> tuple[Path, str] | None:
    """Return file and name of `lecture.py:Q`, or None for what is an expression.

    >>> split("lecture.py:Q"), split("3*a")
    ((PosixPath('lecture.py'), 'Q'), None)
    """
    file, _, name = target.rpartition(":")
    if file.lower().endswith((".py", ".ipynb")):
        return Path(file), name
    if target.lower().endswith((".py", ".ipynb")):
        return Path(target), ""
    return None


def program(path: Path, name: str) -> tuple[Any, Named]:
    """Run a program or the cells of a notebook, and return what it calls `name`.

    What it prints goes to the standard error, so that ours has the picture's words alone.
    """
    variables = _run(path)
    found = [
        (str(key), value)
        for key, value in variables.items()
        if not str(key).startswith("_") and (is_tensor(value) or is_variable(value))
    ]
    if not name:
        known = ", ".join(key for key, _ in found) or "none"
        raise SourceError(f"which tensor? Write {path.name}:NAME; the tensors there are: {known}")
    if name not in variables:
        known = ", ".join(key for key, _ in found) or "none"
        raise SourceError(f"{path.name} has no {printable(name)}; the tensors there are: {known}")
    if not (is_tensor(variables[name]) or is_variable(variables[name])):
        raise SourceError(f"{name} in {path.name} is {an(variables[name])}, not a tensor")
    alike = is_tensor if is_tensor(variables[name]) else is_variable
    return variables[name], [(key, value) for key, value in found if alike(value)]


def _run(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        raise SourceError(f"there is no file {path}")
    folder = str(path.resolve().parent)
    sys.path.insert(0, folder)
    try:
        with redirect_stdout(sys.stderr):
            if path.suffix.lower() == ".py":
                return runpy.run_path(str(path), run_name="__main__")
            variables: dict[str, Any] = {"__name__": "__main__"}
            for number, source in enumerate(code_cells(path), start=1):
                plain = "\n".join(
                    "" if line.lstrip().startswith(("%", "!", "?")) else line
                    for line in source.splitlines()
                )
                exec(compile(plain, f"{path.name}, cell {number}", "exec"), variables)
            return variables
    except SystemExit as end:
        raise SourceError(f"{path.name} ended itself with exit({end.code!r})") from None
    except Exception as problem:
        raise SourceError(f"{path.name} failed{_where(problem)}: {_told(problem)}") from problem
    finally:
        if folder in sys.path:
            sys.path.remove(folder)


def _where(problem: BaseException) -> str:
    if isinstance(problem, SyntaxError):
        return f" in line {problem.lineno}"
    trace, line = problem.__traceback__, 0
    while trace is not None:
        if trace.tb_frame.f_code.co_name == "<module>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return f" in line {line}" if line else ""


def _told(problem: BaseException) -> str:
    first = str(problem).partition("\n")[0]
    return f"{type(problem).__name__}: {first}" if first else type(problem).__name__


def _notebook(path: Path) -> list[dict[str, Any]]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [cell for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError):
        raise SourceError(f"{path} is not a notebook") from None


def code_cells(path: Path) -> list[str]:
    """Return the source of the code cells of a notebook."""
    return ["".join(cell.get("source", ())) for cell in _notebook(path)]


def stored_pictures(path: Path) -> list[tuple[str, str]]:
    """Return the SVG pictures that a notebook has stored, each with a name to save it under."""
    if not path.is_file():
        raise SourceError(f"there is no file {path}")
    found = []
    for number, cell in enumerate(_notebook(path), start=1):
        shown = [output.get("data", {}) for output in cell.get("outputs", ())]
        pictures = ["".join(data["image/svg+xml"]) for data in shown if "image/svg+xml" in data]
        for at, svg in enumerate(pictures, start=1):
            extra = f"_{at}" if len(pictures) > 1 else ""
            found.append((f"{path.stem}_cell{number:02}{extra}", svg))
    if not found:
        raise SourceError(f"{path.name} has no stored pictures; run it, save it, and try again")
    return found
