"""Make the course's virtual environment, once, and run a command in it.

    python tools/environment.py                         only make it, or mend it
    python tools/environment.py tools/lab.py            ... then start JupyterLab
    python tools/environment.py --with test -m pytest   ... then run the tests

What follows the options goes to the environment's own Python. `--with` adds extras of
pyproject.toml (test, dev, parity). Nothing outside the environment's folder is changed.

This file needs only the standard library, and parses on every Python 3, so that an old
one can say what is missing instead of showing a SyntaxError.

Settings: MINIGRAD_VENV names another folder than .venv.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
STAMP = "minigrad-stamp.json"
LOG = "minigrad-install.log"
SIZE = "about 110 packages, 350 MB on disk"
WINDOWS = os.name == "nt"

NEED_PYTHON = """minigrad needs Python {oldest} or newer, and found none (this one is {version}).
Install one, then run the same command again:
  Linux    sudo apt install python3 python3-venv   (or your distribution's package)
  macOS    brew install python   (or the installer from python.org)
  Windows  winget install Python.Python.3.13   (or the installer from python.org)
If it is installed but not on the PATH, name it: make lab PYTHON=/path/to/python"""

NEED_VENV = """{python} is new enough, but its venv module is incomplete, so no virtual environment
can be made. On Debian and Ubuntu: sudo apt install python3-venv
Or name another Python: make lab PYTHON=/path/to/python"""

NO_NETWORK = """The packages could not be downloaded: the package index did not answer.
Connect to the network (behind a proxy: set HTTPS_PROXY) and run the same command again;
what has been downloaded is kept. pip's own words are in {log}"""

INSTALL_FAILED = """Installing the packages failed. The last lines of {log}:
{tail}
Run the same command again to retry, or remove {venv} and start afresh."""

READ_ONLY = """Nothing can be written into {folder} ({reason}).
Copy the course into a folder of your own, and run the command there."""

IN_THE_WAY = """{path} could not be written or removed ({reason}).
If a JupyterLab or another program still runs from {venv}, stop it (Windows replaces no file that is
in use); then run the same command again."""

NOT_OURS = """{venv} exists, but it is not a virtual environment, so it was left alone.
Move it away, or set MINIGRAD_VENV to a folder that does not exist yet."""


class Stop(Exception):
    """The environment can't be made; the message says what to do."""


# ------------------------------------------------------------------ which Python


def say(text):
    """Tell the person what is going on (stderr, so that a command's output stays its own)."""
    print(text, file=sys.stderr, flush=True)


def candidates():
    """Commands that may start a Python, the one that runs this file first."""
    yield [sys.executable]
    for minor in range(20, OLDEST[1] - 1, -1):
        yield [f"python3.{minor}"]
    yield ["python3"]
    yield ["python"]
    if WINDOWS:
        yield ["py", "-3"]


def probe(command):
    """The executable, and whether it can make environments; None when it is too old or no Python.

    Asking is the only safe test: a name on the PATH may be a shim for something absent.
    """
    if shutil.which(command[0]) is None:
        return None
    question = (
        "import sys\n"
        f"sys.version_info >= {OLDEST} or sys.exit(1)\n"
        "from importlib.util import find_spec\n"
        "complete = find_spec('venv') and find_spec('ensurepip')\n"
        "print(sys.executable, 1 if complete else 0, sep='\\n')"
    )
    try:
        answer = subprocess.run(
            command + ["-c", question],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Windows would answer in the alphabet of its country: C:\Users\Jürgen
            env=dict(os.environ, PYTHONIOENCODING="utf-8"),
            timeout=30,
        )
        executable, complete = answer.stdout.decode("utf-8").splitlines()
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return (executable, complete == "1") if answer.returncode == 0 else None


def find_python():
    """The path of a Python that can make the environment, or Stop with what to install."""
    incomplete = None
    for command in candidates():
        found = probe(command)
        if found and found[1]:
            return found[0]
        incomplete = incomplete or found
    if incomplete:
        raise Stop(NEED_VENV.format(python=incomplete[0]))
    oldest, version = (".".join(map(str, numbers)) for numbers in (OLDEST, sys.version_info[:3]))
    raise Stop(NEED_PYTHON.format(oldest=oldest, version=version))


# ------------------------------------------------------------------ is it ready?


def venv_folder():
    """The environment's folder: MINIGRAD_VENV, or .venv in the project."""
    return Path(os.environ.get("MINIGRAD_VENV") or ROOT / ".venv").absolute()


def venv_python(venv):
    """The environment's interpreter."""
    return venv / ("Scripts/python.exe" if WINDOWS else "bin/python")


def fingerprint(venv):
    """What the installed set depends on: the requirements, the package's metadata, the
    interpreter behind the environment, and where the project lies (it is installed editable).
    """
    # Settings of linters and tests share pyproject.toml; changing them must not reinstall.
    metadata = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("\n[tool.ruff")[0]
    parts = [
        (ROOT / "requirements.txt").read_text(encoding="utf-8"),
        metadata,
        str(venv_python(venv).resolve()),
        str(ROOT),
    ]
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()


def installed(venv):
    """The names of the installed distributions, version included. One directory listing."""
    pattern = "Lib/site-packages/*.dist-info" if WINDOWS else "lib/*/site-packages/*.dist-info"
    return {path.name for path in venv.glob(pattern)}


def read_stamp(venv):
    """What the last complete installation left, or {}."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
        return stamp if isinstance(stamp, dict) else {}
    except (OSError, ValueError):
        return {}


def ready(venv, extras):
    """Whether nothing needs doing. This runs at every start, so it starts no process."""
    stamp = read_stamp(venv)
    return (
        venv_python(venv).exists()  # False for a link whose Python was uninstalled
        and stamp.get("fingerprint") == fingerprint(venv)
        and set(extras) <= set(stamp.get("extras", []))
        and set(stamp.get("installed", ["?"])) <= installed(venv)
    )


# ------------------------------------------------------------------ make it


def works(venv):
    """Whether the environment's Python starts, is new enough, and its pip answers."""
    python = venv_python(venv)
    if not python.exists() or not (venv / "pyvenv.cfg").exists():
        return False
    # A Python that was replaced by a newer one leaves an environment without its packages.
    question = f"import pip, sys; sys.exit(sys.version_info < {OLDEST})"
    try:
        answer = subprocess.run(
            [str(python), "-c", question],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:  # made on another kind of machine
        return False
    return answer.returncode == 0


def create(venv):
    """An empty environment, in place of one that is broken or half made."""
    if venv.is_dir() and any(venv.iterdir()):
        # MINIGRAD_VENV may name anything: remove only what is recognizably an environment.
        if venv != ROOT / ".venv" and not (venv / "pyvenv.cfg").exists():
            raise Stop(NOT_OURS.format(venv=venv))
        say(f"The environment in {shown(venv)} is incomplete or of an old Python; making it anew.")
        shutil.rmtree(venv)
    python = find_python()
    say(f"Making a virtual environment in {shown(venv)} with {python}")
    made = subprocess.run(
        [python, "-m", "venv", str(venv)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if made.returncode != 0:
        words = made.stdout.decode("utf-8", "replace").strip()
        raise Stop(f"The virtual environment could not be made in {venv}:\n{words}")


def install(venv, extras):
    """requirements.txt and minigrad itself (editable) with these extras, in one resolution."""
    (venv / STAMP).unlink(missing_ok=True)
    own = ".[{}]".format(",".join(extras)) if extras else "."
    command = [str(venv_python(venv)), "-m", "pip", "install", "--no-input"]
    command += ["--progress-bar", "off", "-r", "requirements.txt", "-e", own]
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PYTHONUNBUFFERED="1")
    environment.setdefault("PIP_RETRIES", "2")
    for name in ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME"):
        environment.pop(name, None)  # each would send the packages somewhere else
    log = venv / LOG
    started = time.monotonic()
    say(f"Installing what the course needs ({SIZE}; a few minutes the first time)")
    with log.open("w", encoding="utf-8") as file:
        code = follow(command, environment, file)
    if code != 0:
        raise Stop(why_it_failed(venv, log.read_text(encoding="utf-8")))
    stamp = {
        "extras": sorted(extras),
        "fingerprint": fingerprint(venv),
        "installed": sorted(installed(venv)),
    }
    (venv / STAMP).write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    say(f"Ready after {time.monotonic() - started:.0f} s. Next time this step is skipped.")


def follow(command, environment, log):
    """Run pip with its output in the log; a terminal sees one line that moves. Its exit code."""
    watched = sys.stderr.isatty()
    steps = ("Collecting", "Downloading", "Processing", "Building", "Installing")
    with subprocess.Popen(
        command,
        cwd=str(ROOT),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as pip:
        for raw in pip.stdout or ():
            line = raw.decode("utf-8", "replace")
            log.write(line)
            if watched and line.lstrip().startswith(steps):
                # Blanks wipe the line: an old Windows console shows escape sequences as letters.
                sys.stderr.write(f"\r  {line.strip()[:70]:70}")
                sys.stderr.flush()
    if watched:
        sys.stderr.write("\r" + 72 * " " + "\r")
    return pip.returncode


def why_it_failed(venv, words):
    """pip's output, turned into one thing to do."""
    unreachable = (
        r"Failed to establish a new connection|Name or service not known|name resolution"
        r"|getaddrinfo failed|Connection(Error| refused| broken| timed out)|Read timed out"
        r"|ReadTimeout|ConnectTimeout|Network is unreachable|ProxyError|SSLError"
        r"|Tunnel connection failed|Max retries exceeded|Remote end closed|503 Server Error"
        r"|from versions: none"
    )
    if re.search(unreachable, words):
        return NO_NETWORK.format(log=shown(venv / LOG))
    tail = "\n".join("  " + line for line in words.strip().splitlines()[-12:])
    return INSTALL_FAILED.format(log=shown(venv / LOG), tail=tail, venv=shown(venv))


def prepare(extras):
    """The environment's Python, everything installed. A second call takes milliseconds."""
    venv = venv_folder()
    if not ready(venv, extras):
        check_writable(ROOT)  # also for an environment elsewhere: pip leaves its egg-info here
        try:
            if not works(venv):
                create(venv)
            install(venv, sorted(set(extras) | set(read_stamp(venv).get("extras", []))))
        except OSError as error:
            path = error.filename or venv
            words = IN_THE_WAY.format(path=path, reason=error.strerror, venv=shown(venv))
            raise Stop(words) from error
    return venv_python(venv)


def check_writable(folder):
    """Stop where nothing can be written. Only trying tells: modes are not the whole truth."""
    try:
        with tempfile.TemporaryFile(dir=str(folder)):
            pass
    except OSError as error:
        raise Stop(READ_ONLY.format(folder=folder, reason=error.strerror)) from error


def shown(path):
    """A path as a person would type it: relative inside the project."""
    path = Path(path)
    return str(path.relative_to(ROOT)) if ROOT in path.parents else str(path)


# ------------------------------------------------------------------ run in it


def jupyter_folders(folder):
    """The variables that make Jupyter and IPython keep all their files below this folder."""
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    return {name: str(folder / name.lower()) for name in names}


def settings(venv):
    """The process environment for commands: the virtual environment is active, and Jupyter and
    IPython keep their files in the project's .jupyter folder.

    A person's own Jupyter settings, kernels and IPython start-up files would otherwise change
    what the course does, and the course would write among them.
    """
    changed = {
        "VIRTUAL_ENV": str(venv),
        "PATH": str(venv_python(venv).parent) + os.pathsep + os.environ.get("PATH", ""),
        "PYTHONNOUSERSITE": "1",
    }
    changed.update(jupyter_folders(ROOT / ".jupyter"))
    merged = dict(os.environ, **changed)
    merged.pop("PYTHONHOME", None)
    return merged


def run(python, command, environment):
    """Run the environment's Python with this command; returns its exit code (on POSIX: never)."""
    line = [str(python)] + list(command)
    if not WINDOWS:
        os.execve(line[0], line, environment)  # Ctrl-C and signals go straight to it
    process = subprocess.Popen(line, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the command got it too, and decides


def main(arguments):
    """Exit code: the command's own; 1 when the environment could not be made, 2 for a bad call."""
    arguments, extras = list(arguments), []
    while arguments and arguments[0].startswith("--"):
        option = arguments.pop(0)
        if option == "--with" and arguments:
            extras += [name for name in arguments.pop(0).split(",") if name]
        else:
            say(__doc__)
            return 0 if option == "--help" else 2
    try:
        if sys.version_info < OLDEST:
            python = find_python()
            line = [python, str(Path(__file__).resolve())] + sys.argv[1:]
            return run(python, line[1:], dict(os.environ))
        python = prepare(extras)
        if arguments:
            check_writable(ROOT)  # Jupyter keeps its files here, and a student's work is here
    except Stop as reason:
        say(f"\n{reason}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. Run the same command again to go on.")
        return 130
    if not arguments:
        return 0
    return run(python, arguments, settings(venv_folder()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
