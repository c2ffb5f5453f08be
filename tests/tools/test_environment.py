"""tools/environment.py: when it installs, when it must not, and what it says when it can't."""

import ast
import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

import clean
import environment

SCRIPT = Path(environment.__file__)
posix = pytest.mark.skipif(os.name == "nt", reason="makes small shell scripts")


def test_nothing_is_done_when_all_is_there(made, monkeypatch):
    monkeypatch.setattr(environment, "install", lambda *_: pytest.fail("installed again"))
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("started a process"))
    assert environment.prepare([]) == environment.venv_python(made)


def spoil_requirements(venv):
    (venv.parent / "requirements.txt").write_text("numpy>=2.1\n", encoding="utf-8")


def spoil_metadata(venv):
    (venv.parent / "pyproject.toml").write_text('[project]\nname = "y"\n', encoding="utf-8")


def uninstall_a_package(venv):
    shutil.rmtree(next(venv.rglob("numpy-*.dist-info")))


def halve_a_package(venv):
    next(venv.rglob("numpy-*.dist-info/INSTALLER")).unlink()


def remove_a_package_by_hand(venv):
    next(venv.rglob("site-packages/numpy")).rmdir()


def remove_the_page(venv):
    (venv / "share/jupyter/lab/static").rmdir()


def interrupt_installation(venv):
    (venv / environment.MARKER).touch()


def lose_the_stamp(venv):
    (venv / environment.STAMP).unlink()


def damage_stamp(venv):
    (venv / environment.STAMP).write_text('{"extras": ', encoding="utf-8")


def move_the_project(venv):
    text = json.loads((venv / environment.STAMP).read_text(encoding="utf-8"))
    text["fingerprint"] = "that of another folder"
    (venv / environment.STAMP).write_text(json.dumps(text), encoding="utf-8")


SPOILED = [
    spoil_requirements,
    spoil_metadata,
    uninstall_a_package,
    halve_a_package,
    remove_a_package_by_hand,
    remove_the_page,
    interrupt_installation,
    lose_the_stamp,
    damage_stamp,
    move_the_project,
]


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__)
def test_what_makes_it_install_again(spoil, made):
    assert environment.ready(made, [])
    spoil(made)
    assert not environment.ready(made, [])


def test_linter_settings_do_not_reinstall(made):
    path = made.parent / "pyproject.toml"
    text = path.read_text(encoding="utf-8").replace("length = 100", "length = 99")
    path.write_text(text, encoding="utf-8")
    assert environment.ready(made, [])


def test_extras_add_up(made, stamp, monkeypatch):
    stamp(made, ["test"])
    asked = []
    monkeypatch.setattr(environment, "works", lambda venv: True)
    monkeypatch.setattr(environment, "whole", lambda packages: True)
    monkeypatch.setattr(environment, "install", lambda venv, extras: asked.append(extras))
    environment.prepare(["test"])
    assert asked == []
    environment.prepare(["dev"])
    assert asked == [["dev", "test"]]


@pytest.mark.slow
def test_a_removed_python_is_noticed_and_the_environment_made_anew(made, monkeypatch):
    """Uninstalling or replacing the Python behind an environment leaves it broken."""
    python = environment.venv_python(made)
    python.unlink()
    assert not environment.ready(made, [])
    monkeypatch.setattr(environment, "install", lambda venv, extras: None)
    environment.prepare([])
    assert environment.works(made)


@pytest.mark.slow
def test_a_half_made_environment_is_made_anew(project, monkeypatch, capsys):
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").touch()
    monkeypatch.setattr(environment, "install", lambda venv, extras: None)
    assert environment.works(project / ".venv") is False
    environment.prepare([])
    assert environment.works(project / ".venv")
    assert "making it anew" in capsys.readouterr().err


@pytest.mark.parametrize("moment", ["find_python", "carry_out", "install", "fingerprint"])
def test_what_was_cut_off_is_made_anew(moment, project, monkeypatch, capsys):
    """Ctrl-C and kill -9 leave the same: no line that would clean up gets to run."""

    def cut(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(environment, "carry_out", lambda *_: (0, ""))
        patch.setattr(environment, "for_pip", lambda *_: {})
        patch.setattr(environment, moment, cut)
        assert environment.main([]) == 130
    venv, made = project / ".venv", []
    (venv / "pyvenv.cfg").touch()
    monkeypatch.setattr(environment, "works", lambda _: True)  # as far as one can see
    monkeypatch.setattr(environment, "create", made.append)
    monkeypatch.setattr(environment, "install", lambda *_: None)
    environment.prepare([])
    assert made == [venv]
    assert not (venv / environment.MARKER).exists()


def test_a_half_of_an_earlier_version_is_made_anew(made, monkeypatch):
    """It has no marker, and a stamp: pip had called what it found there "already satisfied"."""
    asked = []
    monkeypatch.setattr(environment, "works", lambda _: True)
    monkeypatch.setattr(environment, "create", asked.append)
    monkeypatch.setattr(environment, "install", lambda *_: None)
    spoil_requirements(made)
    environment.prepare([])
    assert asked == [made]  # numpy's dist-info has no RECORD


def test_one_made_by_hand_is_kept(made, monkeypatch):
    info = next(made.rglob("numpy-*.dist-info"))
    (info / "RECORD").write_text(f"{info.name}/RECORD,,\n", encoding="utf-8")
    lose_the_stamp(made)
    monkeypatch.setattr(environment, "works", lambda _: True)
    monkeypatch.setattr(environment, "create", lambda _: pytest.fail("made anew"))
    monkeypatch.setattr(environment, "install", lambda *_: None)
    environment.prepare([])


@pytest.mark.parametrize(
    ("code", "words", "kept"),
    [
        (1, "ERROR: no network", True),
        (1, "Installing collected packages: numpy\nERROR: disk full", False),
        (-9, "", False),
    ],
)
def test_a_failure_that_changed_nothing_leaves_the_environment(
    code, words, kept, made, monkeypatch, capsys
):
    spoil_requirements(made)
    monkeypatch.setattr(environment, "works", lambda _: True)
    monkeypatch.setattr(environment, "whole", lambda _: True)
    monkeypatch.setattr(environment, "carry_out", lambda *_: (code, words))
    monkeypatch.setattr(environment, "for_pip", lambda *_: {})
    assert environment.main([]) == 1
    assert (made / environment.MARKER).exists() != kept


@pytest.mark.slow
def test_making_anew_removes_all_but_the_lock(project):
    venv = project / ".venv"
    (venv / "lib" / "old").mkdir(parents=True)
    (venv / "bin").touch()
    (venv / environment.STAMP).touch()
    with environment.alone(venv / environment.LOCK, lambda: None):
        environment.create(venv)
    assert (venv / environment.LOCK).exists()
    assert not (venv / "lib" / "old").exists() and not (venv / environment.STAMP).exists()
    assert environment.works(venv)


@pytest.mark.parametrize("file", ["pyvenv.cfg", environment.LOCK, "cat.png"])
def test_make_clean_removes_a_half_made_environment_too(file, project):
    venv = project / "elsewhere"
    venv.mkdir()
    (venv / file).touch()
    assert (venv in clean.targets(project, venv)) == (file != "cat.png")


def test_make_clean_leaves_all_that_is_a_students(project):
    for name in ("my-course/notebooks/__pycache__/x.pyc", "my-course/build/x", "notebooks/a.txt"):
        path = project / name
        path.parent.mkdir(parents=True)
        path.touch()
    (project / "build").mkdir()
    assert clean.targets(project, project / ".venv") == [project / "build"]


def test_of_two_starts_one_waits_and_finds_all_done(made, stamp, monkeypatch, capsys):
    @contextmanager
    def alone(path, waiting):
        waiting()
        stamp(made)
        yield

    lose_the_stamp(made)
    monkeypatch.setattr(environment, "alone", alone)
    monkeypatch.setattr(environment, "mend", lambda *_: pytest.fail("did it again"))
    environment.prepare([])
    assert "Another start is at work in .venv." in capsys.readouterr().err


def test_somebody_elses_folder_is_left_alone(project, monkeypatch, capsys):
    precious = project.parent / "photos"
    precious.mkdir()
    (precious / "cat.png").touch()
    monkeypatch.setenv("MINIGRAD_VENV", str(precious))
    assert environment.main([]) == 1
    assert (precious / "cat.png").exists()
    assert "is not a virtual environment, so it was left alone" in capsys.readouterr().err


# ------------------------------------------------------------------ finding Python


@posix
def test_the_newest_python_that_works_is_taken(only, fake_python):
    fake_python(only, "python3.14", "echo 'command not found' >&2; exit 127")  # a pyenv shim
    fake_python(only, "python3.12", "printf '/usr/bin/python3.12\\n1\\n'")
    fake_python(only, "python3", "exit 1")  # too old
    assert environment.find_python() == "/usr/bin/python3.12"


@posix
def test_one_without_venv_is_passed_over(only, fake_python):
    fake_python(only, "python3.12", "printf '/usr/bin/python3.12\\n0\\n'")
    fake_python(only, "python3", "printf '/opt/python3\\n1\\n'")
    assert environment.find_python() == "/opt/python3"


@posix
def test_only_one_without_venv(only, fake_python):
    fake_python(only, "python3", "printf '/usr/bin/python3\\n0\\n'")
    with pytest.raises(environment.Stop, match="apt install python3-venv"):
        environment.find_python()


@posix
def test_none_at_all(only, fake_python):
    fake_python(only, "python3", "exit 1")
    with pytest.raises(environment.Stop, match=r"needs Python 3\.11 or newer(.|\n)*winget install"):
        environment.find_python()


@pytest.mark.parametrize("name", ["environment", "reasons", "undisturbed"])
def test_an_old_python_can_read_the_script(name):
    """It must get as far as the sentence that tells what to install."""
    text = (SCRIPT.parent / f"{name}.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 6))


# ------------------------------------------------------------------ what it says, what it runs

WORDS = {
    "no name": "Retrying ... Failed to establish a new connection: [Errno -3] Temporary failure",
    "refused": "ConnectionError(ProtocolError('Connection refused'))",
    "slow": "ReadTimeoutError: Read timed out.",
    "proxy": "ProxyError('Cannot connect to proxy.')",
}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_no_network_is_one_sentence(words, project):
    told = environment.why_it_failed(project / ".venv", f"ERROR\n{words}\nERROR: No matching")
    assert told.startswith("The packages could not be downloaded")
    assert "run the same command again" in told
    assert "No matching" not in told


@pytest.mark.slow
def test_no_network_for_real(project, monkeypatch, capsys):
    """pip, in a new environment, with an index that nobody answers for."""
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    assert environment.main([]) == 1
    told = capsys.readouterr().err
    assert "The packages could not be downloaded" in told
    assert "Traceback" not in told
    assert "ERROR" not in told
    assert not environment.ready(project / ".venv", [])
    assert environment.works(project / ".venv")  # the next try goes on from here


BACKEND = """
import pathlib, zipfile

def wheel(folder, name, files):
    with zipfile.ZipFile(pathlib.Path(folder) / f"{name}-1-py3-none-any.whl", "w") as archive:
        info = f"{name}-1.dist-info"
        files = dict(files)
        files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1\\n"
        files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        files[f"{info}/RECORD"] = "".join(f"{path},,\\n" for path in [*files, f"{info}/RECORD"])
        for path, text in files.items():
            archive.writestr(path, text)
    return f"{name}-1-py3-none-any.whl"

def build_editable(folder, *_):
    return wheel(folder, "x", {"x.pth": str(pathlib.Path.cwd())})

build_wheel = build_editable
"""


@pytest.mark.slow
def test_a_start_for_real_beside_other_programs_and_after_one_that_was_cut_off(
    project, tmp_path, monkeypatch
):
    """A small project, its one requirement in a folder, and pip itself."""
    (project / "backend.py").write_text(BACKEND, encoding="utf-8")
    (project / "requirements.txt").write_text("tiny\n", encoding="utf-8")
    (project / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "x"\nversion = "1"\n',
        encoding="utf-8",
    )
    settings = "tools/lab_settings/overrides.d/minigrad.json"
    (project / settings).parent.mkdir(parents=True)
    (project / settings).write_text("{}", encoding="utf-8")
    backend: dict = {}
    exec(BACKEND, backend)
    files = {"tiny.py": "ours = True", "tiny-1.data/data/share/tiny.html": "<html>"}
    backend["wheel"](tmp_path, "tiny", files)
    foreign = tmp_path / "foreign"
    (foreign / "tiny-2.dist-info").mkdir(parents=True)
    (foreign / "tiny.py").write_text("ours = False", encoding="utf-8")
    (foreign / "tiny-2.dist-info" / "METADATA").write_text("Name: tiny\nVersion: 2\n", "utf-8")
    conf = tmp_path / "pip.conf"
    conf.write_text("[install]\ndry-run = 1\n", encoding="utf-8")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(conf))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_TARGET", str(tmp_path / "t"))
    monkeypatch.setenv("PYTHONPATH", str(foreign))
    venv = project / ".venv"
    assert environment.main([]) == 0
    page = venv / "share" / "tiny.html"
    assert page.exists() and not (tmp_path / "t").exists()
    assert (venv / "share/jupyter/lab/settings/overrides.d/minigrad.json").exists()
    ask = [str(environment.venv_python(venv)), "-c", "import tiny; print(tiny.ours)"]
    told = subprocess.run(ask, env=environment.settings(venv), capture_output=True, check=True)
    assert told.stdout.split() == [b"True"]
    # As pip leaves it when it is killed before the data files; earlier versions took it for whole.
    page.unlink()
    next(venv.rglob("tiny-1.dist-info/INSTALLER")).unlink()
    move_the_project(venv)
    assert environment.main([]) == 0
    assert page.exists()
    # After a start that was killed, nothing that is found there counts.
    page.unlink()
    (venv / environment.MARKER).touch()
    assert environment.main([]) == 0
    assert page.exists()


def test_another_failure_shows_pips_last_lines(project):
    told = environment.why_it_failed(project / ".venv", "a\nERROR: numpy needs a compiler\n")
    assert "numpy needs a compiler" in told
    assert str(Path(".venv") / environment.LOG) in told


class Broken(io.StringIO):
    def write(self, text):
        raise BrokenPipeError


@pytest.mark.parametrize(
    "stream", [None, Broken(), io.TextIOWrapper(io.BytesIO(), "ascii")], ids=["none", "gone", "C"]
)
def test_it_says_what_can_be_said(stream, monkeypatch):
    monkeypatch.setattr(sys, "stderr", stream)
    environment.say("Kürs \udcc3\udcbc")


def test_a_name_in_the_c_locale_is_the_same_name(made, monkeypatch):
    """LC_ALL=C PYTHONUTF8=0: Python reads the bytes of a path as surrogates."""
    root = str(made.parent / "ü")
    monkeypatch.setattr(environment, "venv_python", lambda _: made)
    monkeypatch.setattr(environment, "ROOT", Renamed(made.parent, root))
    utf8 = environment.fingerprint(made)
    read_as_ascii = root.encode("utf-8").decode("ascii", "surrogateescape")
    monkeypatch.setattr(environment, "ROOT", Renamed(made.parent, read_as_ascii))
    assert environment.fingerprint(made) == utf8


class Renamed:
    """A folder that calls itself otherwise."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name

    def __truediv__(self, part):
        return self.folder / part

    def __str__(self):
        return self.name


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are UTF-8")
def test_a_folder_whose_name_is_not_utf8_is_a_sentence(project, monkeypatch, capsys):
    monkeypatch.setenv("MINIGRAD_VENV", str(project / os.fsdecode(b"K\xfcrs")))
    assert environment.main([]) == 1
    assert "is not written in UTF-8" in capsys.readouterr().err


def test_commands_run_in_the_environment_with_jupyter_to_themselves(made, monkeypatch, capfd):
    show = "import os,sys,json; print(json.dumps([sys.prefix, dict(os.environ)]))"
    told = subprocess.run(
        [sys.executable, "-c", CALL.format(root=str(made.parent), show=show)],
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=SCRIPT.parent,
    )
    prefix, variables = json.loads(told.stdout)
    assert Path(prefix) == made
    assert variables["VIRTUAL_ENV"] == str(made)
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        assert made.parent in Path(variables[name]).parents


CALL = """
import environment, pathlib, sys
environment.ROOT = pathlib.Path({root!r})
sys.exit(environment.main(["-c", {show!r}]))
"""


def test_exit_code_of_the_command_is_kept(made):
    line = [sys.executable, "-c", CALL.format(root=str(made.parent), show="raise SystemExit(7)")]
    assert subprocess.run(line, cwd=SCRIPT.parent, check=False).returncode == 7


def test_a_bad_option_explains_itself(capsys):
    assert environment.main(["--wiht", "test"]) == 2
    assert environment.main(["--with"]) == 2
    assert "python tools/environment.py" in capsys.readouterr().err
