"""Nothing is loaded before it is used."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("program", "absent"),
    [
        ("import minigrad", ["minigrad.course", "minigrad.drawing", "ipywidgets", "IPython"]),
        ("import minigrad.course", ["minigrad.drawing", "ipywidgets", "IPython", "torch"]),
        ("from minigrad.course import predict; print(predict('3.1'))", ["ipywidgets"]),
    ],
)
def test_what_an_import_leaves_alone(program, absent):
    check = f"{program}\nimport sys\nassert not set({absent}) & set(sys.modules)"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
