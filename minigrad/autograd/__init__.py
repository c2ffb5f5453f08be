"""torch.autograd: each of its modules is a file of the same name; a pass starts in starting.py."""

from __future__ import annotations

import importlib
from typing import Any

from ..missing import absent
from . import function, graph
from .anomaly_mode import detect_anomaly, set_detect_anomaly
from .function import Function
from .grad_mode import enable_grad, inference_mode, no_grad, set_grad_enabled
from .gradcheck import gradcheck, gradgradcheck
from .starting import backward, grad
from .variable import Variable


def __getattr__(name: str) -> Any:
    # What only few programs use is loaded when it is first asked for.
    if name == "functional":
        return importlib.import_module(".functional", __name__)
    return absent(__name__)(name)


__all__ = [
    "Function",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "function",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "graph",
    "inference_mode",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
]
