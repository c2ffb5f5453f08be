"""A program that says torch runs on minigrad, with one copy of everything."""

import subprocess
import sys

PROGRAM = """
import sys
import minigrad
sys.modules["torch"] = minigrad
import torch
import torch.nn as nn, torch.nn.functional as F
from torch.autograd.functional import jacobian
from torch.optim import lr_scheduler
from torch.utils.data import DataLoader
import torch.utils.checkpoint
import minigrad.nn, minigrad.autograd.functional
assert torch.nn is minigrad.nn is nn is sys.modules["minigrad.nn"]
assert jacobian is minigrad.autograd.functional.jacobian
assert nn.__name__ == nn.__spec__.name == "minigrad.nn", nn.__spec__
assert isinstance(nn.Linear(2, 1).weight, torch.Tensor)
assert not [n for n in sys.modules if n.startswith("torch.") and
            sys.modules[n] is not sys.modules["minigrad" + n[5:]]]
try:
    import torch.cuda
except ModuleNotFoundError as error:
    print(error)
"""


def test_one_copy_of_everything() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "minigrad.cuda" in ran.stdout


def test_other_packages_are_left_alone() -> None:
    program = "import minigrad, json.decoder, email.mime.text; print(json.decoder.__name__)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stdout == "json.decoder\n"
