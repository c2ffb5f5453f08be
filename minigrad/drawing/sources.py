"""Where the command line gets its graphs: an expression, a program, a notebook."""

from __future__ import annotations

import ast
import json
import re
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

# What IPython reads itself: magics, commands of the system, `Q?`.
_IPYTHON = re.compile(r"\s*([%!?].*|[\w.]+\?{1,2}\s*)")


class SourceError(ValueError):
    """What was asked for is not there, or can't be read."""


def numbers(text: str) -> Any:
    """Return the numbers of `2`, `2,3` or `[[1,2],[3,4]]`; `inf` and `nan` are numbers, too.

    >>> numbers("2,3"), numbers("-inf")
    ([2.0, 3.0], -inf)
    """
    try:
        return _floats(ast.parse(text.strip(), mode="eval").body)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError, OverflowError):
        raise SourceError(
            f"{printable(text)} is no number or list of numbers, such as 2 or 2,3 or [[1,2],[3,4]]"
        ) from None


def _floats(tree: ast.expr) -> Any:
    if isinstance(tree, (ast.List, ast.Tuple)):
        return [_floats(inner) for inner in tree.elts]
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, (ast.USub, ast.UAdd)):
        number = _floats(tree.operand)
        return -number if isinstance(tree.op, ast.USub) else number
    if isinstance(tree, ast.Name) and tree.id in ("inf", "nan"):
        return float(tree.id)
    value = tree.value if isinstance(tree, ast.Constant) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    raise TypeError("no number")


def tensor_of(text: str, like: Any = None, **options: Any) -> Any:
    """Return the numbers in `text` as a tensor, of the same engine and dtype as `like` is.

    Raises SourceError where rows differ in length.
    """
    import minigrad

    engine = minigrad
    if like is not None:  # it may be one of PyTorch's
        engine = sys.modules[type(like).__module__.partition(".")[0]]
        options["dtype"] = like.dtype
    given = numbers(text)
    try:
        return engine.tensor(given, **options)
    except (ValueError, TypeError, RuntimeError):
        raise SourceError(f"{printable(text)}: the rows differ in length") from None


def gradient_for(result: Any, text: str | None) -> Any:
    """Return what a backward pass of `result` starts with: numbers, or one number for all (1)."""
    if not is_tensor(result):
        raise SourceError(
            "a Variable has no backward pass to run: get_gradients() returns all gradients; "
            "--backward and animate are for tensors"
        )
    given = tensor_of(text or "1", like=result)
    alone = tuple(given.shape) == () and tuple(result.shape) != ()
    return given.expand(*result.shape).clone() if alone else given


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
        if name in given:
            raise SourceError(f"{printable(name)} is given twice")
        try:
            given[name] = tensor_of(number, requires_grad=name not in without_grad)
        except SourceError as problem:
            raise SourceError(f"{printable(name)}: {problem}") from None
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
    cells = [] if path.suffix.lower() == ".py" else code_cells(path)
    folder = str(path.resolve().parent)
    sys.path.insert(0, folder)
    try:
        with redirect_stdout(sys.stderr):
            if path.suffix.lower() == ".py":
                return runpy.run_path(str(path), run_name="__main__")
            variables: dict[str, Any] = {"__name__": "__main__"}
            for number, source in enumerate(cells, start=1):
                exec(compile(_plain(source), f"{path.name}, cell {number}", "exec"), variables)
            return variables
    except SystemExit as end:
        raise SourceError(f"{path.name} ended itself with exit({end.code!r})") from None
    except Exception as problem:
        raise SourceError(f"{path.name} failed{_where(problem)}: {_told(problem)}") from problem
    finally:
        if folder in sys.path:
            sys.path.remove(folder)


def _plain(source: str) -> str:
    """Return a cell's Python, without the lines that are for IPython or, after `%%`, all others."""
    if source.lstrip().startswith("%%"):
        return ""
    return "\n".join("" if _IPYTHON.fullmatch(line) else line for line in source.splitlines())


def _where(problem: BaseException) -> str:
    """Return where a program failed, on its outermost level: ` in cell 2, line 5`."""
    trace, line, file = problem.__traceback__, 0, ""
    while trace is not None:
        if trace.tb_frame.f_code.co_name == "<module>":
            line, file = trace.tb_lineno, trace.tb_frame.f_code.co_filename
        trace = trace.tb_next
    if isinstance(problem, SyntaxError):
        line, file = problem.lineno or 0, problem.filename or ""
    _, cell, number = file.rpartition(", cell ")
    place = [f"cell {number}"] * bool(cell) + [f"line {line}"] * bool(line)
    return f" in {', '.join(place)}" if place else ""


def _told(problem: BaseException) -> str:
    # As text, a SyntaxError repeats the place.
    first = (problem.msg if isinstance(problem, SyntaxError) else str(problem)).partition("\n")[0]
    return f"{type(problem).__name__}: {first}" if first else type(problem).__name__


def _notebook(path: Path) -> list[dict[str, Any]]:
    """Return the code cells of a notebook, their source as one text."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        return [cell | {"source": "".join(cell.get("source", ()))} for cell in code]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SourceError(f"{path} is not a notebook, or is damaged") from None


def code_cells(path: Path) -> list[str]:
    """Return the source of the code cells of a notebook."""
    return [cell["source"] for cell in _notebook(path)]


def stored_pictures(path: Path) -> list[tuple[str, str]]:
    """Return the SVG pictures that a notebook has stored, each with a name to save it under."""
    if not path.is_file():
        raise SourceError(f"there is no file {path}")
    found = []
    for number, cell in enumerate(_notebook(path), start=1):
        try:
            shown = [output.get("data", {}) for output in cell.get("outputs", ())]
            pictures = ["".join(data["image/svg+xml"]) for data in shown if "image/svg+xml" in data]
        except (TypeError, AttributeError):
            raise SourceError(f"{path}: the outputs of code cell {number} are damaged") from None
        for at, svg in enumerate(pictures, start=1):
            extra = f"_{at}" if len(pictures) > 1 else ""
            found.append((f"{path.stem}_cell{number:02}{extra}", svg))
    if not found:
        raise SourceError(f"{path.name} has no stored pictures; run it, save it, and try again")
    return found
