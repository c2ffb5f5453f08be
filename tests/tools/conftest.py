"""A project without packages, for the tests of tools/environment.py; and stand-ins for Pythons."""

import json
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import environment


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project whose path has a space, and whose environment has no packages."""
    root = tmp_path / "my course"
    root.mkdir()
    (root / "requirements.txt").write_text("numpy>=2\n", encoding="utf-8")
    (root / "pyproject.toml").write_text(
        '[project]\nname = "x"\n\n[tool.ruff]\nline-length = 100\n', encoding="utf-8"
    )
    monkeypatch.setattr(environment, "ROOT", root)
    monkeypatch.delenv("MINIGRAD_VENV", raising=False)
    return root


@pytest.fixture
def made(project, stamp):
    """The same with an environment and the stamp of a complete installation."""
    venv = project / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    packages = next(venv.rglob("site-packages"))
    for folder in (packages / "numpy", packages / "numpy-2.4.6.dist-info"):
        folder.mkdir()
    (folder / "INSTALLER").touch()
    (venv / "share/jupyter/lab/static").mkdir(parents=True)
    stamp(venv)
    return venv


@pytest.fixture
def stamp() -> Callable[..., None]:
    """Leave in an environment what a complete installation leaves."""

    def write(venv: Path, extras: Sequence[str] = ()) -> None:
        text = {
            "extras": list(extras),
            "fingerprint": environment.fingerprint(venv),
            "installed": sorted(environment.installed(venv)),
        }
        (venv / environment.STAMP).write_text(json.dumps(text), encoding="utf-8")

    return write


@pytest.fixture
def only(tmp_path, monkeypatch):
    """A PATH that holds nothing but what the test puts there; this Python can't be found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(environment.sys, "executable", str(tmp_path / "gone"))
    return folder


@pytest.fixture
def fake_python() -> Callable[[Path, str, str], None]:
    """Put a command on the PATH that behaves like some Python."""

    def write(folder: Path, name: str, script: str) -> None:
        path = folder / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    return write
