"""The stubs are those that the table gives, and the wheel has them."""

import re
from pathlib import Path

import stubs

ROOT = Path(__file__).parents[2]


def test_they_are_up_to_date(capsys):
    assert stubs.main(["--check"]) == 0, capsys.readouterr().out


def test_a_form_becomes_a_line():
    (line,) = stubs.stub("argmax", method=False)
    assert line == (
        "def argmax(input: _Tensor, dim: _int | None = ..., keepdim: _bool = ..., *, "
        "out: _Tensor | None = ...) -> _Tensor: ..."
    )
    assert list(stubs.stub("permute", method=True)) == [
        "def permute(self, *dims: Any) -> _Tensor: ..."
    ]


def test_each_operation_has_its_line():
    methods = stubs.METHODS.read_text(encoding="utf-8")
    for name, face in stubs.FACES.items():
        if face.method:
            assert re.search(rf"def {name}\(", methods), name


def test_they_are_part_of_the_package():
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert '"py.typed", "**/*.pyi"' in settings
    assert (ROOT / "minigrad" / "py.typed").is_file()
