"""Warnings in a notebook: one line, every time, without the path of a file."""

import warnings

import pytest

import minigrad as torch
from minigrad.course import plain_warnings


@pytest.fixture
def plain():
    with warnings.catch_warnings():
        plain_warnings()
        yield


def test_one_line_with_its_kind(plain, capsys):
    warnings.warn("mind the gap", UserWarning, stacklevel=1)
    assert capsys.readouterr().err == "UserWarning: mind the gap\n"


def test_the_same_line_warns_again(plain, capsys):
    for _ in range(2):
        warnings.warn("mind the gap", UserWarning, stacklevel=1)
    assert capsys.readouterr().err.count("mind the gap") == 2


def test_the_engines_own_warning_names_no_file(plain, capsys):
    b = torch.tensor([1.0], requires_grad=True) * 2
    assert b.grad is None
    said = capsys.readouterr().err
    assert said.startswith("UserWarning: The .grad attribute of a Tensor that is not a leaf")
    assert ".py" not in said
