"""tools/environment.py on other machines: Windows, closed folders, environments of other Pythons.

Windows is simulated as far as it goes: its folders, its alphabet, its Ctrl-C.
"""

import io
import os
import subprocess
import sys

import pytest

import environment

REAL = sys.executable
posix = pytest.mark.skipif(os.name == "nt", reason="makes small shell scripts")


def test_an_environment_of_an_old_python_does_not_work(made, monkeypatch):
    """A .venv of Python 3.8, say: pip would refuse every package, one after the other."""
    packages = next(made.rglob("site-packages"))
    (packages / "pip.py").touch()
    assert environment.works(made)
    monkeypatch.setattr(environment, "OLDEST", (sys.version_info[0], sys.version_info[1] + 1))
    assert not environment.works(made)


def test_one_of_another_kind_of_machine_does_not_work(made):
    python = environment.venv_python(made)
    python.unlink()
    python.write_bytes(b"MZ, a program of another system")
    assert not environment.works(made)


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_closed_is_a_sentence(project, capsys):
    project.chmod(0o500)
    try:
        assert environment.main([]) == 1
    finally:
        project.chmod(0o700)
    told = capsys.readouterr().err
    assert f"Nothing can be written into {project}" in told
    assert "Copy the course into a folder of your own" in told


def test_a_folder_in_which_nothing_can_be_written_is_a_sentence(project, monkeypatch, capsys):
    def refuse(**_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(environment.tempfile, "TemporaryFile", refuse)
    assert environment.main([]) == 1
    told = capsys.readouterr().err
    assert f"Nothing can be written into {project} (Read-only file system)." in told
    assert not (project / ".venv").exists()


def test_a_file_in_use_is_a_sentence(project, monkeypatch, capsys):
    """Windows replaces nothing that runs: a JupyterLab that was started from the environment."""
    (project / ".venv").mkdir()
    (project / ".venv" / "half made").mkdir()

    def refuse(folder):
        raise PermissionError(13, "Access is denied", str(folder / "python.exe"))

    monkeypatch.setattr(environment.shutil, "rmtree", refuse)
    assert environment.main([]) == 1
    told = capsys.readouterr().err
    assert "python.exe could not be read, written or removed (Access is denied)." in told
    assert "If a JupyterLab or another program still runs from .venv, stop it" in told


@posix
def test_a_home_with_an_umlaut_is_found(only, fake_python, monkeypatch):
    r"""C:\Users\Jürgen, where Python writes to a pipe in cp1252."""
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    folder = only.parent / "Jürgen"
    folder.mkdir()
    fake_python(only, "python3", f'exec "{REAL}" "$@"')
    answer = "import sys; sys._base_executable = {!r}\n".format(str(folder / "python"))
    run = subprocess.run
    monkeypatch.setattr(
        subprocess,
        "run",
        lambda command, **more: run([*command[:-1], answer + command[-1]], **more),
    )
    assert environment.find_python() == str(folder / "python")


def test_on_windows_the_environment_has_other_folders(project, stamp, monkeypatch):
    monkeypatch.setattr(environment, "WINDOWS", True)
    venv = project / ".venv"
    assert environment.venv_python(venv) == venv / "Scripts" / "python.exe"
    (venv / "Lib" / "site-packages" / "numpy-2.4.6.dist-info").mkdir(parents=True)
    assert environment.installed(venv) == {"Lib/site-packages/numpy-2.4.6.dist-info"}
    (venv / "Scripts").mkdir()
    environment.venv_python(venv).touch()
    assert not environment.ready(venv, [])
    stamp(venv)
    assert environment.ready(venv, [])
    assert environment.settings(venv)["PATH"].startswith(str(venv / "Scripts") + os.pathsep)


def test_on_windows_the_launcher_is_asked_last(monkeypatch):
    monkeypatch.setattr(environment, "WINDOWS", True)
    assert list(environment.candidates())[-1] == ["py", "-3"]


def test_on_windows_ctrl_c_is_the_commands_own_affair(monkeypatch):
    """Both get it: JupyterLab asks whether to stop, and is waited for, its exit code kept."""
    answers = [KeyboardInterrupt, KeyboardInterrupt, 3]

    class Process:
        def __init__(self, line, env):
            assert (line, env) == ([r"C:\venv\python.exe", "-c", "1"], {"A": "b"})

        def wait(self):
            answer = answers.pop(0)
            if answer is KeyboardInterrupt:
                raise answer
            return answer

    monkeypatch.setattr(environment, "WINDOWS", True)
    monkeypatch.setattr(subprocess, "Popen", Process)
    assert environment.run(r"C:\venv\python.exe", ["-c", "1"], {"A": "b"}) == 3


def test_pips_progress_is_one_line_without_escape_sequences(project, monkeypatch, capsys):
    """An old console on Windows shows them as letters."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    said = "print('Collecting x' + 90 * 'y'); print('noise'); print('Installing z')"
    log = io.StringIO()
    assert environment.follow([sys.executable, "-c", said], dict(os.environ), log) == 0
    told = capsys.readouterr().err
    assert "\033" not in told and "\n" not in told and "noise" not in told
    shown = told.split("\r")[1:]
    assert [each.strip()[:10] for each in shown] == ["Collecting", "Installing", "", ""]
    assert max(map(len, shown)) == 72
    assert "noise" in log.getvalue()
