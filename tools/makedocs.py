"""Build the documentation site: the project's pages and the API, from the docstrings.

    python tools/makedocs.py [--to build/docs] [--lab ../lab/index.html?path=]

A warning of Sphinx, such as a link to a page that is not there, is an error. Links to notebooks
lead into the browser edition, beside which `make site` puts this one.
Run it through tools/environment.py (`make docs`), which installs Sphinx.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from environment import ROOT

LAB = "../lab/index.html?path="


def build(to: Path, lab: str = LAB) -> int:
    """Write the site into `to`, anew; return Sphinx's exit code."""
    from manual import pages

    source = to.with_name(to.name + "-source")
    for folder in (source, to):
        shutil.rmtree(folder, ignore_errors=True)
    source.mkdir(parents=True)
    shutil.copyfile(ROOT / "tools" / "manual" / "conf.py", source / "conf.py")
    shutil.copytree(ROOT / "_attachments", source / "_attachments")
    count = pages.write(source)
    print(f"{count} pages", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", "-E"]
    done = subprocess.run(
        [*command, "-c", str(ROOT / "tools" / "manual"), str(source), str(to)],
        cwd=ROOT,
        env=os.environ | {"MINIGRAD_LAB": lab},
    )
    for left in (".doctrees", ".buildinfo", "objects.inv"):
        path = to / left
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return done.returncode


def main(arguments: Sequence[str]) -> int:
    """Build; 0, or Sphinx's exit code after its words."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "docs", help="(build/docs)")
    parser.add_argument("--lab", default=LAB, help="what a notebook's path is put behind")
    chosen = parser.parse_args(arguments)
    code = build(chosen.to, chosen.lab)
    if code == 0:
        print(f"Written to {chosen.to}; begin with {chosen.to / 'index.html'}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
