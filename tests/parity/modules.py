"""How PyTorch's modules are made: the names, the order and the defaults of their arguments.

python -m tests.parity.modules        records them again, on the PyTorch that is installed
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from types import ModuleType
from typing import Any

FILE = Path(__file__).with_name("modules.json")


def classes(module: ModuleType) -> dict[str, type]:
    """The modules in a package `nn`, by name."""
    return {
        name: value
        for name, value in sorted(vars(module).items())
        if isinstance(value, type) and issubclass(value, module.Module) and name != "Module"
    }


def signature(cls: type) -> list[list[Any]]:
    """[name, kind, default] of each argument; of one that takes any, nothing."""
    parameters = list(inspect.signature(cls).parameters.values())
    if [p.kind.name for p in parameters] == ["VAR_POSITIONAL", "VAR_KEYWORD"]:
        return [] if cls.__name__ != "Identity" else [["args"], ["kwargs"]]
    return [
        [p.name, p.kind.name, *([] if p.default is p.empty else [repr(p.default)])]
        for p in parameters
    ]


def main() -> None:
    import torch

    import minigrad

    theirs = classes(torch.nn)
    found = {name: signature(theirs[name]) for name in classes(minigrad.nn) if name in theirs}
    lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in found.items()]
    FILE.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8", newline="\n")
    print(f"{len(found)} classes")


if __name__ == "__main__":
    main()
