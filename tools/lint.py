"""Run ruff's two checks and the spelling, and report all; --fix mends what ruff can mend."""

import subprocess
import sys
from collections.abc import Sequence

import spelling
from environment import ROOT


def main(arguments: Sequence[str]) -> int:
    """Exit code: 0 when all checks pass."""
    fix = "--fix" in arguments
    checks = [["check", *(["--fix"] if fix else [])], ["format", *([] if fix else ["--check"])]]
    codes = [subprocess.call([sys.executable, "-m", "ruff", *c, "."], cwd=ROOT) for c in checks]
    return max(*codes, spelling.main([]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
