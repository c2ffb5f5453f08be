"""Why an environment could not be made: a system's error or pip's output, as one thing to do.

For tools/environment.py. Needs only the standard library, and parses on every Python 3.
"""

import contextlib
import errno
import os
import re
import tempfile
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT)

NO_NETWORK = """The packages could not be downloaded: the package index did not answer.
Connect to the network (behind a proxy: set HTTPS_PROXY) and run the same command again;
what has been downloaded is kept. pip's own words are in {log}"""

NO_PROXY = """The packages could not be downloaded: the proxy could not be used ({proxy}).
A proxy is written http://HOST:PORT. Correct the setting, or remove it where none is needed, and
run the same command again. pip's own words are in {log}"""

NO_TRUST = """The packages could not be downloaded: the package index's certificate was not
accepted. Is this computer's clock right? Where a proxy or a virus scanner reads along, set PIP_CERT
to the file with its certificate. Then run the same command again. pip's own words are in {log}"""

INSTALL_FAILED = """Installing the packages failed. The last lines of {log}:
{tail}
Run the same command again to retry, or remove {venv} and start afresh."""

DISK_FULL = """The disk is full ({reason}; {path}).
The environment takes about 350 MB in {venv}, and twice as much for a moment in {temporary}.
Make room (or, where only the second is too small, set TMPDIR), then run the same command again."""

NOT_YOURS = """{path} belongs to {owner}, so it can't be used. Was the course started with sudo?
Take it back (sudo chown -R "$(id -un)" "{folder}"),
then run the same command again, without sudo."""

IN_THE_WAY = """{path} could not be read, written or removed ({reason}).
If a JupyterLab or another program still runs from {venv}, stop it (Windows replaces no file that is
in use); then run the same command again."""


def of_output(words, root, venv, log):
    """What to say when pip, or a Python that makes an environment, wrote this and failed."""
    found = re.search(
        r"(No space left on device|Disk quota exceeded|not enough space on the disk"
        r"|Permission denied|Access is denied)(?:: *'([^'\n]*)')?",
        words,
    )
    if found and "denied" not in found[1]:
        return disk_full(found[1], found[2] or venv, venv)
    if found and Path(found[2] or "").is_absolute():
        return in_the_way(found[1], found[2], root, venv)
    if re.search(r"[Pp]roxy ?(Error|Scheme|URL)|InvalidProxy|SOCKS|Tunnel connection", words):
        return NO_PROXY.format(log=log, proxy=proxy())
    if re.search(r"CERTIFICATE_VERIFY_FAILED|certificate verify failed", words):
        return NO_TRUST.format(log=log)
    unreachable = (
        r"Failed to establish a new connection|Name or service not known|name resolution"
        r"|getaddrinfo failed|Connection(Error| refused| broken| timed out)|Read timed out"
        r"|ReadTimeout|ConnectTimeout|Network is unreachable|SSLError"
        r"|Max retries exceeded|Remote end closed|503 Server Error|from versions: none"
    )
    if re.search(unreachable, words):
        return NO_NETWORK.format(log=log)
    tail = "\n".join("  " + line for line in words.strip().splitlines()[-12:])
    return INSTALL_FAILED.format(log=log, tail=tail, venv=venv)


def of_error(error, root, venv):
    """What to say of an OSError on the way."""
    path = error.filename or venv
    if error.errno in FULL:
        return disk_full(error.strerror, path, venv)
    return in_the_way(error.strerror, path, root, venv)


def disk_full(reason, path, venv):
    """Nothing more fits on a disk: that of the environment, or the one for temporary files."""
    temporary = "the folder for temporary files"
    with contextlib.suppress(OSError):  # raised where not one file fits
        temporary = tempfile.gettempdir()
    return DISK_FULL.format(reason=reason, path=path, venv=venv, temporary=temporary)


def in_the_way(reason, path, root, venv):
    """A file or folder refuses: it is somebody else's, or in use."""
    owner = stranger(path)
    if owner:
        inside = Path(root) in Path(path).parents
        return NOT_YOURS.format(path=path, owner=owner, folder=root if inside else venv)
    return IN_THE_WAY.format(path=path, reason=reason, venv=venv)


def stranger(path):
    """Who owns this file, or the folder in which it can't be made; None for who runs this."""
    if not hasattr(os, "geteuid"):
        return None
    import pwd

    for each in (Path(path), Path(path).parent):
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


def proxy():
    """The setting that names a proxy, without a password that may be in it."""
    for name in ("PIP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        if os.environ.get(name):
            return "{}={}".format(name, re.sub("//.*@", "//...@", os.environ[name]))
    return "set in pip's or the system's settings"
