"""Run every program on PyTorch and write down what it showed.

    python -m tests.parity.record              all files
    python -m tests.parity.record graph leaves only these

Run it from the repository's root, where PyTorch is installed, after writing or changing a program;
then read the difference in `tests/parity/recorded/` before committing it.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from .collection import RECORDED, families, programs_of, read_recorded, write_recorded
from .describe import differences, observe


def unmet(seen: Any, where: str = "") -> list[str]:
    """Key phrases that PyTorch's own messages lack: the program asks for the wrong words."""
    if isinstance(seen, dict):
        here = [f"{where}: no {p!r} in {seen.get('message')!r}" for p in seen.get("missing", [])]
        if seen.get("phrases") and (seen.get("raises", 0) is None or seen.get("warnings") == []):
            here.append(f"{where}: PyTorch gave no error or warning at all")
        return here + [m for key, value in seen.items() for m in unmet(value, f"{where}.{key}")]
    if isinstance(seen, list):
        return [m for item in seen for m in unmet(item, where)]
    return []


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("family", nargs="*", help="names of program files; default: all")
    chosen = parser.parse_args(arguments).family or families()
    try:
        import torch
    except ImportError:
        sys.exit("Recording needs PyTorch: pip install torch, then run this again.")
    torch.set_warn_always(True)
    unknown = sorted(set(chosen) - set(families()))
    if unknown:
        sys.exit(f"No program file named {', '.join(unknown)}; there are {', '.join(families())}.")
    troubles = []
    for family in chosen:
        results = {}
        for name, program in programs_of(family).items():
            try:
                results[name] = observe(program, torch)
            except Exception as error:
                troubles.append(f"{family}.{name}: {type(error).__name__}: {error}")
                continue
            troubles += unmet(results[name], f"{family}.{name}")
        old = read_recorded(family)["programs"]
        write_recorded(family, torch.__version__.partition("+")[0], results)
        changed = [n for n in results if n not in old or differences(old[n], results[n])]
        print(f"{family}: {len(results)} programs, {len(changed)} new or changed")
    if chosen == families():
        for path in RECORDED.glob("*.json"):
            if path.stem not in chosen:
                path.unlink()
                print(f"{path.stem}: its program file is gone; results removed")
    print(*troubles, sep="\n")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
