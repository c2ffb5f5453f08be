"""Build the wheel, install it alone into an empty environment, and use it there.

    python tools/wheel_alone.py

With it comes NumPy and nothing else. It must hold the package, its stubs and its data, and neither
tests nor sample answers.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

FOREIGN = re.compile(r"^(tests|tools|docs|notebooks)/|answers/notebook_|/test_")
NEEDED = ("minigrad/py.typed", "minigrad/engine/operations.pyi", "minigrad/ops/functions.pyi")


def readme_example() -> str:
    """The first program of the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert block is not None, "README.md has no example"
    return block[1]


def main() -> int:
    """Build, install, use; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder]
        subprocess.run([*build, str(ROOT)], check=True)
        (wheel,) = place.glob("*.whl")
        names = zipfile.ZipFile(wheel).namelist()
        wrong = [name for name in names if FOREIGN.search(name)]
        wrong += [f"no {name}" for name in NEEDED if name not in names]
        if wrong:
            print("In the wheel: " + ", ".join(wrong), file=sys.stderr)
            return 1
        venv.create(place / "alone", with_pip=True)
        scripts = place / "alone" / ("Scripts" if sys.platform == "win32" else "bin")
        python = str(scripts / "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True)
        ran = subprocess.run([python, "-I", "-c", readme_example()], cwd=folder, check=False)
        listed = subprocess.run(
            [python, "-m", "pip", "list", "--format=freeze"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    installed = sorted(line.partition("==")[0] for line in listed.split())
    print(f"{len(names)} files in the wheel; installed: {', '.join(installed)}")
    extra = set(installed) - {"minigrad-course", "numpy", "pip", "setuptools"}
    return ran.returncode or len(extra)


if __name__ == "__main__":
    sys.exit(main())
