"""tools/lab.py and lab_config.py: ports, the student's copy, what JupyterLab is started with."""

import json
import os
import socket
import sys
from pathlib import Path
from types import ModuleType

import pytest
from traitlets.config import PyFileConfigLoader

import environment
import lab
from environment import ROOT
from folders import Folder, Refused


@pytest.fixture
def busy():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def copy(monkeypatch, tmp_path):
    """Where the student's copy of the course would be."""
    monkeypatch.setattr(lab, "MY_COURSE", tmp_path / "my-course")
    return tmp_path / "my-course"


@pytest.fixture
def started(monkeypatch, copy):
    """What JupyterLab would have been started with."""
    calls: list[list[str]] = []
    module = ModuleType("jupyterlab.labapp")
    module.main = calls.append
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", module)
    return calls


def test_a_busy_port_is_a_sentence(busy, started, capsys):
    assert lab.main([f"--port={busy}"]) == 1
    assert started == []
    told = capsys.readouterr().err
    assert f"Port {busy} is in use" in told
    assert f"make lab PORT={busy + 1}" in told


def test_a_free_port_is_taken_and_no_other(busy, started):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert lab.main([f"--port={port}", "--no-browser"]) == 0
    assert f"--ServerApp.port={port}" in started[0]
    assert "--ServerApp.port_retries=0" in started[0]
    assert started[0][-1] == "--no-browser"


def test_jupyterlab_is_imported_without_proxies_and_kernels_have_them(monkeypatch, copy):
    """It fails on one that it can't use, such as foo or socks5://..., and needs none."""
    seen = []

    class Module(ModuleType):
        def __getattr__(self, name):
            seen.append({each: os.environ.get(each) for each in lab.PROXIES})
            return lambda options: seen.append(os.environ["HTTPS_PROXY"])

    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", Module("jupyterlab.labapp"))
    for name in lab.PROXIES:
        monkeypatch.setenv(name, "foo")
    assert lab.main([]) == 0
    assert seen[-2:] == [dict.fromkeys(lab.PROXIES), "foo"]


def test_without_a_port_jupyterlab_finds_one(started):
    assert lab.main([]) == 0
    assert not [word for word in started[0] if "port" in word]
    assert f"--config={lab.ROOT / 'lab_config.py'}" in started[0]


@pytest.mark.parametrize("text", ["0", "65536", "eighty", "-1", ""])
def test_what_is_not_a_port(text, started, capsys):
    with pytest.raises(SystemExit):
        lab.main([f"--port={text}"])
    assert "is not a port" in capsys.readouterr().err


# ------------------------------------------------------------------ the student's copy


def test_the_course_is_handed_out_before_lab_opens(started, copy, capsys):
    assert lab.main([]) == 0
    assert (copy / "notebooks" / "00_summary.ipynb").exists() and (copy / "_attachments").is_dir()
    cells = json.loads((copy / "notebooks" / "03_pytorch_autograd_basics.ipynb").read_bytes())[
        "cells"
    ]
    assert not any(cell.get("outputs") for cell in cells)
    assert not [word for word in started[0] if "root_dir" in word]  # as lab_config.py says
    assert capsys.readouterr().err.startswith("JupyterLab opens in your browser.")


def test_what_the_hand_out_says_is_told(started, copy, monkeypatch, capsys):
    monkeypatch.setattr(lab, "hand_out", lambda *place, own: [f"told of {place[0].name}"])
    (copy / "notebooks").mkdir(parents=True)
    assert lab.main([]) == 0
    assert "told of my-course" in capsys.readouterr().err


FAILURES = {
    "Make room on the disk": OSError(28, "No space left on device"),
    "See to it that you may write in": PermissionError(13, "Permission denied"),
    "Rename or remove it": Refused("my-course is a link"),
}


@pytest.mark.parametrize(("remedy", "error"), FAILURES.items(), ids=FAILURES)
@pytest.mark.parametrize("there", [True, False])
def test_a_failed_hand_out_says_what_to_do(
    started, copy, monkeypatch, capsys, remedy, error, there
):
    """Lab opens all the same if there is something to open."""

    def fail(*place, own):
        raise error

    monkeypatch.setattr(lab, "hand_out", fail)
    if there:
        (copy / "notebooks").mkdir(parents=True)
    assert lab.main([]) == (0 if there else 1)
    assert len(started) == there
    told = capsys.readouterr().err
    assert remedy in told and (error.strerror or str(error)) in told


def test_a_real_full_disk_is_told(started, copy, monkeypatch, capsys):
    def full(self, name, data, mode=0):
        raise OSError(28, "No space left on device", name)

    monkeypatch.setattr(Folder, "write", full)
    lab.main([])
    assert "Make room on the disk" in capsys.readouterr().err


def test_the_courses_own_notebooks_open_on_request_and_nothing_is_handed_out(started, copy):
    assert lab.main(["--stored", "--no-browser"]) == 0
    assert not copy.exists()
    assert f"--ServerApp.root_dir={ROOT}" in started[0]
    assert "--stored" not in started[0] and started[0][-1] == "--no-browser"


# ------------------------------------------------------------------ lab_config.py


def settings(root: Path):
    """What JupyterLab reads of the settings, from a project in `root`."""
    root.mkdir(exist_ok=True)
    path = root / "lab_config.py"
    path.write_bytes((ROOT / "lab_config.py").read_bytes())
    return PyFileConfigLoader(str(path)).load_config()


def test_the_copy_is_served_once_there_is_one(tmp_path):
    assert settings(tmp_path / "a").ServerApp.root_dir == str(tmp_path / "a")
    copy = tmp_path / "a" / environment.MY_COURSE.name
    copy.mkdir()
    assert settings(tmp_path / "a").ServerApp.root_dir == str(copy)


def test_kernels_are_the_servers_own_with_the_courses_extension(tmp_path):
    """Whatever else is called python3 on this machine; and all else is as ipykernel has it."""
    from ipykernel.kernelspec import get_kernel_dict

    manager = settings(tmp_path).ServerApp.kernel_spec_manager_class()
    spec, plain = manager.get_kernel_spec("python3"), get_kernel_dict()
    assert spec.argv == [*plain.pop("argv"), "--ext=minigrad.course.working"]
    assert spec.argv[0] == sys.executable
    assert {name: getattr(spec, name) for name in plain} == plain
    assert manager.get_all_specs()["python3"]["spec"]["argv"] == spec.argv


def test_git_and_the_checks_leave_the_copy_alone():
    name = environment.MY_COURSE.name
    assert f"\n{name}/\n" in (ROOT / ".gitignore").read_text(encoding="utf-8")
    assert f'extend-exclude = ["{name}", ' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
