"""The stored figures of the course, drawn by the engine: `python -m minigrad.drawing.figures`.

Each figure is a short program below. Nothing in `_attachments/` is drawn or edited by hand, and a
test compares what is stored with what is drawn.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import minigrad as mg
from minigrad.drawing.moving import animate
from minigrad.drawing.picture import Picture
from minigrad.drawing.render import DrawingError

FOLDER = Path(__file__).resolve().parents[2] / "_attachments"


def autograd_basics_dag() -> Picture:
    """The DAG of Q = 3a³ - b², of "PyTorch Autograd - Basics"."""
    a: Any = mg.tensor([2.0, 3.0], requires_grad=True)
    b: Any = mg.tensor([6.0, 4.0], requires_grad=True)
    Q = 3 * a**3 - b**2
    return mg.draw(Q)


def autograd_basics_gradients() -> Picture:
    """The same after backward: values, gradients, local derivatives."""
    a: Any = mg.tensor([2.0, 3.0], requires_grad=True)
    b: Any = mg.tensor([6.0, 4.0], requires_grad=True)
    Q = 3 * a**3 - b**2
    Q.backward(gradient=mg.tensor([1.0, 1.0]), retain_graph=True)
    return mg.draw(Q, show="values,grads,derivatives", untracked=True)


def autograd_basics_backward() -> str:
    """The backward pass itself, as a moving picture."""
    a: Any = mg.tensor([2.0, 3.0], requires_grad=True)
    b: Any = mg.tensor([6.0, 4.0], requires_grad=True)
    Q = 3 * a**3 - b**2
    return animate(Q, [1, 1], names={"a": a, "b": b, "Q": Q}).svg


MOVING: dict[str, Callable[[], str]] = {
    "autograd_basics_backward": autograd_basics_backward,
}
FIGURES: dict[str, Callable[[], Picture]] = {
    "autograd_basics_dag": autograd_basics_dag,
    "autograd_basics_gradients": autograd_basics_gradients,
}


def drawn() -> dict[str, str]:
    """Return the content of every figure's files, by file name: the picture, and its words."""
    files = {}
    for name, figure in FIGURES.items():
        picture = figure()
        files[f"{name}.svg"] = picture.svg
        files[f"{name}.txt"] = picture.text + "\n"
    for name, moving in MOVING.items():
        files[f"{name}.svg"] = moving()
    return files


def out_of_date(folder: Path) -> list[str]:
    """Return the files of `folder` that differ from what is drawn, or have no program here."""
    files = drawn()
    wrong = [
        name
        for name, content in files.items()
        if not (folder / name).is_file() or (folder / name).read_bytes() != content.encode("utf-8")
    ]
    stored = folder.iterdir() if folder.is_dir() else ()
    return wrong + sorted(path.name for path in stored if path.name not in files)


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw the figures again, or with --check tell whether that would change any."""
    parser = argparse.ArgumentParser(
        prog="python -m minigrad.drawing.figures",
        description="Draw the course's figures again.",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if one differs")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where they are (%(default)s)")
    options = parser.parse_args(arguments)
    try:
        if options.check and not options.folder.is_dir():
            raise FileNotFoundError(f"there is no folder {options.folder}")
        wrong = out_of_date(options.folder)
        if options.check:
            for name in wrong:
                print(f"{name} is not what is drawn; run: make figures", file=sys.stderr)
            return 1 if wrong else 0
        options.folder.mkdir(parents=True, exist_ok=True)
        for name, content in drawn().items():
            (options.folder / name).write_text(content, encoding="utf-8", newline="\n")
            print(f"{name}: {'drawn again' if name in wrong else 'unchanged'}")
    except (DrawingError, OSError) as problem:
        print(f"the figures could not be drawn: {problem}", file=sys.stderr)
        return 1
    for name in wrong:
        if name not in drawn():
            print(f"{name}: no program draws it; delete it or add its program to figures.py")
    return 0


if __name__ == "__main__":
    sys.exit(main())
