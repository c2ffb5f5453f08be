"""A result waits for its question: in a shell of IPython's own, then in a kernel of Jupyter's."""

import queue
import re
import sys
from types import SimpleNamespace

import pytest
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.manager import start_new_kernel

from minigrad.course import answers, gate, reset_progress
from minigrad.course.answers import Answer, answered, keep
from minigrad.course.predictions import Dialog
from minigrad.course.shelf import take

QUESTION = take("questions", "3.2")
BOUND = "# answers question 3.2\n"
WAITS = "Predict first: question 3.2 "
WHERE = "The next cell, `# answers question 3.2`, shows the result, and why."


@pytest.fixture(autouse=True)
def nothing_answered(tmp_path, monkeypatch):
    monkeypatch.setenv("MINIGRAD_PROGRESS", str(tmp_path / "progress.txt"))
    monkeypatch.setattr(answers, "_heard", [])
    monkeypatch.setattr(Dialog, "gate", None)
    answers.forget()


@pytest.fixture
def shell(monkeypatch):
    """A shell with a gate, whose errors and pictures are printed as text."""
    made = InteractiveShell.instance()
    made.gate = gate.install(made)
    monkeypatch.setattr(gate, "show", print)
    yield made
    made.history_manager.end_session()
    InteractiveShell.clear_instance()


def ran(shell, source, capsys):
    """What the page would show of this cell."""
    shell.run_cell(source)
    seen = capsys.readouterr()
    return seen.out + seen.err


def test_the_cell_runs_but_its_result_waits(shell, capsys):
    shown = ran(shell, BOUND + "print('secret'); made = 36; made", capsys)
    assert shown.startswith(WAITS)
    assert "secret" not in shown
    assert "36" not in shown
    assert ran(shell, "made + 1", capsys).strip().endswith("37"), (
        "the cells below find what it made"
    )


def test_every_kind_of_output_waits_and_comes_in_its_order(shell, capsys):
    source = """
import sys
from IPython.display import HTML, clear_output, display
print("cleared away")
clear_output()
print("one", end="")
print(" two")
print("three", file=sys.stderr)
handle = display(HTML("<b>four</b>"), display_id=True)
handle.update(HTML("<b>five</b>"))
display({"image/png": b"six"}, raw=True)
7
"""
    shown = ran(shell, BOUND + source, capsys)
    assert not re.search("cleared|one|two|three|four|five|six|7", shown.replace(WAITS, ""))
    (held,) = shell.gate.held["3.2"]
    kinds = [(o["output_type"], o.get("text") or o["data"]) for o in held.outputs]
    assert kinds[:2] == [("stream", "one two\n"), ("stream", "three\n")]
    assert [o.get("name") for o in held.outputs[:2]] == ["stdout", "stderr"]
    assert kinds[2][1]["text/html"] == "<b>five</b>"
    assert kinds[3][1] == {"image/png": "c2l4"}
    assert kinds[4] == ("execute_result", {"text/plain": "7"})
    assert len(kinds) == 5


def test_an_error_that_is_the_result_waits_and_stops_nothing(shell, capsys):
    result = shell.run_cell(BOUND + "print('so far')\n1 / 0")
    assert "ZeroDivisionError" not in "".join(capsys.readouterr())
    assert result.success, "Run All goes on"
    (held,) = shell.gate.held["3.2"]
    assert held.outputs[0]["text"] == "so far\n"
    assert held.outputs[1]["ename"] == "ZeroDivisionError"
    assert held.outputs[1]["traceback"]


@pytest.mark.parametrize("source", ["nowhere", "if True", "import no_such_module"])
def test_an_error_that_is_no_result_is_shown_at_once(shell, capsys, source):
    shown = ran(shell, f"{BOUND}print('sec' + 'ret')\n{source}", capsys)
    assert re.search("NameError|SyntaxError|ModuleNotFoundError", shown)
    assert "secret" not in shown
    assert WAITS not in shown
    assert not shell.gate.held


def test_an_answer_opens_it_with_the_answer_beside_it(shell, capsys):
    ran(shell, BOUND + "print('the result')", capsys)
    (held,) = shell.gate.held["3.2"]
    opened = []
    held.opening.append(lambda: opened.append(held.shown))
    told = Dialog(QUESTION).say(24.0)
    ((result, beside),) = opened
    assert result["text"] == "the result\n"
    assert beside["data"]["text/plain"].startswith("You said 24; it is 36.\n")
    assert QUESTION.explanation in beside["data"]["text/plain"]
    assert told.text == f"You said 24.\n{WHERE}"
    assert not shell.gate.held


def test_once_answered_the_cell_shows_its_result_and_the_answer(shell, capsys):
    assert Dialog(QUESTION).say(36.0).text == f"You said 36.\n{WHERE}"
    for _ in range(2):
        shown = ran(shell, BOUND + "print('the result')", capsys)
        assert shown.startswith("the result\nRight. You said 36.")
    shown = ran(shell, BOUND + "1 / 0", capsys)
    assert shown.index("ZeroDivisionError") < shown.index("You said 36.")


def test_show_me_is_an_answer_too(shell, capsys):
    ran(shell, BOUND + "print('the result')", capsys)
    (held,) = shell.gate.held["3.2"]
    held.show_me()
    assert answered("3.2") == Answer("shown")
    assert "You asked to be shown. It is 36." in ran(shell, BOUND + "1", capsys)


def test_a_reset_closes_it_again(shell, capsys):
    keep("3.2", Answer("shown"))
    assert WAITS not in ran(shell, BOUND + "1", capsys)
    reset_progress()
    assert ran(shell, BOUND + "1", capsys).startswith(WAITS)


def test_a_copied_cell_is_opened_as_well(shell, capsys):
    for words in ("first", "second"):
        ran(shell, f"{BOUND}print('{words}')", capsys)
    opened = []
    for held in shell.gate.held["3.2"]:
        held.opening.append(lambda held=held: opened.append(held.outputs[0]["text"]))
    keep("3.2", Answer("shown"))
    assert opened == ["first\n", "second\n"]


@pytest.mark.parametrize(
    "source",
    [
        "print('free')",
        "# answers question 3.99\nprint('free')",
        "print('free')\n# answers question 3.2",
        "# answers question 3.2 and more\nprint('free')",
    ],
)
def test_other_cells_are_as_ever(shell, capsys, source):
    assert ran(shell, source, capsys) == "free\n"


def test_after_a_held_cell_all_is_as_before(shell, capsys):
    before = [dict(vars(owner)) for owner in (shell.displayhook, shell.display_pub)]
    streams = (sys.stdout, sys.stderr)
    ran(shell, BOUND + "1 / 0", capsys)
    assert (sys.stdout, sys.stderr) == streams
    for owner, attributes in zip((shell.displayhook, shell.display_pub), before, strict=True):
        assert vars(owner).keys() == attributes.keys()
    assert "_showtraceback" not in vars(shell)


def test_clear_output_that_waits_leaves_the_last(shell, capsys):
    source = "from IPython.display import clear_output\nfor n in range(3):\n"
    ran(shell, f"{BOUND}{source}    print('step', n)\n    clear_output(wait=True)", capsys)
    ran(shell, f"{BOUND}{source}    clear_output(wait=True)\n    print('step', n)", capsys)
    assert [held.outputs[0]["text"] for held in shell.gate.held["3.2"]] == ["step 2\n"] * 2


def test_a_stream_that_was_kept_prints_on(shell, capsys):
    ran(shell, f"{BOUND}import sys\nkept = sys.stdout\nprint('secret')", capsys)
    assert ran(shell, "print('afterwards', file=kept)", capsys) == "afterwards\n"
    (held,) = shell.gate.held["3.2"]
    assert [output["text"] for output in held.outputs] == ["secret\n"]


@pytest.mark.parametrize("question", ["", "# answers question 3.1\n", BOUND])
def test_a_cell_that_runs_another_leaves_all_as_before(shell, capsys, question):
    streams = (sys.stdout, sys.stderr)
    inner = f"{question}print('inner')"
    shown = ran(shell, f"{BOUND}get_ipython().run_cell({inner!r})\nprint('outer')", capsys)
    assert (sys.stdout, sys.stderr) == streams
    assert "outer" in shown
    held = [
        output["text"] for kept in shell.gate.held.values() for o in kept for output in o.outputs
    ]
    assert (shown + "".join(held)).count("inner\n") == 1
    assert ran(shell, "print('free')", capsys) == "free\n"


@pytest.mark.parametrize("then", ["print('free')", BOUND + "print('secret')"])
def test_a_cell_of_which_no_end_is_told_does_not_close_the_page(shell, capsys, then):
    shell.events.trigger("pre_run_cell", SimpleNamespace(raw_cell=BOUND))
    print("secret")
    shown = ran(shell, then, capsys)
    assert shown.startswith(WAITS)
    assert ("free" in shown) == ("free" in then)
    assert "secret" not in shown
    assert shell.gate.held["3.2"][0].outputs[0]["text"] == "secret\n"
    assert ran(shell, "print('free')", capsys) == "free\n"


def test_a_kernel_that_gives_no_result(shell, capsys):
    shell.events.trigger("pre_run_cell", SimpleNamespace(raw_cell=BOUND))
    print("secret")
    shell.events.trigger("post_run_cell", None)
    assert capsys.readouterr().out.startswith(WAITS)


def test_what_is_answered_while_the_cell_runs_is_shown(shell, monkeypatch, capsys):
    opened = []
    monkeypatch.setattr(gate.Held, "open", lambda held: opened.append(held.outputs[0]["text"]))
    shell.push({"keep": keep, "Answer": Answer})
    ran(shell, f"{BOUND}print('the result')\nkeep('3.2', Answer('shown'))\n", capsys)
    assert opened == ["the result\n"]
    assert not shell.gate.held


def test_an_answer_that_is_taken_back_while_the_cell_runs(shell, capsys):
    keep("3.2", Answer("right", 36))
    shell.push({"reset_progress": reset_progress})
    assert "All counts" in ran(shell, f"{BOUND}reset_progress()", capsys)


def test_what_is_printed_must_be_text():
    outputs = gate.Outputs()
    with pytest.raises(TypeError, match="must be str, not int"):
        gate.Stream("stdout", outputs, sys.stdout).write(3)
    assert outputs == []


def test_what_others_have_put_in_place_stays(shell, capsys):
    def mine(*args, **kwargs):
        print("mine")

    shell.display_pub.publish = mine
    ran(shell, BOUND + "1 / 0", capsys)
    assert shell.display_pub.publish is mine


# --- in a kernel ----------------------------------------------------------------------------------


class Kernel:
    """A kernel of the working edition."""

    def __init__(self):
        extension = "--ext=minigrad.course.working"
        self.manager, self.client = start_new_kernel(extra_arguments=[extension])

    def run(self, source):
        """The reply's status, and what the page is told to show."""
        asked = self.client.execute(source)
        outputs = []
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            kind, content = message["msg_type"], message["content"]
            if message["parent_header"].get("msg_id") != asked:
                continue
            if content.get("execution_state") == "idle":
                return self.status(asked), outputs
            if kind in ("stream", "display_data", "update_display_data", "execute_result", "error"):
                words = content.get("text") or content.get("data", {}).get("text/plain")
                outputs.append((kind, words or content["evalue"]))

    def status(self, asked):
        """How it ended."""
        while True:
            reply = self.client.get_shell_msg(timeout=60)
            if reply["parent_header"].get("msg_id") == asked:
                return reply["content"]["status"]


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MINIGRAD_PROGRESS", str(tmp_path_factory.mktemp("kernel") / "progress.txt"))
        try:
            made = Kernel()
        except queue.Empty:  # pragma: no cover
            pytest.fail("the kernel did not start")
    yield made
    made.client.stop_channels()
    made.manager.shutdown_kernel(now=True)


def test_a_kernel_holds_back_what_a_cell_shows(kernel):
    status, outputs = kernel.run(f"{BOUND}print('secret')\ndraw(torch.ones(1))\n1 / 0")
    assert status == "ok"
    ((kind, words),) = outputs
    assert kind == "display_data"
    assert words.startswith(WAITS)
    status, outputs = kernel.run(
        "from minigrad.course.predictions import Dialog\n"
        "(held,) = Dialog.gate.held['3.2']\n"
        "print(Dialog(predict('3.2').question).say(24).text)\n"
        "print([output['output_type'] for output in held.shown])"
    )
    text = "".join(words for _, words in outputs)
    assert f"You said 24.\n{WHERE}" in text
    assert "['stream', 'error', 'display_data']" in text
    status, outputs = kernel.run(f"{BOUND}print('no secret')\n1 / 0")
    assert status == "error"
    assert [kind for kind, _ in outputs] == ["stream", "error", "display_data"]
    assert outputs[2][1].startswith("You said 24; it is 36.")


def test_an_error_in_a_kernel_that_is_no_result(kernel):
    kernel.run("reset = __import__('minigrad.course').course.reset_progress()")
    status, outputs = kernel.run(f"{BOUND}nowhere")
    assert status == "error"
    assert outputs[0] == ("error", "name 'nowhere' is not defined")


def test_the_helpers_are_there_without_an_import(kernel):
    status, outputs = kernel.run("exercise, predict, draw, torch.ones(1).sum(), chart, np.pi")
    assert status == "ok", outputs
    assert (
        kernel.run("%who")[1][0][1].strip().startswith(("Interactive namespace is empty", "Dialog"))
    )


def test_a_display_of_another_cell_is_updated_in_its_place(kernel):
    kernel.run("there = display('old', display_id=True); reset_progress()")
    _, outputs = kernel.run(f"{BOUND}there.update('new')\nprint('secret')")
    assert outputs[0] == ("update_display_data", "'new'")
    assert outputs[1][1].startswith(WAITS)
    assert len(outputs) == 2


def test_an_interrupted_cell_has_no_result(kernel):
    kernel.run("reset_progress()")
    later = "import _thread, asyncio, threading, time\n"
    later += "threading.Timer(0.3, _thread.interrupt_main).start()\n"
    for wait in ("time.sleep(0.1)", "await asyncio.sleep(0.1)"):
        waits = f"print('secret')\nfor _ in range(300):\n    {wait}"
        status, outputs = kernel.run(f"{BOUND}{later}{waits}")
        assert status == "error"
        assert [kind for kind, _ in outputs] == ["error"]


@pytest.mark.parametrize("place", ["handed out", "elsewhere"])
def test_in_another_front_end_the_import_is_enough_where_the_course_was_handed_out(tmp_path, place):
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    if place == "handed out":
        (tmp_path / ".handed-out.txt").touch()
    manager, client = start_new_kernel(cwd=str(notebooks))
    try:
        other = Kernel.__new__(Kernel)
        other.client = client
        other.run("from minigrad.course import predict")
        _, outputs = other.run(f"{BOUND}'a result'")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    waits = outputs[0][1].startswith(WAITS)
    assert waits == (place == "handed out")


def test_plain_python_and_other_kernels_know_no_gate():
    assert Dialog.gate is None
