"""A notebook as it lies on the disk: its cells, its headings, and all that it shows.

Plain JSON and the standard library, so that the guards run before anything is installed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import links
from environment import MY_COURSE, ROOT


@dataclass(frozen=True)
class Cell:
    """One cell, with the name that problems give it."""

    number: int
    data: dict[str, Any]

    @property
    def kind(self) -> str:
        """code, markdown or raw."""
        return self.data["cell_type"]

    @property
    def source(self) -> str:
        """Its text."""
        return "".join(self.data["source"])

    @property
    def tags(self) -> set[str]:
        """Its tags."""
        return set(self.data["metadata"].get("tags", []))

    @property
    def outputs(self) -> list[dict[str, Any]]:
        """What it showed when it was stored."""
        return self.data.get("outputs", [])

    def __str__(self) -> str:
        return f"cell {self.number} (id {self.data.get('id', 'missing')})"


@dataclass(frozen=True)
class Notebook:
    """A stored notebook and where it lies."""

    path: Path
    data: dict[str, Any]
    root: Path = ROOT

    @classmethod
    def read(cls, path: Path, root: Path = ROOT) -> "Notebook":
        """From its file; ValueError when the file is not a notebook."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            return cls(path, {"cells": data["cells"], **data}, root)
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path} is not a notebook in JSON: {error!r}") from error

    @cached_property
    def cells(self) -> list[Cell]:
        """All cells, numbered from 0 as Jupyter's tools do."""
        return [Cell(number, data) for number, data in enumerate(self.data["cells"])]

    @cached_property
    def code(self) -> list[Cell]:
        """The code cells that hold something."""
        return [cell for cell in self.cells if cell.kind == "code" and cell.source.strip()]

    @cached_property
    def markdown(self) -> list[Cell]:
        """The Markdown cells."""
        return [cell for cell in self.cells if cell.kind == "markdown"]

    @cached_property
    def headings(self) -> list[tuple[int, str]]:
        """The (level, text) of every heading."""
        return [heading for cell in self.markdown for heading in links.headings(cell.source)]


def strings(value: Any) -> Iterator[str]:
    """Every string inside lists and dictionaries; lists of lines count as one text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        yield "".join(value)
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


def shown(notebook: Notebook) -> Iterator[tuple[str, str]]:
    """(where, text) of all that the outputs and the stored widgets show."""
    for cell in notebook.code:
        for output in cell.outputs:
            for text in strings({k: v for k, v in output.items() if k != "metadata"}):
                yield str(cell), text
    for widgets in notebook.data["metadata"].get("widgets", {}).values():
        for model in widgets.get("state", {}).values():
            state = {k: v for k, v in model["state"].items() if k not in ("_esm", "_css")}
            for text in strings(state):
                yield f"the stored {model['model_name']}", text


def stored(root: Path = ROOT) -> list[Path]:
    """Every notebook of the project, wherever it lies, but not Jupyter's, a tool's or a student's
    copies.
    """
    hidden = {"node_modules", "build", "dist", "test-results", MY_COURSE.name}
    return sorted(
        path
        for path in root.rglob("*.ipynb")
        if not any(part in hidden or part.startswith(".") for part in path.relative_to(root).parts)
    )
