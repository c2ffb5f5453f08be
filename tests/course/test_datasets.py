"""The digits: the file is the one that its README describes, and says what it should."""

import hashlib
import tomllib

import numpy as np

from environment import ROOT
from minigrad.course import digits
from minigrad.course.datasets import FILE


def test_the_file_is_the_one_whose_origin_and_license_are_written_down():
    words = (FILE.parent / "README.md").read_text(encoding="utf-8")
    assert f"`{hashlib.sha256(FILE.read_bytes()).hexdigest()}`" in words
    assert "CC BY 4.0" in words
    assert "10.24432/C50P49" in words
    assert FILE.stat().st_size <= 100_000


def test_every_digit_is_eight_by_eight_and_has_a_label():
    images, labels = digits()
    assert images.shape == (1000, 8, 8)
    assert set(np.unique(images)) == set(range(17))
    assert np.bincount(labels).tolist() == [99, 102, 100, 104, 98, 100, 101, 99, 98, 99]


def test_the_first_digit_is_a_ring():
    images, labels = digits()
    assert labels[0] == 0
    assert images[0][3].tolist() == [0, 4, 12, 0, 0, 8, 8, 0]


def test_what_one_caller_changes_another_does_not_see():
    images, labels = digits()
    images[:], labels[:] = 0, 0
    again, names = digits()
    assert again.any() and names.any()


def test_the_file_goes_into_the_wheel():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "course/data/*" in settings["tool"]["setuptools"]["package-data"]["minigrad"]
