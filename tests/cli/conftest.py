"""What the command's tests share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from minigrad.cli import main


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def failed(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that must fail, and return its one message."""

    def run(arguments: list[str], code: int = 1) -> str:
        assert main(arguments) == code
        captured = capsys.readouterr()
        assert captured.out == "" and "Traceback" not in captured.err
        return captured.err

    return run
