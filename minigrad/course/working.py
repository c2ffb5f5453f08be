"""What a kernel of the working edition has more than others: an IPython extension.

    %load_ext minigrad.course.working

Results wait for their predictions (gate.py), usual errors are explained (aftererror.py), and the
helpers that the notebooks import at their top are there from the start, after a restart too. Our
JupyterLab and the browser edition load it when a kernel starts; elsewhere the first import of the
course does, in a folder that was handed out.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from minigrad.course import gate
from minigrad.course.aftererror import show_after_error
from minigrad.course.notices import plain_warnings
from minigrad.course.predictions import Dialog
from minigrad.course.progressfile import stay_here

# What the notebooks' first cells import, each name with one meaning in all of them.
MODULES = {
    "math": "math",
    "np": "numpy",
    "torch": "minigrad",
    "nn": "minigrad.nn",
    "F": "minigrad.nn.functional",
}
NAMES = {
    "minigrad": ["Variable", "draw", "step"],
    "minigrad.variable": ["get_gradients", "users_first"],
    "minigrad.course.ownengine": ["Workbench", "as_block", "part", "three_engines", "whose"],
}


HANDED_OUT = ".handed-out.txt"  # lies above the notebooks of a student


def load_if_handed_out(folder: Path) -> None:
    """Load this extension in a notebook of this folder, if that is a student's own copy.

    Example:
        >>> load_if_handed_out(Path.cwd())
    """
    if "IPython" in sys.modules and (folder.parent / HANDED_OUT).exists():
        from IPython import get_ipython

        if (shell := get_ipython()) is not None:
            load_ipython_extension(shell)


def helpers() -> dict[str, Any]:
    """Return the names that every kernel of the working edition has.

    Example:
        >>> helpers()["predict"].__name__
        'predict'
    """
    course = importlib.import_module("minigrad.course")
    found = {name: getattr(course, name) for name in course.__all__}
    found |= {name: importlib.import_module(path) for name, path in MODULES.items()}
    for path, names in NAMES.items():
        found |= {name: getattr(importlib.import_module(path), name) for name in names}
    return found


def load_ipython_extension(shell: Any) -> None:
    """Make this shell one of the working edition; a second time changes nothing."""
    if Dialog.gate is not None:
        return
    gate.install(shell)
    shell.events.register("post_run_cell", lambda result: show_after_error(shell, result))
    shell.push(helpers(), interactive=False)
    plain_warnings()
    if "pyodide_kernel" in sys.modules:
        # Its kernel goes to the notebook's folder after this, and before the first cell.
        def once(_: Any) -> None:
            shell.events.unregister("pre_run_cell", once)
            stay_here()

        shell.events.register("pre_run_cell", once)
