"""Collecting a class's work: what was passed, what was changed, and nothing lost or invented."""

import csv
import json
import os
import shutil
import socket
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

import collect
import folders
from environment import ROOT
from minigrad.course import progressfile

BASICS = "03_pytorch_autograd_basics.ipynb"


@pytest.fixture
def classroom(tmp_path: Path) -> Path:
    """Ana has passed an exercise and changed a cell; Ben has only opened the notebook."""
    for name in ("ana", "ben"):
        notebooks = tmp_path / "classroom" / "homes" / name / "minigrad" / "notebooks"
        notebooks.mkdir(parents=True)
        shutil.copyfile(ROOT / "notebooks" / BASICS, notebooks / BASICS)
    ana = tmp_path / "classroom" / "homes" / "ana" / "minigrad" / "notebooks"
    events = [
        {"at": "2026-01-02T10:00:00", "exercise": "3.1", "state": "failed", "mistake": "x"},
        {"at": "2026-01-03T10:00:00", "exercise": "3.1", "state": "passed"},
    ]
    lines = [progressfile.FIRST_LINE, *map(json.dumps, events)]
    (ana / "progress.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    book = json.loads((ana / BASICS).read_text(encoding="utf-8"))
    book["cells"][-1]["source"] = ["changed by ana"]
    (ana / BASICS).write_text(json.dumps(book), encoding="utf-8")
    return tmp_path / "classroom"


def overview(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "overview.csv").open(encoding="utf-8", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_what_was_passed_and_changed_is_collected(classroom, tmp_path, capsys) -> None:
    to = tmp_path / "collected"
    assert collect.main([str(classroom), "--to", str(to)]) == 0
    rows = overview(to)
    assert rows["ana"]["03 exercises"].startswith("1 of ")
    assert rows["ana"]["04 exercises"].startswith("0 of ")
    assert (rows["ana"]["tries"], rows["ana"]["hints"]) == ("2", "1")
    assert rows["ana"]["last day"] == "2026-01-03"
    assert rows["ana"]["changed notebooks"] == "1"
    assert rows["ben"]["remark"] == "nothing yet"
    assert "changed by ana" in (to / "ana" / BASICS).read_text(encoding="utf-8")
    assert not (to / "ben").exists()
    assert "03 exercises 1 of" in capsys.readouterr().out


def test_a_damaged_progress_file_is_remarked_and_left_alone(classroom, tmp_path) -> None:
    damaged = classroom / "homes" / "ben" / "minigrad" / "notebooks" / "progress.txt"
    damaged.write_bytes(b"\xff\xfe something else")
    assert collect.main([str(classroom), "--to", str(tmp_path / "out")]) == 0
    assert "damaged" in overview(tmp_path / "out")["ben"]["remark"]
    assert damaged.read_bytes() == b"\xff\xfe something else"


def test_nobody_is_told(tmp_path, capsys) -> None:
    (tmp_path / "empty").mkdir()
    assert collect.main([str(tmp_path)]) == 1
    assert "No student's work" in capsys.readouterr().err
    assert collect.main([str(tmp_path / "missing")]) == 1
    assert "not a folder" in capsys.readouterr().err


# --- what students may have put there -----------------------------------------------------------

SECRET = "a secret of somebody else's"
CLOSED = ["closed"] if os.name == "posix" and os.geteuid() else []  # nothing is closed to root
posix = pytest.mark.skipif(os.name == "nt", reason="links need rights there; modes are POSIX's")


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A folder that looks like a student's, and whose notebook must not be collected."""
    folder = tmp_path / "secret"
    folder.mkdir()
    cells = [{"cell_type": "markdown", "source": [SECRET]}]
    (folder / BASICS).write_text(json.dumps({"cells": cells}), encoding="utf-8")
    (folder / "progress.txt").write_text(
        f'{progressfile.FIRST_LINE}\n{{"exercise": "3.2", "state": "passed"}}\n', encoding="utf-8"
    )
    return folder


def collected(classroom: Path, to: Path) -> dict[str, dict[str, str]]:
    """The overview; Ana's work is there whatever the others did, and the secret is not."""
    assert collect.main([str(classroom), "--to", str(to)]) == 0
    found = overview(to)
    assert found["ana"]["changed notebooks"] == "1"
    assert found["ana"]["remark"] == ""
    for path in to.rglob("*"):
        assert not path.is_symlink()
        assert path.is_dir() or SECRET not in path.read_text(encoding="utf-8", errors="replace")
    return found


def ben(classroom: Path) -> Path:
    return classroom / "homes" / "ben" / "minigrad" / "notebooks"


@posix
@pytest.mark.parametrize("name", [BASICS, "progress.txt"])
def test_a_link_for_a_file_is_not_followed(classroom, secret, tmp_path, name) -> None:
    (ben(classroom) / name).unlink(missing_ok=True)
    (ben(classroom) / name).symlink_to(secret / name)
    row = collected(classroom, tmp_path / "out")["ben"]
    assert f"minigrad/notebooks/{name} is a link" in row["remark"]
    assert row["03 exercises"] in ("", f"0 of {row['03 exercises'][-1:]}")


@posix
@pytest.mark.parametrize("level", ["minigrad/notebooks", "minigrad", ""])
def test_a_link_for_a_folder_is_not_followed(classroom, secret, tmp_path, level) -> None:
    folder = classroom / "homes" / "ben" / level
    shutil.rmtree(folder)
    folder.symlink_to(secret)
    row = collected(classroom, tmp_path / "out")["ben"]
    assert "is a link" in row["remark"]
    assert not (tmp_path / "out" / "ben").exists()


@posix
def test_a_link_for_all_homes_is_told(classroom, tmp_path, capsys) -> None:
    (classroom / "homes").rename(tmp_path / "elsewhere")
    (classroom / "homes").symlink_to(tmp_path / "elsewhere")
    assert collect.main([str(classroom), "--to", str(tmp_path / "out")]) == 1
    assert "homes is a link" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@posix
@pytest.mark.parametrize("name", [BASICS, "notebooks"])
def test_a_link_put_there_in_the_last_moment_is_not_followed(
    classroom, secret, tmp_path, monkeypatch, name
) -> None:
    looked, looks = folders.Folder.stat, []

    def look_and_exchange(self: folders.Folder, wanted: str) -> os.stat_result:
        found = looked(self, wanted)
        path = self.path / wanted
        if wanted == name and "ben" in path.parts:
            looks.append(path)
        if looks == [path, path] and not path.is_symlink():  # the second is the one before opening
            path.rename(tmp_path / f"old-{name}")
            path.symlink_to(secret / name if name == BASICS else secret)
        return found

    monkeypatch.setattr(folders.Folder, "stat", look_and_exchange)
    assert name in collected(classroom, tmp_path / "out")["ben"]["remark"]


@posix
@pytest.mark.parametrize("name", [f"minigrad/notebooks/{BASICS}", "minigrad/notebooks", ""])
def test_a_system_without_held_folders_refuses_links_too(
    classroom, secret, tmp_path, monkeypatch, name
) -> None:
    monkeypatch.setattr(folders, "HELD", False)
    monkeypatch.setattr(collect, "HELD", False)
    path = classroom / "homes" / "ben" / name
    path.rename(tmp_path / "old")
    path.symlink_to(secret / BASICS if name.endswith(BASICS) else secret)
    assert "is a link" in collected(classroom, tmp_path / "out")["ben"]["remark"]


def test_a_junction_of_windows_is_a_link() -> None:
    junction = SimpleNamespace(st_mode=stat.S_IFDIR | 0o777, st_reparse_tag=0xA0000003)
    assert folders.kind(junction) == "is a link"


@posix
def test_a_hard_link_could_be_anybodys_file(classroom, secret, tmp_path) -> None:
    (ben(classroom) / BASICS).unlink()
    os.link(secret / BASICS, ben(classroom) / BASICS)
    assert "hard link" in collected(classroom, tmp_path / "out")["ben"]["remark"]


@posix
@pytest.mark.parametrize("name", [BASICS, "progress.txt"])
@pytest.mark.parametrize("what", ["a pipe", "a socket", "a folder", "a huge file", *CLOSED])
def test_what_is_no_file_to_read_is_remarked(classroom, tmp_path, monkeypatch, what, name) -> None:
    path = ben(classroom) / name
    path.unlink(missing_ok=True)
    if what == "a pipe":
        os.mkfifo(path)
    elif what == "a socket":
        monkeypatch.chdir(path.parent)  # a socket's path must be short
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    elif what == "a folder":
        path.mkdir()
    elif what == "a huge file":
        with path.open("wb") as file:
            file.truncate(10**12)
    else:
        path.touch(0)
    assert name in collected(classroom, tmp_path / "out")["ben"]["remark"]


def test_a_folder_closed_to_the_collector_is_remarked(classroom, tmp_path, monkeypatch) -> None:
    entered = folders.Folder.folder

    def closed(self: folders.Folder, name: str, *more, **options) -> folders.Folder:
        if name == "ben" and self.path.name == "homes":
            raise PermissionError(13, "Permission denied", name)
        return entered(self, name, *more, **options)

    monkeypatch.setattr(folders.Folder, "folder", closed)
    assert "Permission denied" in collected(classroom, tmp_path / "out")["ben"]["remark"]


@pytest.mark.parametrize(
    "data",
    [
        b'{"cells":' + b"[" * 200_000,
        b'{"cells": {"source": 3}}',
        b'{"cells": [{"source": [1]}]}',
        b"[1]",
        b"\xff\xfe",
        b"",
    ],
    ids=repr,
)
def test_a_notebook_that_is_none_is_collected_as_it_is(classroom, tmp_path, data) -> None:
    (ben(classroom) / BASICS).write_bytes(data)
    row = collected(classroom, tmp_path / "out")["ben"]
    assert "is not a notebook" in row["remark"]
    assert (tmp_path / "out" / "ben" / BASICS).read_bytes() == data


def test_a_progress_file_with_anything_in_it_ends_nothing(classroom, tmp_path) -> None:
    odd = ["[" * 100_000, '{"exercise": "3.1", "state": "hint", "hint": {}}']
    odd += [
        '{"exercise": "3.1", "state": "hint", "hint": Infinity}',
        '{"state": "x", "at": "=1+1"}',
    ]
    text = "\n".join([progressfile.FIRST_LINE, *odd])
    (ben(classroom) / "progress.txt").write_text(text, encoding="utf-8")
    row = collected(classroom, tmp_path / "out")["ben"]
    assert (row["hints"], row["last day"]) == ("1", "")
    assert "1 line of `progress.txt` can't be read" in row["remark"]


@pytest.mark.parametrize("bound", ["DEEPEST", "MOST_ENTRIES", "MOST_FILES"])
def test_there_are_bounds(classroom, tmp_path, monkeypatch, bound) -> None:
    monkeypatch.setattr(collect, bound, {"DEEPEST": 4, "MOST_ENTRIES": 50, "MOST_FILES": 3}[bound])
    for number in range(10):
        folder = classroom / "homes" / "ben" / "a" / "b" / "c" / "d" / f"{number}"
        folder.mkdir(parents=True)
        for name in (BASICS, *map(str, range(9))):
            (folder / name).write_text("{}", encoding="utf-8")
    row = collected(classroom, tmp_path / "out")["ben"]
    assert "not looked at" in row["remark"]
    assert int(row["changed notebooks"]) <= 3


def test_copies_of_one_notebook_are_all_collected(classroom, tmp_path) -> None:
    (ben(classroom) / BASICS).write_text('{"cells": []}', encoding="utf-8")
    copy = ben(classroom) / "old" / BASICS
    copy.parent.mkdir()
    copy.write_text('{"cells": [1]}', encoding="utf-8")
    assert collected(classroom, tmp_path / "out")["ben"]["changed notebooks"] == "2"
    names = sorted(path.name for path in (tmp_path / "out" / "ben").iterdir())
    assert names == [f"{Path(BASICS).stem}-2.ipynb", BASICS]


# --- names and the result -----------------------------------------------------------------------


def test_names_become_names_for_any_system() -> None:
    taken = {"overview.csv"}
    made = [
        collect.name_for(name, taken) for name in ("Ana", "ana", "ＡＮＡ", "overview.csv", "a:b")
    ]
    assert made == ["Ana", "ana-2", "ＡＮＡ-3", "overview.csv-2", "a_b"]
    odd = ["a\nb", "\x1b[2J", "\udcff", "\u202egpj", "con", "NUL.txt", "x. ", " ", "x" * 300]
    made = [collect.name_for(name, taken) for name in odd]
    assert made[:7] == ["a_b-2", "_[2J", "_", "_gpj", "_con", "_NUL.txt", "x"]
    assert len({name.casefold() for name in made}) == len(odd)
    assert all(name.isprintable() and 0 < len(name) < 70 for name in made)


@posix
def test_no_cell_of_the_overview_is_a_formula(classroom, tmp_path, capsys) -> None:
    homes = classroom / "homes"
    for name in ("=1+1", "+1", "-1", "@x", "\t=1", "e\x1b[31m", "f\udcff"):
        shutil.copytree(homes / "ben", homes / name)
        (homes / name / "=2").symlink_to("nowhere")
    found = collected(classroom, tmp_path / "out")
    assert len(found) == 9
    for row in found.values():
        for value in row.values():
            assert value.isprintable() and value[:1] not in tuple("=+-@")
    assert capsys.readouterr().out.replace("\n", "").isprintable()


@posix
def test_nobody_else_can_read_the_result(classroom, tmp_path) -> None:
    to = tmp_path / "made" / "out"
    before = os.umask(0)
    try:
        collected(classroom, to)
        modes = {path: path.stat().st_mode for path in (to.parent, to, *to.rglob("*"))}
        assert len(modes) == 5
        for mode in modes.values():
            assert stat.S_IMODE(mode) == (0o700 if stat.S_ISDIR(mode) else 0o600)
        for path, mode in modes.items():  # as an earlier version left them
            path.chmod(0o777 if stat.S_ISDIR(mode) else 0o666)
        collected(classroom, to)
    finally:
        os.umask(before)
    for path in (to, *to.rglob("*")):
        assert path.stat().st_mode == modes[path]


@posix
def test_a_folder_with_other_things_in_it_keeps_its_mode(classroom, tmp_path) -> None:
    to = tmp_path / "shared"
    to.mkdir(0o755)
    to.chmod(0o755)
    (to / "other.txt").touch()
    collected(classroom, to)
    assert stat.S_IMODE(to.stat().st_mode) == 0o755
    assert stat.S_IMODE((to / "ana").stat().st_mode) == 0o700


@posix
@pytest.mark.parametrize("name", ["", "ana", "overview.csv", f"ana/{BASICS}", f"ana/{BASICS}.part"])
def test_nothing_is_written_through_a_link(classroom, tmp_path, capsys, name) -> None:
    to, victim = tmp_path / "out", tmp_path / "victim"
    link = to / name
    link.parent.mkdir(parents=True, exist_ok=True)
    if name in ("", "ana"):
        victim.mkdir()
    else:
        victim.write_text("as it was", encoding="utf-8")
    link.symlink_to(victim)
    code = collect.main([str(classroom), "--to", str(to)])
    if victim.is_dir():
        assert not list(victim.iterdir())
    else:
        assert victim.read_text(encoding="utf-8") == "as it was"
    told = capsys.readouterr()
    if name.endswith(".part"):  # what an interrupted run leaves; it makes room
        assert code == 0 and not link.is_symlink()
    else:
        assert code == (name in ("", "overview.csv"))
        assert f"{link} is a link" in told.out + told.err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs two accounts")
def test_root_follows_no_link_of_a_student_on_the_way_to_the_result(
    classroom, tmp_path, capsys
) -> None:
    victim, theirs = tmp_path / "victim", tmp_path / "theirs"
    victim.mkdir()
    theirs.mkdir()
    os.chown(theirs, 65533, 65533)
    (theirs / "link").symlink_to(victim)
    assert collect.main([str(classroom), "--to", str(theirs / "link" / "out")]) == 1
    assert f"{theirs / 'link'} is a link: name another place" in capsys.readouterr().err
    assert not list(victim.iterdir())


def test_the_result_is_no_student(classroom, tmp_path) -> None:
    homes = classroom / "homes"
    for _ in range(2):
        assert list(collected(homes, homes / "collected")) == ["ana", "ben"]
