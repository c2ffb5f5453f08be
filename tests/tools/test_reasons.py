"""tools/reasons.py: what went wrong is named as what it was."""

import errno
import os

import pytest

import environment
import reasons

FULL = [OSError(errno.ENOSPC, "No space left on device"), OSError(errno.EDQUOT, "Quota exceeded")]
PROXIES = ("PIP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("error", FULL, ids=str)
def test_a_full_disk_at_a_first_start(error, project, monkeypatch, capsys):
    def fail(*_):
        raise error

    monkeypatch.setattr(environment, "create", fail)
    assert environment.main([]) == 1
    told = capsys.readouterr().err
    assert f"A disk is full: {error.strerror}." in told
    assert "Make room" in told


def test_a_full_disk_at_a_later_start(made, monkeypatch, capsys):
    """An empty file still fits. The full disk is named: the environment may be on another."""

    class File:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def write(self, content):
            raise FULL[0]

    monkeypatch.setattr(environment.tempfile, "TemporaryFile", lambda **_: File())
    monkeypatch.setattr(environment, "run", lambda *_: pytest.fail("started"))
    assert environment.main(["tools/lab.py"]) == 1
    here = str(made.parent)
    assert f"A disk is full: No space left on device: {here!r}." in capsys.readouterr().err


WORDS = {
    "a full disk": (
        "OSError: [Errno 28] No space left on device: '/tmp/pip-x/numpy.whl'",
        "A disk is full: No space left on device: '/tmp/pip-x/numpy.whl'",
    ),
    "a full disk after trouble with the network": (
        "Connection refused\n[Errno 122] Disk quota exceeded",
        "A disk is full: Disk quota exceeded.",
    ),
    "a certificate": (
        "SSLError(SSLCertVerificationError('[SSL: CERTIFICATE_VERIFY_FAILED]",
        "the package index's certificate was not",
    ),
    "a proxy of pip's settings": ("ProxyError('Cannot connect')", "(set in pip's or the system's"),
    "a file that is in use": (
        "[WinError 5] Access is denied: 'C:\\\\course\\\\.venv\\\\lab.exe'",
        "could not be read, written or removed (Access is denied)",
    ),
    "something else": ("ERROR: it needs a compiler", "  ERROR: it needs a compiler"),
}


@pytest.mark.parametrize(("words", "told"), WORDS.values(), ids=WORDS)
def test_pips_words(words, told, project):
    assert told in environment.why_it_failed(project / ".venv", words)


@pytest.mark.parametrize("words", ["Connection refused", "from versions: none", "ProxyError("])
@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("http://[", "http://[ is no proxy's address"),
        ("ftp://x", "ftp://x is no proxy's address"),
        ("http://", "http:// is no proxy's address"),
        ("foo:99999", "foo:99999 is no proxy's address"),
        ("http://ana:secret@127.0.0.1:1", "http://...@127.0.0.1:1: "),
    ],
)
def test_a_proxy_set_to_nonsense(value, fault, words, project, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", value)
    told = environment.why_it_failed(project / ".venv", words)
    assert f"the proxy could not be used (HTTPS_PROXY={fault}" in told
    assert "secret" not in told


def test_a_proxy_that_answers_is_not_at_fault(project, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "proxy.edu:3128")

    class Connection:
        def close(self):
            pass

    monkeypatch.setattr(reasons.socket, "create_connection", lambda *_, **__: Connection())
    told = environment.why_it_failed(project / ".venv", "Name or service not known")
    assert "the package index did not answer" in told
    assert "HTTPS_PROXY=proxy.edu:3128" in environment.why_it_failed(project, "ProxyError(")


@pytest.fixture
def another_user(monkeypatch):
    """All files belong to someone else, who is not root, and can't be written."""
    if os.name == "nt":
        pytest.skip("Windows tells no owner")
    monkeypatch.setattr(reasons.os, "geteuid", lambda: 2**31 - 7)
    monkeypatch.setattr(environment.os, "access", lambda *_: False)


def test_a_strangers_file_inside_the_environment(made, another_user, monkeypatch, capsys):
    """shutil tells the last part of a name only."""

    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied", "override.py")

    (made / environment.MARKER).touch()
    monkeypatch.setattr(environment, "create", refuse)
    assert environment.main([]) == 1
    told = capsys.readouterr().err
    assert "belongs to" in told and "sudo chown -R" in told and str(made.parent) in told


def test_a_strangers_folder_at_a_later_start(made, another_user, capsys):
    """`sudo make lab` once: Jupyter would end with a traceback."""
    (made.parent / "notebooks").mkdir()
    assert environment.main(["-c", "1"]) == 1
    assert f"{made.parent / 'notebooks'} belongs to" in capsys.readouterr().err
