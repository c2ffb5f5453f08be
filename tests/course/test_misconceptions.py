"""What learners really get wrong has its question, with feedback for the very answer."""

import importlib
import pkgutil

import pytest

from minigrad.course import questions
from minigrad.course.predictions import Choice, Number
from notebooks import ROOT

QUESTIONS = {
    question.number: question
    for module in pkgutil.iter_modules(questions.__path__)
    for question in importlib.import_module(f"{questions.__name__}.{module.name}").QUESTIONS
}

# The misconception, its question, and words of the question or of an answer to it by which one
# sees that it is still that question. Wrong answers: an option's first words, or a number.
MISCONCEPTIONS = {
    "recursion without an order will do": ("2.5", "How many times is `follow` called", 6),
    "a gradient may be stored with =": ("2.4", "had `=` in place of", 10),
    "backward can be called twice": ("3.6", "has run once", "`a.grad` and `b.grad` double."),
    "a square has one arrow": ("3.3", "`y = x * x`", 1),
    ".grad is filled for every tensor": ("3.9", "`b.grad` give", "The gradient of `c`"),
    "any output can be gone back from": ("3.1", "`Q` holds two numbers", "It fills `a.grad`"),
    "zero_grad matters between leaf and result": ("3.11", "`a.grad` was [12, 96]", "Both have"),
    "a graph can have a cycle": ("2.3", "Can you get a cycle", "Yes, with `x = x + x`."),
    "depth is no problem": ("2.7", "a chain without any branch", "It works, as for any other"),
    "w = w - lr * w.grad updates w": ("4.11", "w = w - 0.25 * w.grad", "It changes the weight, as"),
    "the name of a result is the leaf": ("3.12", "* 0.1", "1, which is 2w."),
    "retain_grad on a leaf is an error": ("3.13", "`retain_grad()` do on a leaf", "An error on th"),
    "exp's derivative should use its input": ("4.3", "The slope of eˣ", "`x`, to compute"),
    "only one of two uses counts": ("3.4", "`c = 2*y + 5*y`", 6),
}


@pytest.mark.parametrize("name", MISCONCEPTIONS)
def test_a_misconception_has_its_question_and_its_feedback(name):
    number, words, wrong = MISCONCEPTIONS[name]
    question = QUESTIONS[number]
    assert words in question.words
    if isinstance(question, Number):
        assert wrong in question.mistakes
        assert question.judge(wrong) == (False, question.mistakes[wrong])
    else:
        assert isinstance(question, Choice)
        (place,) = [n for n, o in enumerate(question.options) if o.words.startswith(wrong)]
        right, feedback = question.judge(place)
        assert not right
        assert len(feedback.split()) >= 5
    (notebook,) = (ROOT / "notebooks").glob(f"0{number[0]}_*.ipynb")
    assert f'predict(\\"{number}\\")' in notebook.read_text(encoding="utf-8")


def test_they_are_all_there():
    assert len(MISCONCEPTIONS) == 14
