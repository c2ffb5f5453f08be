"""Find the programs, and read and write what they showed on PyTorch."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from pathlib import Path
from typing import Any

from . import programs
from .describe import Program

RECORDED = Path(__file__).parent / "recorded"


def later(reason: str) -> Any:
    """Mark a program whose operations minigrad does not have yet: recorded, not yet demanded.

    A marked program that passes fails the test run, so a mark cannot outlive its reason.
    """

    def mark(program: Program) -> Program:
        program.later = reason  # type: ignore[attr-defined]
        return program

    return mark


def families() -> list[str]:
    """The names of the program files."""
    return sorted(module.name for module in pkgutil.iter_modules(programs.__path__))


def programs_of(family: str) -> dict[str, Program]:
    """The programs of one file: its public functions, and those of its PROGRAMS table."""
    module = importlib.import_module(f"{programs.__name__}.{family}")
    found = {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and value.__module__ == module.__name__
        and not name.startswith("_")
        and list(inspect.signature(value).parameters) == ["torch"]
    }
    return found | getattr(module, "PROGRAMS", {})


def every_program() -> dict[str, Program]:
    """All programs, by `family.name`."""
    return {
        f"{family}.{name}": program
        for family in families()
        for name, program in programs_of(family).items()
    }


def path_of(family: str) -> Path:
    """Where the results of one file's programs are recorded."""
    return RECORDED / f"{family}.json"


def read_recorded(family: str) -> dict[str, Any]:
    """The recorded results of one file: `{"torch": version, "programs": {name: {...}}}`."""
    path = path_of(family)
    if not path.exists():
        return {"torch": None, "programs": {}}
    recorded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return recorded


def write_recorded(family: str, version: str, results: dict[str, dict[str, Any]]) -> None:
    """Write the results, one observation a line, so that a change shows as that line."""
    blocks = []
    for name, seen in results.items():
        lines = [f"      {json.dumps(what)}: {json.dumps(value)}" for what, value in seen.items()]
        blocks.append(f"    {json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n    }")
    body = ",\n".join(blocks)
    whole = f'{{\n  "torch": {json.dumps(version)},\n  "programs": {{\n{body}\n  }}\n}}\n'
    path_of(family).parent.mkdir(exist_ok=True)
    path_of(family).write_text(whole, encoding="utf-8", newline="\n")
