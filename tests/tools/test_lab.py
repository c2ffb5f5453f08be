"""tools/lab.py: ports, and what JupyterLab is started with."""

import os
import socket
import sys
from types import ModuleType

import pytest

import lab


@pytest.fixture
def busy():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def started(monkeypatch):
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


def test_jupyterlab_is_imported_without_proxies_and_kernels_have_them(monkeypatch):
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
