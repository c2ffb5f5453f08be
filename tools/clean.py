"""Remove the virtual environment and everything that was generated, but nothing of a student's.

A student's copy of the course (my-course), progress in the exercises and the notebooks stay. Needs
only the standard library.
"""

import shutil
import sys
from pathlib import Path

from environment import ROOT, recognized, venv_folder

FOLDERS = [
    *[".jupyter", "build", "dist", "htmlcov", "test-results", "variants"],
    *[".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache"],
]
ANYWHERE = ["__pycache__", ".ipynb_checkpoints"]


def targets(root: Path, venv: Path) -> list[Path]:
    """What there is to remove: folders and files that the tools of this project made."""
    found = [root / name for name in FOLDERS if (root / name).is_dir()]
    for part in ("minigrad", "tools", "tests", "notebooks", "benchmarks", "docs"):
        for name in ANYWHERE:
            found += sorted((root / part).rglob(name))
    for pattern in (".coverage*", "minigrad*.egg-info"):
        found += sorted(root.glob(pattern))
    if venv.is_dir() and recognized(venv):
        found.append(venv)
    return found


def main() -> int:
    """Remove them, and name what was removed at the top level."""
    removed = targets(ROOT, venv_folder())
    for path in removed:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    print(f"Removed {len(removed)} generated folders and files.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
