"""The course's own tools: what a notebook imports beside the engine and the picture.

    exercise   check the function below it, at once
    predict    a question to answer before the result is shown
    explore    controls (switch, number, choice) for the arguments of a function
    chart      curves, points, bars and small pictures, each with words and a table
    digits     a thousand handwritten digits, to train a network with
    sweep      a forward or a reverse sweep over a graph of Variables, to step through
    table      a table for people who see it and for people who hear it
    facts      a table of what decides about a tensor's gradient
    beside     the same code on PyTorch, both results in one table; pytorch_beside switches it
    progress   what was tried and passed; export_progress, reset_progress
    plain_warnings   warnings as one line each; plain_errors: errors without the engine's lines

ipywidgets is loaded only when a question or controls appear in a notebook.
"""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from minigrad.course import charts as chart
from minigrad.course.besides import beside, pytorch_beside
from minigrad.course.datasets import digits
from minigrad.course.errors import plain_errors
from minigrad.course.exercises import exercise
from minigrad.course.explorers import choice, explore, number, switch
from minigrad.course.factsheet import facts
from minigrad.course.notices import plain_warnings
from minigrad.course.page import table
from minigrad.course.panels import progress
from minigrad.course.predictions import predict
from minigrad.course.standing import export_progress, reset_progress

__all__ = [
    "beside",
    "chart",
    "choice",
    "digits",
    "exercise",
    "explore",
    "export_progress",
    "facts",
    "number",
    "plain_errors",
    "plain_warnings",
    "predict",
    "progress",
    "pytorch_beside",
    "reset_progress",
    "sweep",
    "switch",
    "table",
]


def __getattr__(name: str) -> Any:
    """Load `sweep` when it is asked for: it needs the drawing, which takes its time."""
    if name == "sweep":
        from minigrad.course.sweeps import sweep

        return sweep
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


if "IPython" in sys.modules:
    import_module("minigrad.course.working").load_if_handed_out(Path.cwd())
