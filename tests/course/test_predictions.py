"""Questions and what they answer to an answer; then the widgets around them."""

import builtins
import importlib
import pkgutil
import sys

import pytest

from minigrad.course import answers, predict, questions
from minigrad.course.answers import Answer, answered, keep
from minigrad.course.pickednodes import Node, Nodes
from minigrad.course.predictions import Choice, Dialog, Number, Option, Prediction
from minigrad.course.quizview import quiz as widget_of

CHAPTERS = [
    importlib.import_module(f"minigrad.course.questions.{module.name}")
    for module in pkgutil.iter_modules(questions.__path__)
]
QUESTIONS = [question for chapter in CHAPTERS for question in chapter.QUESTIONS]
CHOICES = [question for question in QUESTIONS if isinstance(question, Choice)]
NUMBERS = [question for question in QUESTIONS if isinstance(question, Number)]

PICTURES = [question for question in QUESTIONS if isinstance(question, Nodes)]

CHOICE = Choice(
    "0.1",
    "Which of `a < b` and `b` is a test?",
    (Option("`a < b`", "It compares.", right=True), Option("`b`", "It names.")),
    "A test gives True or False.",
    shown="True",
)
NUMBER = Number("0.2", "2 * 3?", 6, {5: "That is the sum."}, "Three twos.", shown="6")


NODES = Nodes(
    "0.3",
    "Which nodes will be in the graph of `b`?",
    (
        Node("x", False, "It does not require grad.", leaf=True),
        Node("z", True, "It requires grad.", leaf=True),
        Node('x "+" z', True, "One of its inputs requires grad."),
    ),
    (("x", 'x "+" z'), ("z", 'x "+" z')),
    "One input is enough.",
    shown="The leaf z",
)


def by_number(question):
    return question.number


@pytest.fixture(autouse=True)
def nothing_answered(tmp_path, monkeypatch):
    monkeypatch.setenv("MINIGRAD_PROGRESS", str(tmp_path / "progress.txt"))
    answers.forget()


def test_there_are_questions_of_each_kind():
    assert CHOICES
    assert NUMBERS
    assert PICTURES


@pytest.mark.parametrize("question", PICTURES, ids=by_number)
def test_each_node_says_why_it_is_in_or_out(question):
    right = {node.label for node in question.nodes if node.inside}
    assert question.judge(right) == (True, "")
    for node in question.nodes:
        given = right ^ {node.label}
        if given:
            told = question.judge(given)[1]
            assert told == f"1 of {len(question.nodes)} is not right. `{node.label}`: {node.why}"
    assert question.svg().count('class="node"') == len(question.nodes)
    assert question.svg().count('class="edge"') == len(question.arrows)


# --- click the nodes ----------------------------------------------------------------------------


def test_nodes_are_judged_by_what_is_picked():
    assert NODES.judge(None) == NODES.judge([]) == (False, "Click the nodes first.")
    assert NODES.judge(["z", 'x "+" z']) == (True, "")
    told = NODES.judge(["x"])[1]
    assert told.startswith("3 of 3 are not right. `x`: It does not require grad.")
    assert '`x "+" z`: One of its inputs' in told, "each wrong one says why"


def test_the_picture_says_what_it_shows_and_names_its_groups():
    assert NODES.alt == 'The program as a graph: x "+" z is made from x and z.'
    assert all(f'id="n{place}"' in NODES.svg() for place in range(3))
    assert "<title>" not in NODES.svg(), "a browser would show the ids as tool tips"
    assert 'alt="The program as a graph: x &quot;+&quot; z is made' in NODES.html


def test_a_question_needs_a_right_node_and_arrows_between_its_nodes():
    with pytest.raises(ValueError, match="at least one node must be right"):
        Nodes("0.3", "?", (Node("a", False, "No."),), (), "", "a")
    with pytest.raises(ValueError, match="an arrow names 'b', no node does"):
        Nodes("0.3", "?", (Node("a", True, "Yes."),), (("a", "b"),), "", "a")


def test_the_page_of_a_picture_question_lists_the_nodes_and_hides_the_answer():
    page = Prediction(NODES)
    assert "Click the nodes:\n[ ] x\n[ ] z" in repr(page)
    assert page.html.count("<img ") == 1
    assert "<details><summary>Show the answer</summary>" in page.html


def test_the_widget_of_a_picture_question_is_checked():
    widget = widget_of(Prediction(NODES))
    _, picture, buttons, said, _ = widget.children
    check, _ = buttons.children
    check.click()
    assert "Click the nodes first." in said.value
    picture.picked = ["z"]
    check.click()
    assert "You said <code>z</code>; it is <code>z</code>, <code>x" in said.value
    assert "1 of 3 is not right." in said.value


@pytest.mark.parametrize("missing", ["minigrad.course.nodesview", "minigrad.drawing.render"])
def test_without_a_picture_there_are_boxes_to_tick(missing, monkeypatch):
    monkeypatch.setitem(sys.modules, missing, None)
    boxes = widget_of(Prediction(NODES)).children[1]
    assert boxes.answer() is None
    boxes.children[2].value = True
    assert boxes.answer() == ["z"]
    if missing.endswith("render"):
        assert "<img" not in NODES.html
        assert "made from x and z" in NODES.html


# --- choices and numbers ------------------------------------------------------------------------


@pytest.mark.parametrize("question", CHOICES, ids=by_number)
def test_each_option_has_its_own_feedback(question):
    feedback = [option.feedback for option in question.options]
    assert all(feedback)
    assert len(set(feedback)) == len(feedback) >= 3
    for index, option in enumerate(question.options):
        assert question.judge(index) == (option.right, option.feedback)


@pytest.mark.parametrize("question", NUMBERS, ids=by_number)
def test_each_typical_number_has_its_own_feedback(question):
    assert len(question.mistakes) >= 3
    assert question.judge(question.value)[0]
    for wrong, feedback in question.mistakes.items():
        assert question.judge(wrong) == (False, feedback)
    assert question.judge(1234.5) == (False, question.judge(-1234.5)[1])


@pytest.mark.parametrize("question", QUESTIONS, ids=by_number)
def test_the_words_of_a_question_hold_no_answer(question):
    assert question.explanation
    assert question.explanation not in repr(predict(question.number))


def test_a_question_needs_one_right_option():
    with pytest.raises(ValueError, match="exactly one"):
        Choice("0.1", "?", (Option("a", "no"), Option("b", "no")), "", "a")


def test_the_first_answer_is_the_prediction():
    dialog = Dialog(CHOICE)
    wrong = dialog.say(1)
    assert wrong.text.startswith('You said "`b`"; it is "`a < b`".\nIt names.')
    assert wrong.text.endswith(CHOICE.explanation)
    assert dialog.say(0).text == wrong.text
    assert Dialog(CHOICE).answer == Answer("wrong", "`b`"), "also on the next day"


def test_a_right_answer():
    assert Dialog(NUMBER).say(6).text == "Right. You said 6.\nThree twos."


def test_being_shown_tells_the_answer_and_why():
    dialog = Dialog(NUMBER)
    assert dialog.show_me().text == "You asked to be shown. It is 6.\nThree twos."
    assert dialog.answer == Answer("shown")


def test_no_answer_is_no_prediction():
    dialog = Dialog(NUMBER)
    assert dialog.say(None).text == "Type a number first."
    assert dialog.answer is None
    assert dialog.told().text == ""


def test_feedback_is_announced_and_says_its_verdict_in_words():
    said = Dialog(NUMBER).say(5).html
    assert 'role="alert"' in said
    assert "You said 5; it is 6." in said


@pytest.mark.parametrize("question", QUESTIONS, ids=by_number)
def test_every_answer_comes_back_from_what_is_kept_of_it(question):
    given = (
        [*range(len(question.options))]
        if isinstance(question, Choice)
        else [question.value, *question.mistakes]
        if isinstance(question, Number)
        else [[node.label] for node in question.nodes]
    )
    for one in given:
        answers.progressfile.place().unlink(missing_ok=True)
        first = Dialog(question).say(one).text
        again = Dialog(question).told().text
        assert first == again
        assert question.judge(one)[1] in again
        assert question.answer in again or answered(question.number).state == "right"


def test_an_option_that_is_gone_leaves_its_words():
    keep(CHOICE.number, Answer("wrong", "An older option."))
    assert Dialog(CHOICE).told().text.startswith('You said "An older option"; it is "`a < b`".')


@pytest.mark.parametrize("state", ["right", "wrong", "shown", "else"])
@pytest.mark.parametrize(
    "said",
    ["null", "true", "-0.0", "1e400", "NaN", "9" * 400, '"24"', '""', "[]", "[1]", '["a"]', "{}"],
)
def test_a_file_edited_by_hand_holds_anything(said, state):
    """Or an update has made another kind of question of it."""
    for question in (CHOICE, NUMBER, NODES):
        file = answers.progressfile.place()
        line = f'{{"question": "{question.number}", "state": "{state}", "said": {said}}}'
        file.write_text(f"{answers.progressfile.FIRST_LINE}\n{line}\n", encoding="utf-8")
        told = Dialog(question).told()
        assert question.explanation in told.text
        assert question.answer in told.text or "Right." in told.text
        assert told.text.startswith(("You said", "You have answered.", "You asked", "Right. "))


def test_a_verdict_is_that_of_the_question_as_it_is_today():
    """An update of the course may have mended the question, or renamed what can be said."""
    keep(NUMBER.number, Answer("right", 5))
    assert Dialog(NUMBER).told().text.startswith("You said 5; it is 6.\nThat is the sum.")
    keep(NODES.number, Answer("right", ["an older name", "z"]))
    told = Dialog(NODES).told().text
    assert told == "Right. You said `an older name`, `z`.\nOne input is enough."


def test_answers_of_files_of_an_older_course_count():
    answers.progressfile.note(question="0.2", state="wrong")
    assert answered("0.2") is None
    answers.progressfile.note(question="0.2", state="right")
    assert answered("0.2") == Answer("right")
    assert Dialog(NUMBER).told().text == "Right. You have answered.\nThree twos."


def test_where_nothing_can_be_written_an_answer_still_counts(tmp_path, monkeypatch):
    monkeypatch.setenv("MINIGRAD_PROGRESS", str(tmp_path / "no" / "folder" / "progress.txt"))
    assert "not recorded" in Dialog(NUMBER).say(5).text
    assert answered("0.2") == Answer("wrong", 5)
    answers.forget()
    assert answered("0.2") is None


def test_a_page_without_a_kernel_has_the_options_and_a_closed_answer():
    html = Prediction(CHOICE).html
    assert "<code>a &lt; b</code>" in html
    assert html.index("<li>") < html.index("<details>") < html.index("A test gives")


def test_a_terminal_has_the_options():
    assert repr(Prediction(CHOICE)).endswith("( ) `a < b`\n( ) `b`")


def test_a_question_that_is_not_there():
    with pytest.raises(LookupError, match="no question '3\\.99'"):
        predict("3.99")


def test_without_ipywidgets_the_words_remain(monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name == "minigrad.course.quizview":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    assert set(predict("3.1")._repr_mimebundle_()) == {"text/plain", "text/html"}


# --- the widgets --------------------------------------------------------------------------------


@pytest.fixture
def quiz():
    return pytest.importorskip("minigrad.course.quizview").quiz


def test_the_bundle_has_the_widget_and_fixed_words(quiz):
    first, again = (predict("3.1")._repr_mimebundle_() for _ in range(2))
    kind = "application/vnd.jupyter.widget-view+json"
    assert first.pop(kind) != again.pop(kind)
    assert first == again
    assert first["text/plain"] == repr(predict("3.1"))


def test_choosing_and_predicting(quiz):
    view = quiz(Prediction(CHOICE))
    asked, options, buttons, said, _ = view.children
    answer, _ = buttons.children
    answer.click()
    assert "Choose an answer first." in said.value
    options.children[1].index = 0
    options.children[0].index = 0
    assert options.children[1].index is None, "only one option can be picked"
    answer.click()
    assert "A test gives True or False." in said.value
    assert view.children == (asked, said), "nothing is left to pick"
    assert "<li><code>b</code></li>" in asked.value, "but all can be read"


def test_typing_and_being_shown(quiz):
    _, box, buttons, said, _ = quiz(Prediction(NUMBER)).children
    answer, show = buttons.children
    for typed in ("", "six", "  "):
        box.value = typed
        answer.click()
        assert "Type a number first." in said.value
    show.click()
    assert "Three twos." in said.value


def test_every_view_of_a_question_shows_its_answer(quiz):
    first, second = quiz(Prediction(NUMBER)), quiz(Prediction(NUMBER))
    other = quiz(Prediction(CHOICE))
    first.children[1].value = " 5,0 "
    first.children[2].children[0].click()
    later = quiz(Prediction(NUMBER))
    for view in (first, second, later):
        assert "That is the sum." in view.children[-1].value
        assert len(view.children) == 2
    assert len(other.children) == 5


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1,000", 1000),  # as the question itself writes it
        ("2,097,151", 2097151),
        ("1,000.5", 1000.5),
        ("1 000", 1000),
        ("0,375", 0.375),
        ("1,5", 1.5),
        ("10,0000", 10),
        ("-1,250", -1250),
        ("\N{MINUS SIGN}12", -12),
        ("= 36", 36),
        ("36.", 36),
        ("1/2", 0.5),
        ("1/0", None),
        ("1/2/3", None),
        ("1,00,0", None),
        ("", None),
        ("six", None),
    ],
)
def test_a_number_may_be_written_as_people_write_numbers(quiz, typed, meant):
    from minigrad.course.quizview import as_number

    assert as_number(typed) == meant


def test_a_count_is_exact_and_a_measure_may_be_rounded():
    count = Number("0.4", "How many?", 1000, {}, "So many.", "1000")
    assert [count.judge(given)[0] for given in (1000, 1001, 999)] == [True, False, False]
    measure = Number("0.5", "How much?", 0.3333, {}, "A third.", "0.3333")
    assert [measure.judge(given)[0] for given in (1 / 3, 0.33)] == [True, False]


def test_enter_checks_as_the_button_does(quiz):
    _, box, _, said, _ = quiz(Prediction(NUMBER)).children
    box.value = "5"
    box._handle_custom_msg({"event": "other"}, [])
    assert said.value == ""
    box._handle_custom_msg({"event": "submit"}, [])
    assert "That is the sum." in said.value


def test_what_the_page_tells_counts_where_the_value_is_late(quiz):
    """ipywidgets hold a value back while Python is busy, and a click they do not."""
    _, box, _, said, guard = quiz(Prediction(NUMBER)).children
    box.value = "6"
    for told in ({"typed": "5"}, {"other": 1}, "no"):
        guard._handle_custom_msg(told, [])
    box._handle_custom_msg({"event": "submit"}, [])
    assert "That is the sum." in said.value
    from minigrad.course.nodesview import Picture

    picture = Picture(predict("3.8").question)
    picture.picked = ["w"]
    picture._handle_custom_msg({"picked": ["w", "q = w * p"]}, [])
    assert picture.answer() == ["w", "q = w * p"]


def test_every_control_has_a_name(quiz):
    _, options, buttons, _, _ = quiz(Prediction(CHOICE)).children
    assert [option.options for option in options.children] == [("a < b",), ("b",)]
    assert [button.description for button in buttons.children] == ["Predict", "Show me"]
    assert quiz(Prediction(NUMBER)).children[1].description == "Your number:"
