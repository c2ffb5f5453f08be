"""The same program gives the same picture, byte for byte: here, tomorrow, in another process."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

import minigrad

from .conftest import GOLDEN
from .programs import PROGRAMS

FORMS = ("dot", "svg", "txt")
OTHERS = {  # of test_fold and test_difference
    f"{name}.{form}" for name in ("folded_layers", "difference_backward") for form in ("svg", "txt")
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_is_drawn_as_it_is_stored(name: str, golden: Callable[[str, str], None]) -> None:
    picture = PROGRAMS[name](minigrad)
    golden(f"{name}.dot", picture.dot)
    golden(f"{name}.svg", picture.svg)
    golden(f"{name}.txt", picture.text + "\n")


def test_every_stored_file_has_a_program() -> None:
    expected = {f"{name}.{form}" for name in PROGRAMS for form in FORMS} | OTHERS
    assert {path.name for path in GOLDEN.iterdir()} == expected


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_order_of_sets_in_another_process_changes_nothing(seed: str) -> None:
    code = (
        "import hashlib, minigrad\n"
        "from tests.drawing.programs import PROGRAMS\n"
        "for name, program in PROGRAMS.items():\n"
        "    picture = program(minigrad)\n"
        "    form = picture.html.encode('utf-8') + picture.text.encode('utf-8')\n"
        "    print(name, hashlib.sha256(form).hexdigest())\n"
    )
    root = GOLDEN.parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=root,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    assert done.returncode == 0, done.stderr
    import hashlib

    for line in done.stdout.splitlines():
        name, digest = line.split()
        picture = PROGRAMS[name](minigrad)
        form = picture.html.encode("utf-8") + picture.text.encode("utf-8")
        assert hashlib.sha256(form).hexdigest() == digest, name
    assert len(done.stdout.splitlines()) == len(PROGRAMS)


@pytest.mark.live
@pytest.mark.parametrize("name", PROGRAMS)
def test_pytorch_gives_the_same_picture(name: str, torch) -> None:
    assert PROGRAMS[name](torch).html == PROGRAMS[name](minigrad).html
