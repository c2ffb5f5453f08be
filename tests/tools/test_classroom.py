"""The classroom's own part: names, passwords, and what it says when it can't open."""

import argparse
import json
import os
import re
import socket
import subprocess
import sys

import pytest

import classroom
from environment import ROOT

PROGRAM = str(ROOT / "tools" / "classroom.py")


def test_names_are_those_that_a_folder_and_an_address_can_have() -> None:
    assert classroom.names("ana, ben_2,c.d") == ["ana", "ben_2", "c.d"]
    for wrong in ("../ana", "Ana", "a b", "", " , ", "-x", "ana/ben"):
        with pytest.raises(argparse.ArgumentTypeError, match="student"):
            classroom.names(wrong)


def test_passwords_are_kept_and_new_students_get_new_ones(tmp_path) -> None:
    first = classroom.class_list(tmp_path, ["ana"])
    second = classroom.class_list(tmp_path, ["ben"])
    assert second["ana"] == first["ana"]
    assert set(second) == {"ana", "ben"}
    assert all(re.fullmatch(r"[a-z]{4}(-[a-z]{4}){2}", secret) for secret in second.values())
    assert second["ana"] != second["ben"]
    if os.name == "posix":
        assert (tmp_path / "students.txt").stat().st_mode & 0o777 == 0o600


def test_a_damaged_list_is_told_and_left_alone(tmp_path) -> None:
    (tmp_path / "students.txt").write_text("{", encoding="utf-8")
    with pytest.raises(classroom.Stop, match="damaged"):
        classroom.class_list(tmp_path, ["ana"])
    assert (tmp_path / "students.txt").read_text(encoding="utf-8") == "{"


def test_no_students_is_told(tmp_path) -> None:
    with pytest.raises(classroom.Stop, match="--students"):
        classroom.class_list(tmp_path, [])


def test_a_busy_port_is_told() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        with pytest.raises(argparse.ArgumentTypeError, match="in use"):
            classroom.port_number(str(busy.getsockname()[1]))
    with pytest.raises(argparse.ArgumentTypeError, match="not a port"):
        classroom.port_number("80000")


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_a_folder_closed_to_others_is_named(tmp_path) -> None:
    closed = tmp_path / "closed"
    (closed / "inner").mkdir(parents=True)
    closed.chmod(0o700)
    with pytest.raises(classroom.Stop, match=r"can't be entered by other users"):
        classroom.check_readable(closed / "inner")


def test_help_says_how_to_start_it() -> None:
    done = subprocess.run(
        [sys.executable, PROGRAM, "--help"], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0
    assert "--students ana,ben" in done.stdout


def test_the_proxys_lock_file_fits_its_package_and_names_no_server() -> None:
    folder = ROOT / "tools" / "hub"
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["packages"][""]["dependencies"] == package["dependencies"]
    for name, entry in lock["packages"].items():
        assert "resolved" not in entry
        assert not name or entry["integrity"].startswith("sha512-")
