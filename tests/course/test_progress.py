"""Progress: what is recorded, where, what survives, and what the panel says of it."""

import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from minigrad.course import (
    answers,
    exercise,
    export_progress,
    progress,
    progressfile,
    reset_progress,
)
from minigrad.course.keyguard import opened
from minigrad.course.panelview import view
from minigrad.course.predictions import Dialog
from minigrad.course.progressfile import FIRST_LINE, note, read
from minigrad.course.shelf import take
from minigrad.course.standing import TITLES, as_csv, standing
from outline import SERIES


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "mine.txt"
    monkeypatch.setenv(progressfile.PLACE, str(path))
    monkeypatch.setattr(progressfile, "_told", set())
    monkeypatch.setattr(progressfile, "_heard", {})
    return path


def item(number):
    chapters, _ = standing(int(number.partition(".")[0]))
    everything = [*chapters[0].exercises, *chapters[0].questions]
    return {(found.kind, found.number): found for found in everything}[("exercise", number)]


# --- what is recorded ---------------------------------------------------------------------------


def test_an_untouched_stub_is_no_attempt(file, capsys):
    @exercise("3.1")
    def slope(f, x): ...

    assert not file.exists()


def test_wrong_with_a_hint_then_right(file, capsys):
    @exercise("3.1")
    def wrong(f, x):
        return -solved(f, x)

    @exercise("3.1")
    def solved(f, x):
        import minigrad as torch

        t = torch.tensor(x, requires_grad=True)
        f(t).backward()
        return t.grad

    done = item("3.1")
    assert (done.words, done.tries) == ("passed", 2)
    events = read().events
    assert [event["state"] for event in events] == ["error", "passed"]
    assert file.read_text(encoding="utf-8").startswith(FIRST_LINE + "\n")


def test_hints_of_the_check_count_until_it_passes(file):
    for state, mistake in [("wrong", "sign"), ("wrong", ""), ("passed", ""), ("wrong", "sign")]:
        note(exercise="3.1", state=state, mistake=mistake)
    done = item("3.1")
    assert (done.words, done.tries, done.hints) == ("passed", 3, 1)


def test_hints_that_were_opened_count_once_each(file):
    for hint in (1, 2, 1):
        opened({"exercise": "3.1", "hint": hint})
    opened({"something": "else"})
    opened("words")
    assert (item("3.1").words, item("3.1").tries, item("3.1").hints) == ("not tried", 0, 2)
    note(exercise="3.1", state="wrong", mistake="sign")
    note(exercise="3.1", state="passed", mistake="")
    opened({"exercise": "3.1", "hint": 3})
    assert (item("3.1").words, item("3.1").tries, item("3.1").hints) == ("passed", 2, 3)


def test_a_question_is_recorded_until_it_is_answered_or_shown(file):
    question = take("questions", "3.2")
    dialog = Dialog(question)
    dialog.say(None)
    dialog.say(24.0)
    dialog.say(36.0)
    assert [(e["question"], e["state"], e["said"]) for e in read().events] == [
        ("3.2", "wrong", 24.0)
    ]
    other = Dialog(take("questions", "3.3"))
    other.show_me()
    note(question="3.5", state="wrong")  # of an older course, where one tried again
    note(question="3.5", state="right")
    asked = {found.number: found for found in standing(3)[0][0].questions}
    assert (asked["3.2"].words, asked["3.2"].tries, asked["3.2"].hints) == ("answered", 1, 0)
    assert (asked["3.5"].words, asked["3.5"].tries, asked["3.5"].hints) == ("right", 2, 0)
    assert (asked["3.3"].words, asked["3.3"].tries, asked["3.3"].hints) == ("answer shown", 0, 1)
    assert asked["3.4"].words == "not tried"


def test_without_a_notebook_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.delenv(progressfile.PLACE)
    monkeypatch.setattr(progressfile, "_folder", tmp_path)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    assert note(exercise="3.1", state="passed") == ""
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    note(exercise="3.1", state="passed")
    assert [path.name for path in tmp_path.iterdir()] == ["progress.txt"]


def test_the_name_does_not_hang_the_browser_edition():
    assert not progressfile.NAME.endswith(".json")


# --- what survives ------------------------------------------------------------------------------


def test_another_process_finds_it_and_adds_to_it(file):
    note(exercise="3.1", state="wrong", mistake="sign")
    program = "from minigrad.course.progressfile import note; note(exercise='3.1', state='passed')"
    subprocess.run([sys.executable, "-c", program], check=True)
    assert (item("3.1").words, item("3.1").tries) == ("passed", 2)


def test_two_notebooks_at_once_lose_nothing(file):
    program = (
        "import sys\nfrom minigrad.course.progressfile import note\n"
        "for n in range(100): note(exercise=sys.argv[1], state='wrong', mistake='')"
    )

    def work(number):
        subprocess.run([sys.executable, "-c", program, number], check=True)

    with ThreadPoolExecutor() as both:
        list(both.map(work, ["3.1", "3.2"]))
    assert (item("3.1").tries, item("3.2").tries) == (100, 100)
    assert standing()[1] == ""


def test_a_line_that_was_cut_short_costs_one_event(file):
    note(exercise="3.1", state="passed", mistake="")
    file.write_text(file.read_text("utf-8") + '{"at": "2026-11-23T0', encoding="utf-8")
    note(exercise="3.2", state="passed", mistake="")
    assert item("3.1").done and item("3.2").done
    assert standing()[1] == "1 line of `mine.txt` can't be read; the rest counts."


@pytest.mark.parametrize("content", [b"\xff\x00garbage", b"{}", b"\nmy shopping list"])
def test_another_file_is_copied_before_a_new_one_is_begun(file, content):
    file.write_bytes(content)
    assert "`mine.txt` is damaged, or not a file of this course" in standing()[1]
    assert file.read_bytes() == content, "reading changes nothing"
    assert note(exercise="3.1", state="passed", mistake="") == ""
    assert file.with_name("mine-damaged-1.txt").read_bytes() == content
    assert item("3.1").done
    file.write_bytes(content)
    note(exercise="3.1", state="passed", mistake="")
    assert file.with_name("mine-damaged-2.txt").read_bytes() == content


@pytest.mark.parametrize(("mark", "word"), [("", ""), ("\ufeff", ""), ("", "\u2028")])
def test_an_editor_may_have_saved_it(file, mark, word):
    event = f'{{"exercise": "3.1", "state": "passed", "mine": "{word}"}}'
    file.write_text(f"{mark}{FIRST_LINE}\n{event}\n", encoding="utf-8", newline="\r\n")
    note(question="3.1", state="shown")
    assert standing()[1] == ""
    assert item("3.1").done
    assert [path.name for path in file.parent.iterdir()] == ["mine.txt"]


def test_an_empty_file_is_begun(file):
    file.write_bytes(b"")
    assert standing()[1] == ""
    note(exercise="3.1", state="passed", mistake="")
    assert item("3.1").done
    assert [path.name for path in file.parent.iterdir()] == ["mine.txt"]


def test_lines_of_other_kinds_are_left_out(file):
    lines = [
        FIRST_LINE,
        "# a remark of the student",
        "",
        "[1]",
        "{}",
        '{"state": 3}',
        '{"reset": 0}',
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert standing()[1] == "4 lines of `mine.txt` can't be read; the rest counts."


def test_a_place_that_can_not_be_written_is_told_once(file, monkeypatch, capsys):
    monkeypatch.setenv(progressfile.PLACE, str(file.parent))  # a folder

    @exercise("3.1")
    def slope(f, x):
        return 0

    words = capsys.readouterr().out
    assert "Exercise 3.1: not right yet." in words
    assert "Your progress was not recorded" in words
    assert f"set {progressfile.PLACE} to the name of a file" in words
    assert note(exercise="3.1", state="passed") == "", "told once"
    assert standing()[1].startswith("Your progress can't be read")


@pytest.mark.skipif(sys.platform == "win32", reason="an owner writes what is read-only there, too")
def test_a_read_only_file_is_left_alone(file):
    note(exercise="3.1", state="passed", mistake="")
    before = file.read_bytes()
    file.chmod(stat.S_IRUSR)
    try:
        with file.open("ab"):
            pytest.skip("this user may write read-only files")
    except PermissionError:
        pass
    dialog = Dialog(take("questions", "3.2"))
    assert "Your progress was not recorded" in dialog.say(36.0).text
    assert file.read_bytes() == before
    assert item("3.1").done


def test_a_refused_write_is_a_sentence(file, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(file), "open", refuse)
    dialog = Dialog(take("questions", "3.2"))
    assert "not recorded: `" in dialog.say(36.0).text
    assert answers.answered("3.2").state == "right", "all else works"


# --- reset and export ---------------------------------------------------------------------------


def test_reset_counts_anew_and_keeps_the_lines(file):
    note(exercise="3.1", state="passed", mistake="")
    assert reset_progress().startswith("All counts begin at zero.")
    assert item("3.1").words == "not tried"
    assert len(file.read_text("utf-8").splitlines()) == 3
    note(exercise="3.1", state="wrong", mistake="")
    assert item("3.1").words == "tried"


def test_export_is_a_table(file, tmp_path):
    note(exercise="3.1", state="wrong", mistake="sign")
    path = tmp_path / "out.csv"
    assert export_progress(path) == "Your progress was written to `out.csv`."
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines == as_csv().splitlines()
    assert "exercise,3.1,The slope of any function,tried,1,1" in lines
    assert "can't be written" in export_progress(tmp_path / "no" / "folder.csv")


# --- the panel ----------------------------------------------------------------------------------


def test_what_is_stored_does_not_depend_on_the_progress(file):
    for panel in (progress("3"), progress()):
        before = (repr(panel), panel.html)
        note(exercise="3.1", state="passed", mistake="")
        assert (repr(panel), panel.html) == before


def test_the_panel_says_what_is_done(file):
    note(exercise="3.1", state="wrong", mistake="sign")
    note(exercise="3.1", state="passed", mistake="")
    note(question="3.2", state="right")
    words = progress(3).now().text
    assert "exercises passed: 1 of 4; questions answered: 1 of" in words
    row = next(line for line in words.splitlines() if line.startswith("Exercise 3.1"))
    assert row.split()[-3:] == ["passed", "2", "1"]
    course = progress().now()
    assert "03 PyTorch Autograd - Basics" in course.text
    assert course.html.count("<details>") == len(standing()[0])


def test_the_widget_follows_reads_exports_and_resets(file, monkeypatch):
    monkeypatch.chdir(file.parent)
    widget = view(progress("3"))
    _, table, buttons, said, _ = widget.children
    again, export, reset, sure = buttons.children
    assert "exercises passed: 0 of 4" in table.value
    note(exercise="3.1", state="passed", mistake="")
    assert "exercises passed: 1 of 4" in table.value, "by itself"
    file.write_text(FIRST_LINE + "\n", encoding="utf-8")
    again.click()
    assert "exercises passed: 0 of 4" in table.value
    note(exercise="3.1", state="passed", mistake="")
    export.click()
    assert "written to <code>my-progress.csv</code>" in said.value
    assert sure.layout.display == "none"
    reset.click()
    assert sure.layout.display == ""
    assert "exercises passed: 1 of 4" in table.value, "not before it is confirmed"
    sure.click()
    assert "exercises passed: 0 of 4" in table.value


def test_a_damaged_file_shows_in_the_panel(file):
    file.write_text("something else", encoding="utf-8")
    assert "is damaged" in progress().now().html
    assert "is damaged" in progress(3).now().text


def test_a_panel_without_widgets_lists_what_there_is_to_do(file, monkeypatch):
    monkeypatch.setitem(sys.modules, "minigrad.course.panelview", None)
    bundle = progress("3")._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert "Exercise 3.1: The slope of any function (easy, 5 minutes)" in bundle["text/plain"]


def test_an_unknown_notebook_says_which_there_are():
    with pytest.raises(LookupError, match="exercises of a notebook 77; there are 1, 2, 3, 4"):
        progress(77)


def test_the_titles_are_those_of_the_outline():
    for chapter in standing()[0]:
        if f"{chapter.number:02d}" in SERIES:
            assert TITLES[chapter.number] == SERIES[f"{chapter.number:02d}"][0][1]


def test_an_event_is_one_line_of_json(file):
    note(exercise="3.1", state="passed", mistake="")
    event = json.loads(file.read_text(encoding="utf-8").splitlines()[1])
    assert set(event) == {"at", "exercise", "state", "mistake"}
