"""Record what PyTorch gives for the `@beside` cells of notebooks. Needs PyTorch.

    python -m minigrad.course.record notebooks/03_pytorch_autograd_basics.ipynb
    python -m minigrad.course.record --check notebooks/*.ipynb

Each notebook has one file, `recorded/notebook_03.json`. Record again after a change to a function;
`--check` writes nothing and says what is missing, stale or different.
"""

from __future__ import annotations

import argparse
import ast
import json
import linecache
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from minigrad.course import besides
from minigrad.course.besides import compare, plain_text, records
from minigrad.course.outcome import run


def functions(notebook: Path) -> dict[str, Callable[..., Any]]:
    """Return the functions below `@beside` in a notebook, by name.

    They see what the notebook imports, but not minigrad, and nothing else of the notebook.
    Raises ValueError when two have one name.
    """
    namespace: dict[str, Any] = {"__name__": notebook.stem}
    found: dict[str, Callable[..., Any]] = {}
    for number, source in enumerate(_code(notebook)):
        for statement in ast.parse(source).body:
            if _is_import(statement):
                exec(compile(ast.Module([statement], []), str(notebook), "exec"), namespace)
            elif isinstance(statement, ast.FunctionDef) and _is_beside(statement):
                if statement.name in found:
                    raise ValueError(f"{notebook.name} has two functions {statement.name!r}")
                found[statement.name] = _made(statement, source, f"{notebook}:{number}", namespace)
    return found


def _code(notebook: Path) -> Iterator[str]:
    """The code cells, without IPython's own commands."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            lines = "".join(cell["source"]).splitlines()
            yield "\n".join("" if line.startswith(("%", "!")) else line for line in lines)


def _is_import(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Import):
        return not any(name.name.startswith("minigrad") for name in statement.names)
    return isinstance(statement, ast.ImportFrom) and not str(statement.module).startswith(
        "minigrad"
    )


def _is_beside(function: ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "beside" for d in function.decorator_list)


def _made(
    function: ast.FunctionDef, source: str, place: str, namespace: dict[str, Any]
) -> Callable[..., Any]:
    """The function, compiled so that its own text can be found again."""
    text = plain_text(ast.get_source_segment(source, function) or "") + "\n"
    linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
    exec(compile(text, place, "exec"), namespace)
    made: Callable[..., Any] = namespace.pop(function.name)
    return made


def record(notebook: Path) -> dict[str, Any]:
    """Return what PyTorch gives for each `@beside` of this notebook, ready to be written.

    Raises NameError when a function uses a name of the notebook that is not imported there.
    """
    torch = import_module("torch")
    kept: dict[str, Any] = {}
    for name, function in functions(notebook).items():
        outcome = run(function, torch)
        _closed(name, outcome)
        text = plain_text("".join(linecache.getlines(function.__code__.co_filename)))
        kept[name] = {"text": text, "outcome": outcome}
    return {"PyTorch": torch.__version__.partition("+")[0], "functions": kept}


def _closed(name: str, outcome: dict[str, Any]) -> None:
    raised = outcome.get("raises", {}).get("shown", "")
    if raised.startswith(("NameError", "UnboundLocalError")):
        raise NameError(f"{name}: {raised}; a function below @beside uses only `torch` and imports")


def file_of(notebook: Path) -> Path:
    """Return where the records of a notebook lie.

    Example:
        >>> file_of(Path("notebooks/03_pytorch_autograd_basics.ipynb")).name
        'notebook_03.json'
    """
    return besides.FOLDER / f"notebook_{notebook.name[:2]}.json"


def problems(notebook: Path) -> Iterator[str]:
    """Yield a sentence for each function whose record is missing, stale, or not minigrad's."""
    kept = json.loads(file_of(notebook).read_text("utf-8")) if file_of(notebook).exists() else None
    found = functions(notebook)
    for name, function in found.items():
        _closed(name, run(function, import_module("minigrad")))
        both = compare(function, live=False)
        if both.theirs is None:
            yield f"{name}: {both.notice.splitlines()[0]}"
        elif not both.agree():
            rows = [" | ".join(row) for row in both.rows() if row[-1] != "the same"]
            yield "\n    ".join([f"{name}: the engines differ", *rows])
    for name in (kept or {"functions": {}})["functions"]:
        if name not in found:
            yield f"{name}: is recorded, but the notebook does not have it any more"


def main(arguments: Sequence[str]) -> int:
    """Write the records; exit code 1 when something is wrong with them."""
    parser = argparse.ArgumentParser(prog="python -m minigrad.course.record")
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--check", action="store_true", help="write nothing, report problems")
    wanted = parser.parse_args(arguments)
    bad = 0
    for notebook in wanted.notebooks:
        if not wanted.check:
            text = json.dumps(record(notebook), indent=1, ensure_ascii=False) + "\n"
            besides.FOLDER.mkdir(exist_ok=True)
            file_of(notebook).write_text(text, encoding="utf-8", newline="\n")
            records.cache_clear()
        found = list(problems(notebook))
        bad += len(found)
        print("\n".join([f"{notebook.name}: {len(functions(notebook))} functions", *found]))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
