"""Run ruff's two checks, and report both; --fix mends what can be mended."""

import subprocess
import sys
from collections.abc import Sequence

from environment import ROOT


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0 when both checks pass."""
    fix = "--fix" in arguments
    checks = [["check", *(["--fix"] if fix else [])], ["format", *([] if fix else ["--check"])]]
    codes = [subprocess.call([sys.executable, "-m", "ruff", *c, "."], cwd=ROOT) for c in checks]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
