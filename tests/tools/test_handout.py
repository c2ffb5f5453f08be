"""Handing out the course: what a student changed is never lost."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

import classroom
import folders
from edition import working
from environment import ROOT
from handout import ORIGINALS, RECORD, checksum, course_files, give, hand_out, main

posix = pytest.mark.skipif(os.name == "nt", reason="links need rights there")
root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root has rights to give up"
)
STUDENT = 65533  # a user number that nobody has


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small course."""
    root = tmp_path / "course"
    (root / "notebooks" / ".ipynb_checkpoints").mkdir(parents=True)
    (root / "notebooks" / "03.ipynb").write_text("first", encoding="utf-8")
    for name in ("progress.txt", "my-progress.csv"):
        (root / "notebooks" / name).write_text("somebody's", encoding="utf-8")
    (root / "notebooks" / ".ipynb_checkpoints" / "03.ipynb").write_text("old", encoding="utf-8")
    (root / "README.md").write_text("read me", encoding="utf-8")
    (root / "LICENSE").write_text("free", encoding="utf-8")
    (root / "docs" / "deep").mkdir(parents=True)
    (root / "docs" / "deep" / "cli.md").write_text("a page", encoding="utf-8")
    return root


def test_the_real_course_is_handed_out_whole() -> None:
    names = {path.as_posix() for path in course_files()}
    assert {"README.md", "notebooks/03_pytorch_autograd_basics.ipynb"} <= names
    assert any(name.startswith("_attachments/") for name in names)
    assert not any("checkpoint" in name or name.endswith("progress.txt") for name in names)


def test_a_new_student_gets_everything_and_nobody_elses_progress(source, tmp_path) -> None:
    home = tmp_path / "home"
    assert hand_out(home, source) == []
    given = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    originals = {f"{ORIGINALS}/notebooks/03.ipynb", RECORD}
    assert given == {"README.md", "LICENSE", "docs/deep/cli.md", "notebooks/03.ipynb"} | originals


def test_what_is_unchanged_is_renewed(source, tmp_path) -> None:
    home = tmp_path / "home"
    hand_out(home, source)
    (source / "notebooks" / "03.ipynb").write_text("second", encoding="utf-8")
    assert hand_out(home, source) == []
    assert (home / "notebooks" / "03.ipynb").read_text(encoding="utf-8") == "second"


def test_what_the_student_changed_stays_and_the_new_one_lies_beside_it(source, tmp_path) -> None:
    home = tmp_path / "home"
    mine = home / "notebooks" / "03.ipynb"
    hand_out(home, source)
    mine.write_text("my answers", encoding="utf-8")
    assert hand_out(home, source) == []  # nothing new, nothing to say
    (source / "notebooks" / "03.ipynb").write_text("second", encoding="utf-8")
    (told,) = hand_out(home, source)
    assert told.startswith("notebooks/03.ipynb was changed by you and stays")
    assert mine.read_text(encoding="utf-8") == "my answers"
    assert (home / "notebooks" / "03.new.ipynb").read_text(encoding="utf-8") == "second"
    assert hand_out(home, source) == []  # told once


def test_without_a_record_everything_counts_as_changed(source, tmp_path) -> None:
    home = tmp_path / "home"
    hand_out(home, source)
    (home / RECORD).write_bytes(b"\xff\xfe not a record")
    (home / "README.md").write_text("mine", encoding="utf-8")
    assert [told.split(" ")[0] for told in hand_out(home, source)] == ["README.md"]
    assert (home / "README.md").read_text(encoding="utf-8") == "mine"


def test_what_was_deleted_comes_back(source, tmp_path) -> None:
    home = tmp_path / "home"
    hand_out(home, source)
    (home / "README.md").unlink()
    hand_out(home, source)
    assert (home / "README.md").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path, capsys) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert main([str(tmp_path / "file")]) == 1
    assert "could not be copied" in capsys.readouterr().err


# --- notebooks, cell by cell --------------------------------------------------------------------


def notebook(*cells: tuple[str, str], version: str = "", outputs: bool = True) -> str:
    """A notebook with cells of these ids and sources, as it is stored or as Jupyter saves it."""
    said = [{"output_type": "stream", "name": "stdout", "text": "1"}] if outputs else []
    made = [
        {"cell_type": "code", "id": name, "source": source, "metadata": {}}
        | {"outputs": said, "execution_count": 1 if outputs else None}
        for name, source in cells
    ]
    language = {"name": "python"} | ({"version": version} if version else {})
    content = {"cells": made, "metadata": {"language_info": language}}
    return json.dumps(content | {"nbformat": 4, "nbformat_minor": 5})


def store(folder: Path, text: str) -> Path:
    """Notebook 03 of a course or of a student."""
    path = folder / "notebooks" / "03.ipynb"
    path.write_text(text, encoding="utf-8")
    return path


def shown(path: Path) -> dict[str, tuple[str, bool]]:
    """The source of each cell, and whether it has an output."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: ("".join(cell["source"]), bool(cell["outputs"])) for cell in cells}


OLD = (("a", "a = 1"), ("b", "b = 2"))
NEW = (("a", "a = 1"), ("b", "b = 20"), ("c", "c = 3"))
RUN = notebook(*OLD, version="3.13.1")


@pytest.fixture
def handed(source: Path, tmp_path: Path) -> Path:
    """A student's folder with the old notebook."""
    store(source, notebook(*OLD))
    home = tmp_path / "home"
    assert hand_out(home, source) == []
    return home


def test_a_student_gets_the_working_edition(source, handed) -> None:
    assert shown(handed / "notebooks" / "03.ipynb") == {
        "a": ("a = 1", False),
        "b": ("b = 2", False),
    }


def test_a_notebook_that_was_only_run_keeps_its_outputs_when_the_course_changes(source, handed):
    mine = store(handed, RUN)
    assert hand_out(handed, source) == [] and mine.read_text(encoding="utf-8") == RUN
    store(source, notebook(*NEW))
    assert hand_out(handed, source) == []
    updated = {"a": ("a = 1", True), "b": ("b = 20", False), "c": ("c = 3", False)}
    assert shown(mine) == updated
    store(source, notebook(*NEW, ("d", "d = 4")))  # and again
    assert hand_out(handed, source) == []
    assert shown(mine) == updated | {"d": ("d = 4", False)}
    assert not list((handed / "notebooks").glob("*.new*"))


def test_a_students_cells_stay_in_a_notebook_that_is_brought_up_to_date(source, handed) -> None:
    mine = store(handed, notebook(("a", "my answer"), ("own", "x"), ("b", "b = 2")))
    store(source, notebook(*NEW))
    assert hand_out(handed, source) == []
    sources = {name: text for name, (text, _) in shown(mine).items()}
    assert sources == {"a": "my answer", "own": "x", "b": "b = 20", "c": "c = 3"}


@pytest.mark.parametrize("text", [notebook(("a", "a = 1"), ("b", "mine")), "not a notebook", ""])
def test_what_cannot_be_merged_stays_and_is_told_once(source, handed, text) -> None:
    mine = store(handed, text)
    store(source, notebook(*NEW))
    (told,) = hand_out(handed, source)
    assert told == "notebooks/03.ipynb was changed by you and stays; the new one is 03.new.ipynb"
    assert mine.read_text(encoding="utf-8") == text
    assert shown(mine.with_name("03.new.ipynb"))["c"] == ("c = 3", False)
    assert hand_out(handed, source) == []
    assert mine.read_text(encoding="utf-8") == text


def test_a_notebook_that_was_renamed_stays_and_a_fresh_one_comes(source, handed) -> None:
    mine = store(handed, RUN)
    mine.rename(mine.with_name("mine.ipynb"))
    assert hand_out(handed, source) == []
    assert mine.with_name("mine.ipynb").read_text(encoding="utf-8") == RUN
    assert shown(mine)["a"] == ("a = 1", False)


def first_form(home: Path, source: Path, mine: str) -> Path:
    """A folder as the hand-out left it when it gave the stored edition, and kept no originals."""
    (home / "notebooks").mkdir(parents=True)
    given = notebook(*OLD)
    store(source, given)
    (home / RECORD).write_text(f"{checksum(given.encode())} notebooks/03.ipynb\n", encoding="utf-8")
    return store(home, mine)


@pytest.mark.parametrize("course", [OLD, NEW], ids=["the same course", "a new course"])
def test_a_folder_of_the_first_form_is_upgraded(source, tmp_path, course) -> None:
    mine = first_form(tmp_path / "untouched", source, notebook(*OLD))
    store(source, notebook(*course))
    assert hand_out(tmp_path / "untouched", source) == []
    assert mine.read_bytes() == working(notebook(*course).encode())
    run = first_form(tmp_path / "run", source, RUN)
    store(source, notebook(*course))
    told = hand_out(tmp_path / "run", source)
    assert [sentence.partition(" ")[0] for sentence in told] == ["notebooks/03.ipynb"] * (
        course == NEW
    )
    assert shown(run) == {"a": ("a = 1", True), "b": ("b = 2", True)}
    store(source, notebook(*course, ("d", "d = 4")))
    assert hand_out(tmp_path / "run", source) == []  # from here on it is known what was given
    assert shown(run)["d"] == ("d = 4", False) and shown(run)["a"] == ("a = 1", True)


def test_an_original_that_is_not_what_was_given_is_not_believed(source, handed) -> None:
    (handed / ORIGINALS / "notebooks" / "03.ipynb").write_text(
        notebook(("a", "mine"), ("b", "b = 2")), encoding="utf-8"
    )
    mine = store(handed, notebook(("a", "mine"), ("b", "b = 2")))
    store(source, notebook(("a", "a = 10"), ("b", "b = 2")))
    assert hand_out(handed, source) and shown(mine)["a"][0] == "mine"


@pytest.mark.parametrize("when", ["at once", "after a change of the student's"])
def test_a_hand_out_that_was_cut_off_is_made_again(source, handed, when, monkeypatch) -> None:
    store(handed, RUN)
    store(source, notebook(*NEW))
    written = folders.Folder.write

    def write(self, name, data, mode=0o666):
        if name == RECORD:
            raise OSError(28, "No space left on device", name)
        written(self, name, data, mode)

    with monkeypatch.context() as patched:
        patched.setattr(folders.Folder, "write", write)
        with pytest.raises(OSError, match="No space left"):
            hand_out(handed, source)
    mine = handed / "notebooks" / "03.ipynb"
    if when != "at once":
        store(handed, notebook(("a", "mine"), *NEW[1:]))
    before = shown(mine)
    assert hand_out(handed, source) == []
    assert shown(mine) == before


def everything(home: Path) -> dict[str, bytes]:
    """What lies in a folder, by its names."""
    found = [path for path in sorted(home.rglob("*")) if path.is_file()]
    return {str(path.relative_to(home)): path.read_bytes() for path in found}


@pytest.mark.parametrize("call", ["open", "fdopen", "replace", "mkdir", "unlink"])
def test_wherever_a_hand_out_was_killed_the_next_one_is_whole(source, tmp_path, call, monkeypatch):
    def student(name: str) -> Path:
        store(source, notebook(*OLD))
        home = tmp_path / name
        hand_out(home, source)
        store(home, notebook(("a", "a = 1"), ("own", "mine"), ("b", "b = 2"), version="3.13.1"))
        (home / "notebooks" / "own.ipynb").write_text("{}", encoding="utf-8")
        store(source, notebook(*NEW))
        (source / "README.md").write_text("new", encoding="utf-8")
        return home

    home = student("never killed")
    hand_out(home, source)
    whole, real = everything(home), getattr(os, call)
    for place in range(100):
        home, left = student(f"killed at {place}"), [place]

        def killed(path, *rest, left=left, **more):
            left[0] -= call != "fdopen" or rest == ("wb",)
            if left[0] >= 0:
                return real(path, *rest, **more)
            if call == "fdopen":
                with real(path, *rest, **more) as file:
                    file.write(b"half a file")
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(os, call, killed)
            try:
                hand_out(home, source)
                break
            except KeyboardInterrupt:
                pass
        assert hand_out(home, source) == []
        assert everything(home) == whole
    assert place > 1


# --- what Jupyter trusts ------------------------------------------------------------------------


@pytest.fixture
def jupyter(tmp_path: Path) -> Path:
    """A student's folder for Jupyter's data, as the first start of Jupyter leaves it."""
    folder = tmp_path / "data"
    folder.mkdir()
    trust(folder, notebook())
    return folder


def trust(jupyter: Path, text: str) -> None:
    """Sign this, as Jupyter does when it saves what was run in it."""
    with notary(jupyter) as signer:
        signer.sign(nbformat.reads(text, as_version=4))


def trusted(jupyter: Path, path: Path) -> bool:
    """Whether Jupyter would show all that is in this file."""
    with notary(jupyter) as signer:
        return signer.check_signature(nbformat.read(path, as_version=4))


@contextmanager
def notary(jupyter: Path) -> Iterator[NotebookNotary]:
    """Who signs; other versions of nbformat have no `with` of their own."""
    made = NotebookNotary(data_dir=str(jupyter))
    yield made
    made.store.close()


@pytest.mark.parametrize("signed", [True, False])
def test_what_is_brought_up_to_date_is_trusted_as_it_was(
    source, handed, jupyter, signed, monkeypatch
) -> None:
    mine = store(handed, RUN)
    if signed:
        trust(jupyter, RUN)
    store(source, notebook(*NEW))
    assert hand_out(handed, source, jupyter=jupyter) == []
    assert shown(mine)["c"] and trusted(jupyter, mine) == signed
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(jupyter))  # as `make lab` and an image have it
    store(source, notebook(*NEW, ("d", "d = 4")))
    assert hand_out(handed, source) == []
    assert shown(mine)["d"] and trusted(jupyter, mine) == signed


def test_what_a_stranger_made_of_it_is_not_trusted(source, handed, jupyter) -> None:
    trust(jupyter, RUN)
    mine = store(handed, RUN.replace('"text": "1"', '"text": "<script>"'))
    store(source, notebook(*NEW))
    assert hand_out(handed, source, jupyter=jupyter) == []
    assert shown(mine)["c"] and not trusted(jupyter, mine)


@pytest.mark.parametrize("what", ["no list", "a list that can't be used", "no key", "a full disk"])
def test_a_hand_out_does_not_fail_for_trust(source, handed, jupyter, what, monkeypatch) -> None:
    mine = store(handed, RUN)
    trust(jupyter, RUN)
    store(source, notebook(*NEW))
    listed = jupyter / "nbsignatures.db"
    if what.startswith("no"):
        (listed if what == "no list" else jupyter / "notebook_secret").unlink()
    elif what == "a full disk":

        def full(*_):
            raise sqlite3.OperationalError("database or disk is full")

        monkeypatch.setattr("nbformat.sign.SQLiteSignatureStore.store_signature", full)
    else:
        listed.write_bytes(b"no list")
        (jupyter / "nbsignatures.db.bak" / "in the way").mkdir(parents=True)  # nor made anew
    before = sorted(jupyter.iterdir())
    told = hand_out(handed, source, jupyter=jupyter)
    assert shown(mine)["c"]
    assert [sentence.partition(";")[0] for sentence in told] == [
        "notebooks/03.ipynb was brought up to date"
    ] * (not what.startswith("no"))
    assert sorted(jupyter.iterdir()) == before
    assert hand_out(handed, source, jupyter=jupyter) == []


@pytest.fixture
def enterable() -> Iterator[Path]:
    """A folder that every user can come to; pytest's own are closed."""
    for path in map(Path, (sys.prefix, sys.base_prefix)):
        try:
            classroom.check_readable(path)
        except classroom.Stop:
            pytest.skip("other users can't start this Python")
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@root
def test_root_keeps_trust_with_the_students_rights(source, enterable, jupyter) -> None:
    home = enterable / "ana"
    home.mkdir(0o700)
    jupyter = Path(shutil.move(jupyter, home / "data"))
    store(source, notebook(*OLD))
    trust(jupyter, RUN)
    for path in (home, jupyter, *jupyter.iterdir()):
        os.chown(path, STUDENT, STUDENT)
    hand_out(home / "minigrad", source, jupyter=jupyter)
    mine = store(home / "minigrad", RUN)
    store(source, notebook(*NEW))
    assert hand_out(home / "minigrad", source, jupyter=jupyter) == []
    assert shown(mine)["c"] and trusted(jupyter, mine)
    assert {path.stat().st_uid for path in jupyter.iterdir()} == {STUDENT}
    os.chown(jupyter / "nbsignatures.db", 0, 0)  # not the student's any more
    (jupyter / "nbsignatures.db").chmod(0o600)
    os.chown(jupyter, 0, 0)
    store(source, notebook(*NEW, ("d", "d = 4")))
    (told,) = hand_out(home / "minigrad", source, jupyter=jupyter)
    assert "brought up to date; run its cells again" in told and shown(mine)["d"]
    assert not trusted(jupyter, mine)


# --- a course that was worked in before -----------------------------------------------------------


def test_progress_is_copied_once_and_never_over_anything(source, tmp_path) -> None:
    home = tmp_path / "home"
    told = hand_out(home, source, own=True)
    assert [sentence.partition(",")[0] for sentence in told] == [
        *["notebooks/progress.txt", "notebooks/my-progress.csv"],
    ]
    mine = home / "notebooks" / "progress.txt"
    assert mine.read_text(encoding="utf-8") == "somebody's"
    assert (source / "notebooks" / "progress.txt").exists()
    mine.unlink()
    assert hand_out(home, source, own=True) == [] and not mine.exists()
    (tmp_path / "other" / "notebooks").mkdir(parents=True)
    (tmp_path / "other" / "notebooks" / "progress.txt").write_text("my own", encoding="utf-8")
    hand_out(tmp_path / "other", source, own=True)
    assert (tmp_path / "other/notebooks/progress.txt").read_text(encoding="utf-8") == "my own"


def test_a_notebook_that_was_worked_on_in_the_courses_folder_is_not_lost(source, tmp_path) -> None:
    work = notebook(("a", "my answer"), ("b", "b = 2"), version="3.13.1")
    store(source, work)
    home = tmp_path / "home"
    assert any("03.ipynb, which you worked on" in told for told in hand_out(home, source, own=True))
    mine = home / "notebooks" / "03.ipynb"
    assert mine.read_text(encoding="utf-8") == work
    assert hand_out(home, source, own=True) == []
    store(source, notebook(*OLD))  # the course's own is back
    (told,) = hand_out(home, source, own=True)
    assert told.startswith("notebooks/03.ipynb was changed by you and stays")
    assert mine.read_text(encoding="utf-8") == work


def test_work_in_the_wrong_folder_is_told_and_not_taken_for_the_course(source, tmp_path) -> None:
    home = tmp_path / "home"
    store(source, notebook(*OLD))
    hand_out(home, source, own=True)
    store(source, notebook(*NEW, version="3.13.1"))
    (told,) = hand_out(home, source, own=True)
    assert told.startswith("notebooks/03.ipynb was changed in the course's own folder")
    assert shown(home / "notebooks" / "03.ipynb")["b"] == ("b = 2", False)


def test_a_teachers_changes_are_handed_out(source, handed) -> None:
    store(source, notebook(*NEW, version="3.13.1"))
    assert hand_out(handed, source) == []
    assert shown(handed / "notebooks" / "03.ipynb")["c"] == ("c = 3", False)


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_git_pull_meets_no_work_of_a_student(source, tmp_path) -> None:
    def git(where: Path, *words: str) -> str:
        identity = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
        done = subprocess.run(
            ["git", *identity, *words], cwd=where, capture_output=True, encoding="utf-8",
            env=dict(os.environ, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1"),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    shutil.copy(ROOT / ".gitignore", source)
    store(source, notebook(*OLD))
    git(source, "init", "--quiet")
    git(source, "add", ".")
    git(source, "commit", "--quiet", "--message=first")
    git(tmp_path, "clone", "--quiet", str(source), "clone")
    clone = tmp_path / "clone"
    mine = clone / "my-course"
    assert hand_out(mine, clone, own=True) == []
    assert git(clone, "status", "--porcelain") == ""
    store(mine, notebook(("a", "my answer"), ("b", "b = 2"), version="3.13.1"))
    (mine / "notebooks" / "progress.txt").write_text("mine", encoding="utf-8")
    store(source, notebook(*NEW))
    git(source, "commit", "--quiet", "--all", "--message=second")
    git(clone, "pull", "--quiet", "--ff-only")
    assert hand_out(mine, clone, own=True) == []
    updated = {"a": ("my answer", True), "b": ("b = 20", False), "c": ("c = 3", False)}
    assert shown(mine / "notebooks" / "03.ipynb") == updated
    assert git(clone, "status", "--porcelain") == ""


# --- what a student may have put there ----------------------------------------------------------


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Path]:
    """A folder that is none of the hand-out's business, and stays as it is."""
    folder = tmp_path / "victim"
    (folder / "deep").mkdir(parents=True)
    (folder / "file").write_text("as it was", encoding="utf-8")
    before = folder.stat().st_uid
    yield folder
    assert [path.name for path in sorted(folder.rglob("*"))] == ["deep", "file"]
    assert (folder / "file").read_text(encoding="utf-8") == "as it was"
    assert {path.stat().st_uid for path in (folder, *folder.rglob("*"))} == {before}


@pytest.fixture(params=["own", pytest.param("student", marks=root)])
def home(request, tmp_path: Path) -> Path:
    """A folder of one's own, or for root one of a student's, as the hub makes it."""
    folder = tmp_path / "homes" / "ana"
    folder.mkdir(parents=True)
    if request.param == "student":
        os.chown(folder, STUDENT, STUDENT)
    return folder / "minigrad"


def renewed(home: Path, source: Path) -> list[str]:
    """Hand out a newer course; what it says. Notebook 03 comes through whatever is in the way."""
    (source / "notebooks" / "03.ipynb").write_text("second", encoding="utf-8")
    told = hand_out(home, source)
    name = "03.new.ipynb" if (home / RECORD).is_symlink() else "03.ipynb"  # counts as changed
    assert (home / "notebooks" / name).read_text(encoding="utf-8") == "second"
    owner = home.parent.stat().st_uid
    assert {path.lstat().st_uid for path in home.rglob("*") if not path.is_symlink()} == {owner}
    return told


def put_link(link: Path, target: Path) -> None:
    """As the student does it: the link is the student's own."""
    if link.is_dir():
        shutil.rmtree(link)
    link.unlink(missing_ok=True)
    link.symlink_to(target)
    owner = link.parent.stat().st_uid
    os.chown(link, owner, owner if owner else -1, follow_symlinks=False)


@posix
@pytest.mark.parametrize("name", ["docs", "docs/deep", "README.md", "docs/deep/cli.md", RECORD])
def test_nothing_is_written_through_a_link(source, home, victim, name) -> None:
    hand_out(home, source)
    (source / "README.md").write_text("read me again", encoding="utf-8")
    put_link(home / name, victim if name.startswith("docs") else victim / "file")
    told = renewed(home, source)
    assert [line for line in told if line.startswith(f"{name} is a link")]
    assert (home / name).is_symlink()


@posix
@pytest.mark.parametrize("name", ["LICENSE.part", f"{RECORD}.part", "README.new.md"])
def test_no_name_that_is_written_on_the_way_is_followed(source, home, victim, name) -> None:
    hand_out(home, source)
    (home / "LICENSE").unlink()
    (home / "README.md").write_text("mine", encoding="utf-8")
    (source / "README.md").write_text("read me again", encoding="utf-8")
    put_link(home / name, victim / "file")
    told = renewed(home, source)
    assert (home / "LICENSE").read_text(encoding="utf-8") == "free"
    assert bool([t for t in told if t.startswith(f"{name} is a link")]) == (".new" in name)


@posix
@pytest.mark.parametrize("name", ["docs", "docs/deep", "README.md"])
def test_a_link_that_is_put_there_in_the_last_moment(source, tmp_path, victim, name, monkeypatch):
    home = tmp_path / "home"
    hand_out(home, source)
    (source / "README.md").write_text("read me again", encoding="utf-8")
    (source / "docs" / "deep" / "cli.md").write_text("another page", encoding="utf-8")
    looked = folders.Folder.stat

    def look_and_exchange(self: folders.Folder, wanted: str) -> os.stat_result:
        found = looked(self, wanted)
        path = self.path / wanted
        if path == home / name and not path.is_symlink():
            put_link(path, victim if path.is_dir() else victim / "file")
        return found

    monkeypatch.setattr(folders.Folder, "stat", look_and_exchange)
    assert any(line.startswith(name) for line in renewed(home, source))


@posix
def test_the_folder_itself_is_no_link(source, home, victim) -> None:
    put_link(home, victim)
    with pytest.raises(OSError, match="minigrad is a link"):
        hand_out(home, source)


@posix
@pytest.mark.parametrize("name", [ORIGINALS, f"{ORIGINALS}/notebooks/03.ipynb"])
def test_no_original_is_read_or_written_through_a_link(source, home, victim, name) -> None:
    hand_out(home, source)
    put_link(home / name, victim if name == ORIGINALS else victim / "file")
    (told,) = renewed(home, source)
    assert told.startswith(f"{ORIGINALS}/notebooks/03.ipynb") and "is a link" in told


@root
def test_root_brings_a_students_own_work_with_the_students_rights(source, tmp_path) -> None:
    home = tmp_path / "ana"
    home.mkdir()
    os.chown(home, STUDENT, STUDENT)
    assert len(hand_out(home / "my-course", source, own=True)) == 2
    assert (home / "my-course" / "notebooks" / "progress.txt").stat().st_uid == STUDENT


@posix
@pytest.mark.parametrize("what", ["a pipe", "a folder", "a huge file", "a file for a folder"])
def test_odd_things_neither_stop_nor_end_it(source, home, what) -> None:
    hand_out(home, source)
    (source / "README.md").write_text("read me again", encoding="utf-8")
    path = home / "README.md"
    path.unlink()
    if what == "a pipe":
        os.mkfifo(path)
    elif what == "a folder":
        path.mkdir()
    elif what == "a huge file":
        with path.open("wb") as file:
            file.truncate(10**12)
    else:
        path = home / "docs"
        shutil.rmtree(path)
        path.touch()
    owner = home.stat().st_uid
    os.chown(path, owner, -1)
    told = "\n".join(renewed(home, source))
    if what == "a huge file":
        assert "README.md was changed by you and stays" in told
    else:
        assert told.startswith(f"{path.name} is a ")


@posix
def test_a_full_disk_ends_it_and_says_so(source, tmp_path, monkeypatch, capsys) -> None:
    def full(self: folders.Folder, name: str, data: bytes, mode: int = 0) -> None:
        raise OSError(28, "No space left on device", name)

    monkeypatch.setattr(folders.Folder, "write", full)
    assert main([str(tmp_path / "home")]) == 1
    assert "No space left on device" in capsys.readouterr().err


# --- root and its rights ------------------------------------------------------------------------


@root
def test_root_writes_with_the_rights_of_the_student(source, tmp_path) -> None:
    """Where the student may not write, root does not either."""
    home = tmp_path / "ana"
    home.mkdir()
    os.chown(home, STUDENT, STUDENT)
    hand_out(home / "minigrad", source)
    (home / "minigrad" / "LICENSE").unlink()
    closed = home / "minigrad" / "docs" / "deep"
    shutil.rmtree(closed)
    closed.mkdir(0o755)  # root's
    told = hand_out(home / "minigrad", source)
    assert [line.partition(" (")[0] for line in told] == ["docs/deep/cli.md can't be used"]
    assert not list(closed.iterdir())
    assert (home / "minigrad" / "LICENSE").stat().st_uid == STUDENT


@root
def test_the_program_gives_up_roots_rights_too(source, tmp_path) -> None:
    home = tmp_path / "ana"
    home.mkdir(0o700)
    os.chown(home, STUDENT, STUDENT)
    program = str(ROOT / "tools" / "handout.py")
    command = [sys.executable, program, str(home / "minigrad"), f"--source={source}"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (0, f"The course is in {home / 'minigrad'}\n")
    assert {path.stat().st_uid for path in home.rglob("*")} == {STUDENT}


@root
def test_a_students_link_on_the_way_is_refused_and_roots_own_is_not(source, tmp_path) -> None:
    home = tmp_path / "ana"
    home.mkdir()
    os.chown(home, STUDENT, STUDENT)
    (tmp_path / "way").symlink_to(home)
    hand_out(tmp_path / "way" / "minigrad", source)
    assert (home / "minigrad" / "LICENSE").stat().st_uid == STUDENT
    put_link(home / "sub", tmp_path)
    with pytest.raises(OSError, match="sub is a link"):
        hand_out(home / "sub" / "minigrad", source)
    assert not (tmp_path / "minigrad").exists()


@root
def test_a_home_is_given_without_what_may_be_somebody_elses(tmp_path, victim) -> None:
    home = tmp_path / "ana"
    (home / "notebooks").mkdir(parents=True)
    (home / "notebooks" / "03.ipynb").touch()
    (home / "link").symlink_to(victim)
    os.link(victim / "file", home / "hard")
    (home / "other").touch()
    os.chown(home / "other", STUDENT - 1, -1)
    with folders.Folder.at(home) as held:
        give(held, STUDENT)
    owners = {path.name: path.lstat().st_uid for path in home.rglob("*")}
    assert owners.pop("03.ipynb") == owners.pop("notebooks") == home.stat().st_uid == STUDENT
    assert owners == {"link": 0, "hard": 0, "other": STUDENT - 1}
