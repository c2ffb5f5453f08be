"""`sys.modules["torch"] = minigrad`, then `import torch.nn`: one copy of every module.

Python would load minigrad's files a second time, under the other name.
"""

from __future__ import annotations

import importlib
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

PACKAGE = __name__.partition(".")[0]


class OneCopy:
    """Finds the modules of a name that stands for minigrad: they are minigrad's own."""

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """The spec for `name`, if what its first part names in sys.modules is this package."""
        root, _, rest = name.partition(".")
        package = sys.modules.get(PACKAGE)
        if not rest or root == PACKAGE or package is None or sys.modules.get(root) is not package:
            return None
        return ModuleSpec(name, Found(f"{PACKAGE}.{rest}"))  # type: ignore[arg-type]


class Found:
    """Gives a module of minigrad as it is."""

    def __init__(self, name: str) -> None:
        self.name = name

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(self.name)
        self.spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self.spec


def install() -> None:
    """Let Python ask here first."""
    sys.meta_path.insert(0, OneCopy)
