"""The files of others that the site is made of: fetched once, and never used unverified."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOCK = Path(__file__).with_name("lock.toml")

CHANGED = """{file} is not the file that was tested: its sha256 is
  {found}
and tools/website/lock.toml asks for
  {wanted}
Nothing was built. Remove {path} and run the same command again; if the message comes back, what
the package index serves was changed, and must not be published."""

UNREACHABLE = """These files are not here yet, and the package index did not give them:
{files}
Connect to the network and run the same command again (what has been downloaded is kept), or put
the files into {cache}. The last line of pip: {words}"""


class Refused(Exception):
    """The site can't be built; the message says why, and what to do."""


@dataclass(frozen=True)
class Part:
    """A file as the lock describes it."""

    file: str
    sha256: str
    license: str
    name: str = ""
    version: str = ""
    site: str = ""
    use: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    install_dir: str = "site"
    package_type: str = "package"


@dataclass(frozen=True)
class Lock:
    """All parts: wheels of the package index, Pyodide's core, Pyodide's packages."""

    wheels: list[Part]
    core: list[Part]
    packages: list[Part] = field(default_factory=list)

    def used_as(self, use: str) -> list[Part]:
        """The wheels with this use."""
        return [part for part in self.wheels if use in part.use]

    @property
    def carrier(self) -> Part:
        """The wheel that holds Pyodide's files."""
        return self.used_as("carrier")[0]


def read_lock(site: str = "offline", path: Path = LOCK) -> Lock:
    """Return what the lock file says of one kind of site, "offline" or "hosted"."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))

    def parts(kind: str) -> list[Part]:
        found = [Part(**{k: _fixed(v) for k, v in entry.items()}) for entry in data[kind]]
        return [part for part in found if part.site in ("", site)]

    return Lock(parts("wheel"), parts("core"), parts("package"))


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def verify(data: bytes, part: Part, path: Path) -> bytes:
    """Return the bytes if they are those that the lock names; raise Refused otherwise."""
    found = hashlib.sha256(data).hexdigest()
    if found != part.sha256:
        raise Refused(
            CHANGED.format(file=part.file, found=found, wanted=part.sha256, path=shown(path))
        )
    return data


def fetch(parts: list[Part], cache: Path) -> None:
    """Bring the wheels that are missing into the cache with pip, then verify all of them."""
    cache.mkdir(parents=True, exist_ok=True)
    missing = [part for part in parts if not (cache / part.file).exists()]
    if missing:
        say(f"Downloading {len(missing)} files to {shown(cache)}")
        words = _download(missing, cache)
        absent = [part.file for part in missing if not (cache / part.file).exists()]
        if absent:
            files = "\n".join(f"  {file}" for file in absent)
            raise Refused(UNREACHABLE.format(files=files, cache=shown(cache), words=words))
    for part in parts:
        path = cache / part.file
        verify(path.read_bytes(), part, path)


def _download(parts: list[Part], cache: Path) -> str:
    """Let pip bring the wheels; the last line of what it says."""
    # The browser is the platform: pure Python, whatever machine this is.
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-input", "--quiet"]
    command += ["--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none"]
    command += ["--python-version=3.12", f"--dest={cache}"]
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1")
    said = ["nothing"]
    left = parts
    while left:
        # pip does not fetch two versions of one package at once.
        now = list({part.name: part for part in left}.values())
        left = [part for part in left if part not in now]
        names = [f"{part.name}=={part.version}" for part in now]
        done = subprocess.run([*command, *names], capture_output=True, env=environment)
        said += done.stderr.decode("utf-8", "replace").strip().splitlines()
    return said[-1]


def carried(lock: Lock, cache: Path) -> dict[str, bytes]:
    """Return Pyodide's files, each verified, by name."""
    path = cache / lock.carrier.file
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as archive:
        members = {name.rpartition("/")[2]: name for name in archive.namelist()}
        for part in [*lock.core, *lock.packages]:
            if part.file not in members:
                raise Refused(f"{part.file} is not in {shown(path)}.")
            found[part.file] = verify(archive.read(members[part.file]), part, path)
    return found


def say(text: str) -> None:
    """Tell the person what is going on."""
    print(text, file=sys.stderr, flush=True)


def shown(path: Path) -> str:
    """A path as a person would type it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
