"""Start JupyterLab on the course's first page; what is not known here goes on to JupyterLab.

    python tools/lab.py [--port=8890] [JUPYTERLAB'S OPTIONS]

Without --port JupyterLab takes the next free one. Run it through tools/environment.py
(`make lab`), which makes the virtual environment first.
"""

import argparse
import os
import socket
import sys
from collections.abc import Sequence

from environment import ROOT, say

BUSY = """Port {port} is in use by another program (perhaps a JupyterLab that still runs).
Leave PORT out, and the next free port is taken; or name another: make lab PORT={other}"""

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


def options(port: int | None) -> list[str]:
    """What JupyterLab is started with."""
    chosen = [f"--config={ROOT / 'lab_config.py'}"]
    if port is not None:
        chosen += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        chosen.append("--allow-root")  # a container; Lab refuses to start for root otherwise
    return chosen


def main(arguments: Sequence[str]) -> int:
    """Start JupyterLab; returns its exit code, or 1 when the port can't be had."""
    parser = argparse.ArgumentParser(description="Start JupyterLab on the course's first page.")
    parser.add_argument("--port", type=port_number, help="this port and no other")
    known, passed_on = parser.parse_known_args(arguments)
    if known.port is not None and not port_is_free(known.port):
        say(BUSY.format(port=known.port, other=known.port + 1))
        return 1
    # JupyterLab reads the proxies while it is imported, fails on one that it can't use, and needs
    # none; the kernels may.
    proxies = {name: os.environ.pop(name) for name in PROXIES if name in os.environ}
    from jupyterlab.labapp import main as jupyterlab

    os.environ.update(proxies)
    say("JupyterLab opens in your browser. To stop it, press Ctrl-C here.")
    jupyterlab([*options(known.port), *passed_on])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
