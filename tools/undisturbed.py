"""What could spoil an environment: a start that was cut off, a second one beside it, and the
settings of other programs.

tools/environment.py asks here. This file too needs only the standard library, and parses on every
Python 3.
"""

import ast
import contextlib
import csv
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

# ------------------------------------------------------------------ cut off, or side by side


def whole(packages):
    """Whether each distribution in this site-packages folder has all its files, of their full size.

    pip writes INSTALLER and RECORD last, yet calls a distribution without them "already
    satisfied". Compiled files may be missing: Python makes them again.
    """
    if next(packages.glob("~*"), None):  # pip renames so what it is about to remove
        return False
    for info in packages.glob("*.dist-info"):
        try:
            with (info / "RECORD").open(encoding="utf-8", newline="") as file:
                rows = [row for row in csv.reader(file) if row and not row[0].endswith(".pyc")]
            sizes = [str((packages / row[0]).stat().st_size) for row in rows]
        except (OSError, ValueError, csv.Error):
            return False
        # A crash of the machine leaves empty files. RECORD itself is listed, without its size.
        cut = any(row[2:] not in ([], [""], [size]) for row, size in zip(rows, sizes, strict=True))
        if cut or not rows or not (info / "INSTALLER").exists():
            return False
    return True


# For subprocess's pass_fds: its children hold the lock too, since pip may outlive a start.
HELD = []  # type: list


@contextlib.contextmanager
def alone(path, waiting):
    """Hold the lock in this file; while another start has it, call `waiting` once, and wait.

    The system lets go of it when the last process that holds it has ended, in whatever way.
    """
    with path.open("a") as file:
        if not taken(file):
            waiting()
            while not taken(file):
                time.sleep(0.2)
        if sys.platform != "win32":
            HELD.append(file.fileno())
        try:
            yield
        finally:
            HELD.clear()


def taken(file):
    """Try to take the lock in an open file: whether it is ours now."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a network disk without locks
        return True
    return True


# ------------------------------------------------------------------ other programs' settings

# Of Python's own variables these change neither which code is found nor what it does.
HARMLESS = {
    *("PYTHON", "PYTHONBREAKPOINT", "PYTHONDONTWRITEBYTECODE", "PYTHONFAULTHANDLER"),
    *("PYTHONHASHSEED", "PYTHONIOENCODING", "PYTHONPYCACHEPREFIX", "PYTHONTRACEMALLOC"),
    *("PYTHONUNBUFFERED", "PYTHON_COLORS", "PYTHON_CPU_COUNT"),
}
FOREIGN = {
    *("__PYVENV_LAUNCHER__", "DIST_EXTRA_CONFIG", "SETUPTOOLS_USE_DISTUTILS"),
    *("SETUPTOOLS_ENABLE_FEATURES", "JUPYTER_CONFIG_PATH", "JUPYTER_NO_CONFIG", "JUPYTER_PATH"),
    *("JUPYTER_PREFER_ENV_PATH", "JUPYTERLAB_DIR", "JUPYTERLAB_SETTINGS_DIR"),
    "JUPYTERLAB_WORKSPACES_DIR",
}
# Of pip's: where the packages come from and how they are fetched, not where they go.
FETCHING = {
    *("index-url", "extra-index-url", "no-index", "find-links", "trusted-host", "proxy", "cert"),
    *("client-cert", "keyring-provider", "timeout", "default-timeout", "retries", "resume-retries"),
    *("cache-dir", "no-cache-dir", "constraint", "build-constraint", "prefer-binary"),
    *("use-feature", "use-deprecated"),
}


def undisturbed(variables):
    """These variables without those that bring another program's modules or settings along.

    ROS and the modules of a computing center set PYTHONPATH: their NumPy would stand before ours.
    """
    kept = {
        name: value
        for name, value in variables.items()
        if (not name.startswith("PYTHON") or name in HARMLESS) and name not in FOREIGN
    }
    # Python decodes paths and files as the locale says; the project's are UTF-8 in any locale.
    kept.update(PYTHONNOUSERSITE="1", PYTHONUTF8="1")
    return kept


def for_pip(python, variables):
    """Variables for this Python's pip: of a person's own settings only those about fetching.

    One such as target, user, no-deps or dry-run would leave the environment empty, so pip reads no
    file of settings; what may stay of them is handed over.
    """
    variables = undisturbed(variables)
    own = {name: variables.pop(name) for name in list(variables) if name.startswith("PIP_")}
    asking = dict(variables, PIP_PYTHON=str(python))
    if "PIP_CONFIG_FILE" in own:
        asking["PIP_CONFIG_FILE"] = own["PIP_CONFIG_FILE"]
    for name in ("USER", "GLOBAL", "SITE", "QUIET", "VERBOSE"):
        asking["PIP_" + name] = "0"  # these options mean something to `pip config` as well
    told = subprocess.run(
        [str(python), "-m", "pip", "config", "list"],
        cwd=str(Path(python).parent),
        env=asking,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ).stdout.decode("utf-8", "replace")
    for section in (
        "global",
        "install",
    ):  # pip's order: what is said for `install` wins, and a variable over both
        for key, value in re.findall(rf"^{section}\.(\S+?)=(.*?)\r?$", told, re.MULTILINE):
            if key in FETCHING:
                variables[pip_variable(key)] = ast.literal_eval(value)
    variables.update({name: own[name] for name in map(pip_variable, FETCHING) if name in own})
    variables.setdefault("PIP_RETRIES", "2")
    variables.update(
        PIP_CONFIG_FILE=os.devnull, PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONUNBUFFERED="1"
    )
    return variables


def pip_variable(option):
    """The environment variable that stands for an option of pip's."""
    return "PIP_" + option.upper().replace("-", "_")


def rivals(packages, own, package, root):
    """Installed distributions other than `own` that hold this package, or this project: it had
    another name once, and the package index has one that is somebody else's.
    """
    for info in sorted(packages.glob("*.dist-info")):
        name = info.name.split("-")[0]
        if canonical(name) == canonical(own):
            continue
        record, top_level, url = (
            text(info / file) for file in ("RECORD", "top_level.txt", "direct_url.json")
        )
        try:
            source = json.loads(url or "{}").get("url")
        except ValueError:
            source = None
        holds = package in top_level.split() or record.startswith(package + "/")
        if holds or "\n" + package + "/" in record or source == root.as_uri():
            yield name


def canonical(name):
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def text(path):
    """What a file holds, or nothing where it can't be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
