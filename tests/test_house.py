"""The rooms of minigrad/: imports go one way, and nothing imports in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import minigrad

ROOT = Path(minigrad.__file__).parents[1]

# From the ground up: a room uses those before it. What is in none stands between autograd and
# drawing, as nn and optim.
FLOORS = ("engine", "ops", "autograd", "", "drawing", "course", "cli")
GROUND = ("missing", "random")  # know nothing of the others but the engine

# A widget is loaded when its object is first shown, and knows what it shows.
VIEWS = {
    frozenset({f"minigrad.drawing.{name}" for name in pair})
    for pair in (("playground", "playgroundview"), ("browser", "render"))
} | {
    frozenset({f"minigrad.course.{name}" for name in pair})
    for pair in (
        ("explorers", "exploreview"),
        ("panels", "panelview"),
        ("predictions", "quizview"),
    )
}


class Import(NamedTuple):
    of: str
    by: str
    inside: bool  # a function


def modules() -> dict[str, Path]:
    found = {}
    for path in (ROOT / "minigrad").rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports_of(name: str, source: str, path: Path) -> Iterator[Import]:
    """Every import of one of our modules, but those for type checkers."""
    tree = ast.parse(source)
    typing_only = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for part in ast.walk(node)
    }
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for part in ast.walk(node)
    }
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or id(node) in typing_only:
            continue
        base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
        base = ".".join(filter(None, (base, node.module or "")))
        for alias in node.names:
            target = f"{base}.{alias.name}" if f"{base}.{alias.name}" in MODULES else base
            if target in MODULES and target != name:
                yield Import(target, name, id(node) in inside)


ALL = [
    entry
    for name, path in MODULES.items()
    for entry in imports_of(name, path.read_text(encoding="utf-8"), path)
]


def floor(module: str) -> int:
    room = module.split(".")[1] if "." in module else "cli"
    if room in GROUND:
        return 0
    return FLOORS.index(room if room in FLOORS else "cli" if room == "__main__" else "")


def test_imports_go_one_way() -> None:
    assert [e for e in ALL if floor(e.of) > floor(e.by) and e.of != "minigrad"] == []


def circles(edges: dict[str, set[str]]) -> set[frozenset[str]]:
    """The sets of modules that reach one another."""
    reach = {name: set(targets) for name, targets in edges.items()}
    grown = True
    while grown:
        grown = False
        for targets in reach.values():
            more = set().union(*(reach.get(target, set()) for target in targets)) - targets
            grown = grown or bool(more)
            targets |= more
    return {
        frozenset(other for other in reach if other in reach[name] and name in reach[other])
        for name in reach
        if name in reach[name]
    }


def test_nothing_imports_in_a_circle() -> None:
    edges: dict[str, set[str]] = {}
    for entry in ALL:
        edges.setdefault(entry.by, set()).add(entry.of)
    edges.pop("minigrad", None)
    assert circles(edges) == VIEWS


def test_a_circle_is_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == {frozenset("abc")}


def test_few_imports_stand_inside_functions() -> None:
    core = [e for e in ALL if e.inside and floor(e.by) <= FLOORS.index("")]
    assert len(core) <= 10, core
