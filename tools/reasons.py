"""Why an environment could not be made: a system's error or pip's output, as one thing to do.

For tools/environment.py. Needs only the standard library, and parses on every Python 3.
"""

import contextlib
import errno
import os
import re
import socket
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443, "socks4": 1080, "socks5": 1080, "socks5h": 1080}
FULL = (errno.ENOSPC, errno.EDQUOT)

NO_NETWORK = """The packages could not be downloaded: the package index did not answer.
Connect to the network (behind a proxy: set HTTPS_PROXY) and run the same command again;
what has been downloaded is kept. pip's own words are in {log}"""

NO_PROXY = """The packages could not be downloaded: the proxy could not be used ({fault}).
A proxy is written http://<host>:<port>. Correct the setting, or remove it where none is needed, and
run the same command again. pip's own words are in {log}"""

NO_TRUST = """The packages could not be downloaded: the package index's certificate was not
accepted. Is this computer's clock right? Where a proxy or a virus scanner reads along, set PIP_CERT
to the file with its certificate. Then run the same command again. pip's own words are in {log}"""

INSTALL_FAILED = """Installing the packages failed. The last lines of {log}:
{tail}
Run the same command again to retry, or remove {venv} and start afresh."""

DISK_FULL = """A disk is full: {reason}.
The environment takes about 350 MB in {venv}, and its downloads 100 MB for a while in {temporary}.
Make room (for the latter TMPDIR can name another folder), then run the same command again."""

NOT_YOURS = """{path} belongs to {owner}, so it can't be used. Was the course started with sudo?
Take it back (sudo chown -R "$(id -un)" "{folder}"),
then run the same command again, without sudo."""

IN_THE_WAY = """{path} could not be read, written or removed ({reason}).
If a JupyterLab or another program still runs from {venv}, stop it (Windows replaces no file that is
in use); then run the same command again."""


def of_output(words, root, venv, log):
    """What to say when pip, or a Python that makes an environment, wrote this and failed."""
    place = r"(?:: *'([^'\n]*)')?"
    full = r"No space left on device|Disk quota exceeded|not enough space on the disk"
    found = re.search(f"({full}){place}", words)
    if found:
        return disk_full(found[0], venv)
    found = re.search(f"(Permission denied|Access is denied){place}", words)
    if found and found[2]:
        return in_the_way(found[1], found[2], root, venv)
    if re.search(r"CERTIFICATE_VERIFY_FAILED|certificate verify failed", words):
        return NO_TRUST.format(log=log)
    by_name = re.search(r"[Pp]roxy ?(Error|Scheme|URL)|InvalidProxy|SOCKS|Tunnel connect", words)
    unreachable = (
        r"Failed to establish a new connection|Name or service not known|name resolution"
        r"|getaddrinfo failed|Connection(Error| refused| broken| timed out)|Read timed out"
        r"|ReadTimeout|ConnectTimeout|Network is unreachable|SSLError|Failed to parse: \w+:"
        r"|Max retries exceeded|Remote end closed|503 Server Error|from versions: none"
    )
    if by_name or re.search(unreachable, words):
        fault = proxy_fault(sure=bool(by_name))
        return NO_PROXY.format(log=log, fault=fault) if fault else NO_NETWORK.format(log=log)
    tail = "\n".join("  " + line for line in words.strip().splitlines()[-12:])
    return INSTALL_FAILED.format(log=log, tail=tail, venv=venv)


def of_error(error, root, venv):
    """What to say of an OSError on the way."""
    if error.errno in FULL:
        place = f": {error.filename!r}" if error.filename else ""
        return disk_full(f"{error.strerror}{place}", venv)
    return in_the_way(error.strerror, error.filename or venv, root, venv)


def disk_full(reason, venv):
    """Nothing more fits on a disk: that of the environment, or the one for temporary files."""
    temporary = "the folder for temporary files"
    with contextlib.suppress(OSError):  # raised where not one file fits
        temporary = tempfile.gettempdir()
    return DISK_FULL.format(reason=reason, venv=venv, temporary=temporary)


def in_the_way(reason, path, root, venv):
    """A file or folder refuses: it is somebody else's, or in use."""
    path = Path(root, path)  # a part of the name is all that some errors tell
    refused = "denied" in reason or "permitted" in reason
    for each in (path, *Path(root, venv).rglob("*")) if refused else (path,):
        owner = stranger(each)
        if owner:
            folder = root if Path(root) in each.parents else venv
            return NOT_YOURS.format(path=each, owner=owner, folder=folder)
    return IN_THE_WAY.format(path=path, reason=reason, venv=venv)


def stranger(path):
    """Who owns this file, or the folder in which it can't be made; None for who runs this."""
    if not hasattr(os, "geteuid"):
        return None
    import pwd

    for each in (Path(path), *Path(path).parents):
        try:
            owner = each.lstat().st_uid
        except OSError:
            continue
        if owner == os.geteuid():
            return None
        try:
            return pwd.getpwuid(owner).pw_name
        except KeyError:
            return f"user {owner}"
    return None


def proxy_fault(sure):
    """The setting of a proxy that can't be used, and why. Without one that is seen to be at fault:
    None, or what is set if it is `sure` that a proxy is.
    """
    for name in ("PIP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        value = os.environ.get(name)
        if not value:
            continue
        setting = "{}={}".format(name, re.sub("//.*@", "//...@", value))  # without its password
        try:
            parts = urlsplit(value if "//" in value else "http://" + value)
            if parts.scheme not in PORTS or not parts.hostname:
                raise ValueError
            address = (parts.hostname, parts.port or PORTS[parts.scheme])
            socket.create_connection(address, timeout=5).close()
        except ValueError:
            return f"{setting} is no proxy's address"
        except OSError as error:
            return f"{setting}: {error.strerror or error}"
        if sure:
            return setting
    return "set in pip's or the system's settings" if sure else None
