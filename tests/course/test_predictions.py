"""Questions and what they answer to an answer; then the widgets around them."""

import builtins
import importlib
import pkgutil

import pytest

from minigrad.course import predict, questions
from minigrad.course.predictions import Choice, Dialog, Number, Option, Prediction

CHAPTERS = [
    importlib.import_module(f"minigrad.course.questions.{module.name}")
    for module in pkgutil.iter_modules(questions.__path__)
]
QUESTIONS = [question for chapter in CHAPTERS for question in chapter.QUESTIONS]
CHOICES = [question for question in QUESTIONS if isinstance(question, Choice)]
NUMBERS = [question for question in QUESTIONS if isinstance(question, Number)]

CHOICE = Choice(
    "0.1",
    "Which of `a < b` and `b` is a test?",
    (Option("`a < b`", "It compares.", right=True), Option("`b`", "It names.")),
    "A test gives True or False.",
)
NUMBER = Number("0.2", "2 * 3?", 6, {5: "That is the sum."}, "Three twos.")


def by_number(question):
    return question.number


def test_there_are_questions_of_both_kinds():
    assert CHOICES
    assert NUMBERS


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
        Choice("0.1", "?", (Option("a", "no"), Option("b", "no")), "")


def test_a_wrong_try_then_a_right_one():
    dialog = Dialog(CHOICE)
    wrong = dialog.check(1)
    assert "It names." in wrong.text
    assert CHOICE.explanation not in wrong.text
    assert not dialog.done
    right = dialog.check(0)
    assert right.text.startswith("Right.")
    assert CHOICE.explanation in right.text
    assert (dialog.tries, dialog.done) == (2, True)


def test_giving_up_shows_the_answer_and_why():
    dialog = Dialog(NUMBER)
    assert "That is the sum." in dialog.check(5).text
    assert dialog.reveal().text == "The answer is: 6\nThree twos."
    assert dialog.done


def test_no_answer_is_no_try():
    dialog = Dialog(NUMBER)
    assert dialog.check(None).text == "Type a number first."
    assert dialog.tries == 0


def test_feedback_is_announced_and_says_its_verdict_in_words():
    assert 'role="alert"' in Dialog(NUMBER).check(5).html
    assert "Not so." in Dialog(NUMBER).check(5).html


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


def test_choosing_and_checking(quiz):
    _, options, buttons, said = quiz(Prediction(CHOICE)).children
    check, show = buttons.children
    check.click()
    assert "Choose an answer first." in said.value
    assert show.disabled
    options.children[1].index = 0
    check.click()
    assert "It names." in said.value
    assert not show.disabled
    options.children[0].index = 0
    assert options.children[1].index is None, "only one option can be picked"
    check.click()
    assert "A test gives True or False." in said.value
    assert show.disabled


def test_typing_and_giving_up(quiz):
    _, box, buttons, said = quiz(Prediction(NUMBER)).children
    check, show = buttons.children
    for typed in ("", "six", "  "):
        box.value = typed
        check.click()
        assert "Type a number first." in said.value
    box.value = " 5,0 "
    check.click()
    assert "That is the sum." in said.value
    show.click()
    assert "Three twos." in said.value


def test_every_control_has_a_name(quiz):
    _, options, buttons, _ = quiz(Prediction(CHOICE)).children
    assert [option.options for option in options.children] == [("a < b",), ("b",)]
    assert [button.description for button in buttons.children] == ["Check", "Show the answer"]
    assert quiz(Prediction(NUMBER)).children[1].description == "Your number:"
