"""Start JupyterLab on the course's first page; what is not known here goes on to JupyterLab.

    python tools/lab.py [--port=8890] [--stored] [JUPYTERLAB'S OPTIONS]

The student works in the folder my-course, a copy of the course that is brought up to date first
(handout.py); git leaves it alone. With --stored Lab opens the course's own notebooks, to change
the course. Without --port JupyterLab takes the next free one. Run it through tools/environment.py
(`make lab`), which makes the virtual environment first.
"""

import argparse
import os
import socket
import sys
from collections.abc import Sequence

from environment import MY_COURSE, ROOT, say
from folders import Refused
from handout import FULL, hand_out

BUSY = """Port {port} is in use by another program (perhaps a JupyterLab that still runs).
Leave PORT out, and the next free port is taken; or name another: make lab PORT={other}"""

NOT_HANDED_OUT = """The course could not be brought up to date in {folder}: {reason}.
{remedy}, then run the same command again. Nothing of yours is lost."""

PROXIES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


def port_is_free(port: int) -> bool:
    """Whether a server could listen on this port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        if os.name != "nt":
            # A port whose last connections are still closing is free for a server.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def port_number(text: str) -> int:
    """An explicit port, or argparse's error that says what a port is."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give a number from 1 to 65535")
    return int(text)


def bring_up_to_date() -> bool:
    """Hand the course out, and say what is to be said; whether there is one to open."""
    try:
        told = hand_out(MY_COURSE, ROOT, own=True)
    except OSError as error:
        remedy = f"See to it that you may write in {ROOT}"
        if error.errno in FULL:
            remedy = "Make room on the disk"
        elif isinstance(error, Refused):
            remedy = "Rename or remove it"
        reason = error.strerror or str(error)
        told = [NOT_HANDED_OUT.format(folder=MY_COURSE, reason=reason, remedy=remedy)]
    for sentence in told:
        say(sentence)
    return (MY_COURSE / "notebooks").is_dir()


def options(port: int | None, stored: bool = False) -> list[str]:
    """What JupyterLab is started with."""
    chosen = [f"--config={ROOT / 'lab_config.py'}"]
    if stored:  # in plain kernels: whoever changes the course sees all that a cell shows
        chosen += [
            f"--ServerApp.root_dir={ROOT}",
            "--ServerApp.kernel_spec_manager_class=jupyter_client.kernelspec.KernelSpecManager",
        ]
    if port is not None:
        chosen += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        chosen.append("--allow-root")  # a container; Lab refuses to start for root otherwise
    return chosen


def main(arguments: Sequence[str]) -> int:
    """Hand out and start JupyterLab; 0, or 1 when the port or the course can't be had."""
    parser = argparse.ArgumentParser(description="Start JupyterLab on the course's first page.")
    parser.add_argument("--port", type=port_number, help="this port and no other")
    parser.add_argument("--stored", action="store_true", help="open the course's own notebooks")
    known, passed_on = parser.parse_known_args(arguments)
    if known.port is not None and not port_is_free(known.port):
        say(BUSY.format(port=known.port, other=known.port + 1))
        return 1
    if not known.stored and not bring_up_to_date():
        return 1
    # JupyterLab reads the proxies while it is imported, fails on one that it can't use, and needs
    # none; the kernels may.
    proxies = {name: os.environ.pop(name) for name in PROXIES if name in os.environ}
    from jupyterlab.labapp import main as jupyterlab

    os.environ.update(proxies)
    say("JupyterLab opens in your browser. To stop it, press Ctrl-C here.")
    jupyterlab([*options(known.port, known.stored), *passed_on])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
