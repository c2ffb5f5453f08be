"""tools/undisturbed.py: halves are seen, one start works at a time, other programs stay outside."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import environment
import undisturbed

TOOLS = Path(undisturbed.__file__).parent


@pytest.fixture
def packages(tmp_path):
    """A site-packages folder with one distribution, as pip leaves it."""
    folder = tmp_path / "site-packages"
    distribution(folder, "lab", {"lab/__init__.py": "", "../share/lab/index.html": "<html>"})
    return folder


def distribution(packages, name, files, **more):
    info = packages / f"{name}-1.0.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        (packages / path).parent.mkdir(parents=True, exist_ok=True)
        (packages / path).write_text(content, encoding="utf-8")
    rows = [f"{path},sha256=x,{len(content)}" for path, content in files.items()]
    rows += [f"{info.name}/{file},," for file in ("INSTALLER", "RECORD")]
    (info / "RECORD").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (info / "INSTALLER").write_text("pip\n", encoding="utf-8")
    for file, content in more.items():
        (info / file.replace("_json", ".json").replace("_txt", ".txt")).write_text(
            content, encoding="utf-8"
        )


# ------------------------------------------------------------------ whole

HALVES = {
    "no INSTALLER": lambda packages: next(packages.glob("*/INSTALLER")).unlink(),
    "no RECORD": lambda packages: next(packages.glob("*/RECORD")).unlink(),
    "an empty dist-info": lambda packages: (packages / "x-1.dist-info").mkdir(),
    "no data file": lambda packages: (packages / "../share/lab/index.html").unlink(),
    "an empty data file": lambda packages: (packages / "../share/lab/index.html").write_text(""),
    "an empty RECORD": lambda packages: next(packages.glob("*/RECORD")).write_text(""),
    "being removed": lambda packages: (packages / "~umpy").mkdir(),
    "a damaged RECORD": lambda packages: next(packages.glob("*/RECORD")).write_bytes(b"\xff\0"),
}


@pytest.mark.parametrize("cut", HALVES.values(), ids=HALVES)
def test_a_half_is_seen(cut, packages):
    assert undisturbed.whole(packages)
    cut(packages)
    assert not undisturbed.whole(packages)


def test_compiled_files_may_be_missing(packages):
    distribution(packages, "x", {"x/__pycache__/y.cpython-311.pyc": ""})
    (packages / "x" / "__pycache__" / "y.cpython-311.pyc").unlink()
    assert undisturbed.whole(packages)


# ------------------------------------------------------------------ alone

HOLD = """
import pathlib, subprocess, sys, undisturbed
with undisturbed.alone(pathlib.Path(sys.argv[1]), lambda: None):
    child = [sys.executable, "-c", "import sys; print('held', flush=True); sys.stdin.read()"]
    subprocess.run(child, pass_fds=undisturbed.HELD if sys.argv[2] == "both" else ())
"""


def holder(path, who):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), who],
        cwd=TOOLS,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline().strip() == b"held"
    return process


def test_a_lock_ends_with_its_process(tmp_path):
    path, waited = tmp_path / "lock", []
    with holder(path, "parent") as process:

        def kill():
            waited.append(True)
            process.kill()

        with undisturbed.alone(path, kill):
            assert waited == [True]
        process.stdin.close()
    with undisturbed.alone(path, lambda: pytest.fail("the lock was not given back")):
        pass


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such inheritance")
def test_a_child_that_outlives_its_start_holds_the_lock(tmp_path):
    """pip goes on where only the start that began it was killed."""
    path, waited = tmp_path / "lock", []
    with holder(path, "both") as process:
        process.kill()
        process.wait()

        def end():
            waited.append(True)
            process.stdin.close()

        with undisturbed.alone(path, end):
            assert waited == [True]


# ------------------------------------------------------------------ other programs' settings

HOSTILE = [
    *("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONUSERBASE", "PYTHONPLATLIBDIR"),
    *("PYTHONSAFEPATH", "PYTHONOPTIMIZE", "PYTHONWARNINGS", "PYTHONINSPECT", "PYTHONEXECUTABLE"),
    *("PYTHONCASEOK", "__PYVENV_LAUNCHER__", "JUPYTER_PATH", "JUPYTER_CONFIG_PATH"),
    *("JUPYTER_NO_CONFIG", "JUPYTERLAB_DIR", "JUPYTERLAB_SETTINGS_DIR"),
    "SETUPTOOLS_USE_DISTUTILS",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_brings_other_code_is_left_out(name, made, monkeypatch):
    monkeypatch.setenv(name, "/opt/ros/humble")
    assert name not in undisturbed.undisturbed(os.environ)
    assert name not in environment.settings(made)


def test_what_is_harmless_stays():
    kept = {
        "PYTHONDONTWRITEBYTECODE": "1",
        "HTTPS_PROXY": "http://localhost:1",
        "PATH": "/bin",
        "LANG": "C",
    }
    found = undisturbed.undisturbed(dict(kept, PYTHONUTF8="0", PYTHONNOUSERSITE=""))
    assert found == dict(kept, PYTHONUTF8="1", PYTHONNOUSERSITE="1")


def test_of_pips_settings_those_about_fetching_stay(tmp_path):
    settings = tmp_path / "pip.conf"
    settings.write_text(
        "[global]\nindex-url = https://mirror.example/simple\nuser = true\nquiet = 3\ntimeout = 7\n"
        "target = /elsewhere\nextra-index-url =\n    https://a.example\n    https://b.example\n"
        "[install]\nno-deps = true\ndry-run = true\ntimeout = 8\n"
        "[list]\nindex-url = https://wrong.example\n",
        encoding="utf-8",
    )
    hostile = ("TARGET", "PREFIX", "ROOT", "USER", "NO_DEPS", "DRY_RUN", "PYTHON", "NO_BINARY")
    variables = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    variables.update({f"PIP_{name}": "1" for name in hostile})
    variables.update(
        PIP_CONFIG_FILE=str(settings), PIP_PROXY="http://localhost:1", PYTHONPATH="/opt/ros"
    )
    found = undisturbed.for_pip(sys.executable, variables)
    assert found.pop("PIP_EXTRA_INDEX_URL").split() == ["https://a.example", "https://b.example"]
    assert found["PIP_INDEX_URL"] == "https://mirror.example/simple"
    assert found["PIP_PROXY"] == "http://localhost:1"
    assert found["PIP_TIMEOUT"] == "8"
    assert found["PIP_CONFIG_FILE"] == os.devnull
    assert not {"PYTHONPATH", *(f"PIP_{name}" for name in hostile)} & found.keys()


# ------------------------------------------------------------------ rivals


def test_the_project_under_another_name_is_a_rival_and_so_is_a_strangers_package(packages):
    root = packages.parent / "Kurs ü"
    url = f'{{"url": "{root.as_uri()}", "dir_info": {{"editable": true}}}}'
    distribution(packages, "engine_course", {"__editable__.pth": ""}, top_level_txt="engine\n")
    distribution(packages, "engine", {"__editable__.pth": ""}, top_level_txt="engine\n")
    distribution(packages, "old_name", {"__editable__.pth": ""}, direct_url_json=url)
    distribution(packages, "strangers", {"engine/__init__.py": ""}, direct_url_json="damaged")
    distribution(packages, "engine_of_others", {"engine_of_others/engine.py": ""})
    found = list(undisturbed.rivals(packages, "Engine-Course", "engine", root))
    assert found == ["engine", "old_name", "strangers"]
