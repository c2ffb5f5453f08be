"""Make the course's virtual environment, once, and run a command in it.

    python tools/environment.py                         only make it, or mend it
    python tools/environment.py tools/lab.py            ... then start JupyterLab
    python tools/environment.py --with test -m pytest   ... then run the tests

What follows the options goes to the environment's own Python. `--with` adds extras of
pyproject.toml (test, dev, parity). Nothing outside the environment's folder is changed.

This file, and undisturbed.py and reasons.py with it, needs only the standard library, and parses
on every Python 3, so that an old one can say what is missing instead of showing a SyntaxError.

Settings: MINIGRAD_VENV names another folder than .venv.
"""

import contextlib
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
MY_COURSE = ROOT / "my-course"  # where a student works: a copy of the course that git leaves alone
if str(ROOT / "tools") not in sys.path:  # where PYTHONSAFEPATH is set
    sys.path.insert(0, str(ROOT / "tools"))
import reasons  # noqa: E402
from undisturbed import HELD, alone, for_pip, rivals, undisturbed, whole  # noqa: E402

OLDEST = (3, 11)
STAMP = "minigrad-stamp.json"  # what the last complete installation left
MARKER = "minigrad-unfinished"  # there from before the first change until after the last one
LOCK = "minigrad-lock"
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

READ_ONLY = """Nothing can be written into {folder} ({reason}).
Copy the course into a folder of your own, and run the command there."""

NOT_UTF8 = """The name of the folder {folder} is not written in UTF-8, so Jupyter can't work in it.
Rename the folder or copy the course into another one, and run the command there."""

NOT_OURS = """{venv} exists, but it is not a virtual environment, so it was left alone.
Move it away, or set MINIGRAD_VENV to a folder that does not exist yet."""
WAITING = "Another start is at work in {venv}. Waiting until it is done."


class Stop(Exception):
    """The environment can't be made; the message says what to do."""


# ------------------------------------------------------------------ which Python


def say(text, end="\n"):
    """Tell the person what is going on (stderr, so that a command's output stays its own).

    This never fails: nobody may be reading any more, and a path may have letters that the
    terminal's alphabet has not.
    """
    if sys.stderr is None:
        return
    with contextlib.suppress(OSError, ValueError):
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        print(text, end=end, file=sys.stderr, flush=True)


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
        # In a virtual environment: the Python that it was made with. It may be about to be removed.
        "print(getattr(sys, '_base_executable', sys.executable), int(bool(complete)), sep='\\n')"
    )
    try:
        answer = subprocess.run(
            command + ["-c", question],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Windows would answer in the alphabet of its country: C:\Users\Jürgen
            env=dict(undisturbed(os.environ), PYTHONIOENCODING="utf-8"),
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
        "2",  # before, an installation that was cut off could count as complete
        (ROOT / "requirements.txt").read_text(encoding="utf-8"),
        metadata,
        str(venv_python(venv).resolve()),
        str(ROOT),
    ]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def site_packages(venv):
    """The folders that packages are installed into: one, unless it had another Python before."""
    return sorted(venv.glob("Lib/site-packages" if WINDOWS else "lib/*/site-packages"))


def installed(venv):
    """What stands out of what is installed: packages, distributions with their version, and the
    folders of JupyterLab. Few listings; INSTALLER tells a distribution from a half (see `whole`).
    """
    found = set(venv.glob("share/jupyter/*/*"))
    for folder in site_packages(venv):
        found.update(folder.glob("*"), folder.glob("*.dist-info/INSTALLER"))
    return {path.relative_to(venv).as_posix() for path in found if path.name != "__pycache__"}


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
        and not (venv / MARKER).exists()
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
            [str(python), "-I", "-c", question],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:  # made on another kind of machine
        return False
    return answer.returncode == 0


def recognized(venv):
    """Whether the folder is an environment, half made perhaps, or still empty. MINIGRAD_VENV may
    name anything, and only what is recognizably an environment is ever removed.
    """
    if not os.path.lexists(str(venv)) or (venv == ROOT / ".venv" and venv.is_dir()):
        return True
    known = any((venv / name).exists() for name in ("pyvenv.cfg", LOCK))
    return known or (venv.is_dir() and not any(venv.iterdir()))


def create(venv):
    """An empty environment, in place of one that is broken or half made."""
    python = find_python()  # before anything is removed
    left = [path for path in venv.iterdir() if path.name not in (LOCK, MARKER, LOG)]
    if left:
        say(f"The environment in {shown(venv)} is incomplete or of an old Python; making it anew.")
    for path in left:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    say(f"Making a virtual environment in {shown(venv)} with {python}")
    for command in (
        [python, "-m", "venv", "--without-pip", str(venv)],
        # What venv would call; it shows nothing of what goes wrong there.
        [str(venv_python(venv)), "-m", "ensurepip", "--upgrade", "--default-pip"],
    ):
        code, words = carry_out(venv, command, undisturbed(os.environ))
        if code != 0:
            raise Stop(why_it_failed(venv, words))


def install(venv, extras):
    """requirements.txt and minigrad itself (editable) with these extras, in one resolution."""
    pip = [str(venv_python(venv)), "-m", "pip", "--no-input"]
    environment = for_pip(pip[0], os.environ)
    metadata = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    own = re.findall(r'^name = "(.+?)"', metadata, re.MULTILINE)[0]
    others = [
        name for folder in site_packages(venv) for name in rivals(folder, own, "minigrad", ROOT)
    ]
    project = ".[{}]".format(",".join(extras)) if extras else "."
    commands = [pip + ["uninstall", "--yes"] + others] if others else []
    commands += [pip + ["install", "--progress-bar=off", "-r", "requirements.txt", "-e", project]]
    started = time.monotonic()
    say(f"Installing what the course needs ({SIZE}; a few minutes the first time)")
    for command in commands:
        code, words = carry_out(venv, command, environment)
        if code > 0 and "Installing collected packages" not in words:
            (venv / MARKER).unlink()  # nothing was changed, so the next try goes on from here
        if code != 0:
            raise Stop(why_it_failed(venv, words))
    for setting in ROOT.glob("tools/lab_settings/overrides.d/*.json"):
        # So that any JupyterLab of this environment saves a notebook with its widgets' state.
        folder = venv / "share" / "jupyter" / "lab" / "settings" / "overrides.d"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(setting), str(folder / setting.name))
    stamp = {
        "extras": sorted(extras),
        "fingerprint": fingerprint(venv),
        "installed": sorted(installed(venv)),
    }
    (venv / STAMP).write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    say(f"Ready after {time.monotonic() - started:.0f} s. Next time this step is skipped.")


def carry_out(venv, command, environment):
    """Run a command with its output in the log: its exit code, and its words."""
    with (venv / LOG).open("w", encoding="utf-8") as log:
        code = follow(command, environment, log)
    return code, (venv / LOG).read_text(encoding="utf-8")


def follow(command, environment, log):
    """Run pip with its output in the log; a terminal sees one line that moves. Its exit code."""
    watched = sys.stderr is not None and sys.stderr.isatty()
    steps = ("Collecting", "Downloading", "Processing", "Building", "Installing")
    with subprocess.Popen(
        command,
        cwd=str(ROOT),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=HELD,
    ) as pip:
        try:
            for raw in pip.stdout or ():
                line = raw.decode("utf-8", "replace")
                log.write(line)
                if watched and line.lstrip().startswith(steps):
                    # Blanks wipe the line: an old Windows console shows escapes as letters.
                    say(f"\r  {line.strip()[:70]:70}", end="")
        except BaseException:  # Ctrl-C, a full disk: nobody would watch over it
            pip.kill()
            raise
    if watched:
        say("\r" + 72 * " " + "\r", end="")
    return pip.returncode


def why_it_failed(venv, words):
    """pip's output, turned into one thing to do."""
    return reasons.of_output(words, ROOT, shown(venv), shown(venv / LOG))


def prepare(extras):
    """The environment's Python, everything installed. A second call takes milliseconds."""
    venv = venv_folder()
    for folder in (ROOT, venv):
        try:
            os.fsencode(str(folder)).decode("utf-8")
        except UnicodeDecodeError:
            raise Stop(NOT_UTF8.format(folder=folder)) from None
    try:
        if not ready(venv, extras):
            check_writable("*.egg-info")  # pip leaves it here, also for an environment elsewhere
            if not recognized(venv):
                raise Stop(NOT_OURS.format(venv=venv))
            venv.mkdir(parents=True, exist_ok=True)
            with alone(venv / LOCK, lambda: say(WAITING.format(venv=shown(venv)))):
                if not ready(venv, extras):  # the other start may have done it all
                    mend(venv, extras)
    except OSError as error:
        raise Stop(reasons.of_error(error, ROOT, shown(venv))) from error
    return venv_python(venv)


def mend(venv, extras):
    """Make the environment, or bring it up to date.

    Whatever was cut off left the marker, and is made anew: what such an environment lacks can't
    be told in general. Without the marker are those of earlier versions, and made by hand.
    """
    sound = not (venv / MARKER).exists() and works(venv) and all(map(whole, site_packages(venv)))
    (venv / MARKER).touch()
    if not sound:
        create(venv)
    install(venv, sorted(set(extras) | set(read_stamp(venv).get("extras", []))))
    if hasattr(os, "sync"):
        os.sync()  # a crash of the machine would lose what is not on the disk yet
    (venv / MARKER).unlink()


def check_writable(*more):
    """Stop where nothing can be written: Jupyter keeps its files here, and a student's work is
    here. Only trying tells: modes are not the whole truth.
    """
    try:
        with tempfile.TemporaryFile(dir=str(ROOT)) as file:
            file.write(bytes(2**20))  # a full disk still takes an empty file
            file.flush()
    except OSError as error:
        if error.errno in reasons.FULL:
            here = OSError(error.errno, error.strerror, str(ROOT))
            raise Stop(reasons.of_error(here, ROOT, shown(venv_folder()))) from error
        raise Stop(READ_ONLY.format(folder=ROOT, reason=error.strerror)) from error
    for pattern in ("notebooks", "my-course", "my-course/*", ".jupyter", ".jupyter/**/*") + more:
        for path in ROOT.glob(pattern):
            owner = reasons.stranger(path)
            if owner and not os.access(str(path), os.W_OK):
                raise Stop(reasons.NOT_YOURS.format(path=path, owner=owner, folder=ROOT))


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
    }
    changed.update(jupyter_folders(ROOT / ".jupyter"))
    return dict(undisturbed(os.environ), **changed)


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
            return run(python, line[1:], undisturbed(os.environ))
        python = prepare(extras)
        if arguments:
            check_writable()
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
