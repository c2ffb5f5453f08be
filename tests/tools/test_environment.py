"""tools/environment.py: when it installs, when it must not, and what it says when it can't."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

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
    next(venv.rglob("numpy-*.dist-info")).rmdir()


def interrupt_installation(venv):
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
    interrupt_installation,
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


def test_a_removed_python_is_noticed_and_the_environment_made_anew(made, monkeypatch):
    """Uninstalling or replacing the Python behind an environment leaves it broken."""
    python = environment.venv_python(made)
    python.unlink()
    assert not environment.ready(made, [])
    monkeypatch.setattr(environment, "install", lambda venv, extras: None)
    environment.prepare([])
    assert environment.works(made)


def test_a_half_made_environment_is_made_anew(project, monkeypatch, capsys):
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").touch()
    monkeypatch.setattr(environment, "install", lambda venv, extras: None)
    assert environment.works(project / ".venv") is False
    environment.prepare([])
    assert environment.works(project / ".venv")
    assert "making it anew" in capsys.readouterr().err


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


def test_an_old_python_can_read_the_script():
    """It must get as far as the sentence that tells what to install."""
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


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


def test_another_failure_shows_pips_last_lines(project):
    told = environment.why_it_failed(project / ".venv", "a\nERROR: numpy needs a compiler\n")
    assert "numpy needs a compiler" in told
    assert str(Path(".venv") / environment.LOG) in told


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
