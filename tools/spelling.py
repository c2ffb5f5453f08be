"""Report misspelled and British words in what people read: notebooks, pages, questions, checks.

    python tools/spelling.py            everything
    python tools/spelling.py PATH...    these files

codespell knows the mistakes that are often made, and the British forms of American words. It reads
the prose only: in a stored notebook, pictures and code would drown it.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import links
from environment import ROOT

# NumPy writes the first so, PyTorch the second in a message, and a test misspells the third.
KNOWN = "writeable,unrecognised,wieght"
PAGES = ["*.md", "docs/**/*.md", "notebooks/*.ipynb"]
SOURCES = ["minigrad/**/*.py", "tools/*.py", "tests/**/*.py", "benchmarks/**/*.py"]


def prose(path: Path) -> str:
    """What of a file is read: a notebook's Markdown without code and formulas, or all of it."""
    if path.suffix == ".ipynb":
        return re.sub(r"\$\$.*?\$\$|\$[^$]*\$", "", links.prose(links.read(path)), flags=re.DOTALL)
    return path.read_text(encoding="utf-8")


def mistakes(paths: Sequence[Path]) -> Iterator[str]:
    """A line for each doubtful word: the file, the word, and what may be meant."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, path in enumerate(paths):
            copy = Path(folder) / f"{number}.txt"
            copy.write_text(prose(path), encoding="utf-8")
            names[copy.name] = path
        command = [sys.executable, "-m", "codespell_lib", "--builtin=clear,en-GB_to_en-US"]
        done = subprocess.run(
            [*command, f"--ignore-words-list={KNOWN}", folder],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode and not done.stdout:
        raise SystemExit(f"codespell did not run: {done.stderr.strip()}")
    for line in done.stdout.splitlines():
        if found := re.match(r".*?(\d+\.txt):(\d+): (.*)", line):
            path = names[found[1]]
            place = "" if path.suffix == ".ipynb" else f":{found[2]}"
            yield f"{path.relative_to(ROOT) if ROOT in path.parents else path}{place}: {found[3]}"


def files(root: Path = ROOT) -> list[Path]:
    """All that is checked."""
    found = [path for pattern in [*PAGES, *SOURCES] for path in root.glob(pattern)]
    # The test of this file misspells on purpose.
    return sorted(p for p in found if not p.name.startswith(".") and p.name != "test_spelling.py")


def main(arguments: Sequence[str]) -> int:
    """Report; exit code 1 when a word is doubtful."""
    paths = [Path(name).resolve() for name in arguments] or files()
    found = list(mistakes(paths))
    print("\n".join([*found, f"{len(paths)} files, {len(found)} doubtful words"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
