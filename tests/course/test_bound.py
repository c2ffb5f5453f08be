"""Each question has the cell that answers it, and nothing gives the answer away before.

A kernel can hold back only what it knows to be an answer: the cell whose first line is
`# answers question 3.1`. What stands above that cell is there to be read, so it must not tell.
"""

import copy
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import pytest

from minigrad.course.predictions import Choice, Number, Option, Question
from notebooks import ANSWERS, ROOT, read
from stored import strings
from variants import is_solution

pytestmark = pytest.mark.uncounted

ASKED = re.compile(r'\Apredict\("(\d+\.\d+)"\)\Z')
HEADING = re.compile(r"^#{2,3} ", re.MULTILINE)
SECTION = re.compile(r"^## ", re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?")
OUTCOME = re.compile(r"\b(True|False|None|error|raises?|warns?)\b", re.IGNORECASE)
TROUBLE = re.compile(
    r"\b(errors?|except|raises?|fails?|refuse[sd]?|stops?|traps?)\b", re.IGNORECASE
)
CALLED = {
    1: "one|once|single",
    2: "two|twice",
    3: "three",
    4: "four",
    5: "five",
    6: "six",
    8: "eight",
}
RUN = 5  # so many words in a row are no accident

Cell = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """A question and the cells of its notebook."""

    question: Question
    cells: list[Cell]

    @cached_property
    def asked(self) -> int:
        """The index of the cell that asks; ValueError unless there is exactly one."""
        return one(n for n, cell in enumerate(self.cells) if number_asked(cell) == self.number)

    @cached_property
    def answered(self) -> int:
        """The index of the cell that answers; ValueError unless there is exactly one."""
        return one(n for n, cell in enumerate(self.cells) if number_answered(cell) == self.number)

    @property
    def number(self) -> str:
        return self.question.number

    @property
    def answering(self) -> Cell:
        """The cell whose result answers the question."""
        return self.cells[self.answered]

    def since(self, heading: re.Pattern[str]) -> list[Cell]:
        """The cells from the last such heading to the answering cell, without that one."""
        for first in range(self.asked, -1, -1):
            cell = self.cells[first]
            if cell["cell_type"] == "markdown" and heading.search(cell["source"]):
                break
        return self.cells[first : self.answered]


def one(found: Iterator[int]) -> int:
    (place,) = found
    return place


def number_asked(cell: Cell) -> str | None:
    """The number of the question that this cell asks."""
    known = ASKED.match(cell["source"]) if cell["cell_type"] == "code" else None
    return known[1] if known else None


def number_answered(cell: Cell) -> str | None:
    """The number of the question that this cell answers."""
    known = ANSWERS.match(cell["source"]) if cell["cell_type"] == "code" else None
    return known[1] if known else None


def told(cell: Cell) -> str:
    """What a cell showed, as plain text; an error as its type and its words."""
    words = []
    for output in cell.get("outputs", []):
        if output["output_type"] == "error":
            words.append(f"{output['ename']}: {output['evalue']}\n")
        else:
            words.append(output.get("text") or output["data"].get("text/plain", ""))
    return "".join(words)


def raised(cell: Cell) -> bool:
    """Whether the cell was stored with an error."""
    return any(output["output_type"] == "error" for output in cell["outputs"])


def comments(cell: Cell) -> str:
    """The comments of a code cell, but not its binding line."""
    source = ANSWERS.sub("", cell["source"])
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return "\n".join(token.string for token in tokens if token.type == tokenize.COMMENT)


def numbers(text: str) -> set[float]:
    """The numbers that are written in a text."""
    return {float(found.replace(",", "")) for found in NUMBER.findall(text)}


def words(text: str) -> list[str]:
    """The words of a text, without marks."""
    return re.findall(r"[\w'.=+*/()-]*\w[\w'()]*", text.lower().replace("`", "").replace("*", ""))


def runs(text: str) -> set[tuple[str, ...]]:
    """Every RUN words that follow each other in it."""
    known = words(text)
    return {tuple(known[n : n + RUN]) for n in range(len(known) - RUN + 1)}


def prose(cells: list[Cell]) -> str:
    """The text between the code, without images and the hints of exercises."""
    texts = [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]
    return "\n\n".join(text for text in texts if "<b>Hint 1 of" not in text)


def feedback(question: Question) -> list[str]:
    """All that a learner is told about an answer, right or wrong."""
    if isinstance(question, Choice):
        return [question.explanation, *(option.feedback for option in question.options)]
    if isinstance(question, Number):
        return [question.explanation, *question.mistakes.values()]
    return [question.explanation, *(node.why for node in question.nodes)]


# ------------------------------------------------------------------ what gives an answer away


def giveaways(place: Place) -> Iterator[tuple[str, str]]:
    """(kind, what) of each thing that tells the answer before it is asked for."""
    question = place.question
    near, section = place.since(HEADING), place.since(SECTION)
    before = section if isinstance(question, Number) else place.cells[: place.answered]
    code = [cell for cell in near if cell["cell_type"] == "code" and not is_solution(cell)]
    shown = " ".join(question.shown.split())
    for cell in before:
        text = cell["source"] if cell["cell_type"] == "markdown" else told(cell)
        if shown in " ".join(text.split()):
            yield "evidence", f"{cell['id']} has {question.shown!r}"
    if shown in " ".join(place.answering["source"].split()):
        yield "evidence", f"the code has {question.shown!r}"

    text = prose(near)
    for told_later in feedback(question):
        for run in sorted(runs(told_later) & runs(text)):
            yield "words", " ".join(run)
    for cell in [*code, place.answering]:
        for found in OUTCOME.findall(comments(cell)):
            yield "comment", f"{cell['id']}: {found}"
    if re.search(r"^\s*except\b", place.answering["source"], re.MULTILINE):
        yield "caught", "the code awaits an error"

    close = prose(place.cells[place.asked - 1 : place.answered])
    if isinstance(question, Number) and question.value not in numbers(question.words):
        value, called = question.value, CALLED.get(question.value, "")
        where = {"the text around": close, "the code's comments": comments(place.answering)}
        if value >= 10 or value % 1:  # a small number may stand anywhere, for something else
            where["the text of the section"] = text
            where["a comment"] = "\n".join(map(comments, code))
            where["an output"] = "\n".join(map(told, code))
        for name, words_there in where.items():
            if value in numbers(words_there):
                yield "value", f"{name} has {value:g}"
        if called and re.search(rf"\b({called})\b", close, re.IGNORECASE):
            yield "value", f"the text around has {value:g} as a word"
    elif isinstance(question, Choice):
        right = question.answer.strip('"')
        if len(words(right)) >= 3 and right in prose(before):
            yield "option", right
        if TROUBLE.search(right) or raised(place.answering):
            for found in TROUBLE.findall(close):
                yield "trouble", found


# What stays, and why: (question, kind of giveaway) to a reason.
ALLOWED = {
    ("3.8", "words"): "the rule was asked for in 3.7; here it is used on another program",
    ("3.8", "comment"): "the note's own comments, about the sums of 3.7",
    ("4.5", "value"): "a tensor in a picture has 12 bytes",
    ("4.8", "words"): "the rule of 3.7, used on another program",
    ("4.14", "words"): "what BatchNorm is; the question is what follows for a fresh one",
    ("5.2", "words"): "the rules are recalled from notebook 02; here they are used",
    ("5.7", "caught"): "the question itself says that the error is caught",
    ("8.4", "value"): "all tensors of the section have 16 bytes, and the question is how many stay",
    ("9.1", "evidence"): "the index of the gallery lists every message",
    ("9.3", "evidence"): "the index of the gallery lists every message",
    ("9.7", "evidence"): "the index of the gallery lists every message",
}

NOTEBOOKS = {
    path.stem[:2]: read(path) for path in sorted((ROOT / "notebooks").glob("0[1-9]*.ipynb"))
}
PLACES = [
    pytest.param(Place(question, notebook["cells"]), id=question.number)
    for chapter, notebook in NOTEBOOKS.items()
    for question in import_module(f"minigrad.course.questions.notebook_{chapter}").QUESTIONS
]


def test_there_are_questions():
    assert len(PLACES) > 90


@pytest.mark.parametrize("place", PLACES)
def test_the_answering_cell_follows_its_question(place):
    """With at most one text between: what is read there is read without the answer."""
    between = place.cells[place.asked + 1 : place.answered]
    assert [cell["cell_type"] for cell in between] in ([], ["markdown"])
    assert not any(re.search(r"^#{1,6} ", cell["source"], re.MULTILINE) for cell in between)


@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_each_binding_line_names_a_question_of_its_notebook(chapter):
    """A line in another form, or in another place, would bind nothing."""
    cells = NOTEBOOKS[chapter]["cells"]
    asked = [number for cell in cells if (number := number_asked(cell))]
    answered = [number for cell in cells if (number := number_answered(cell))]
    lines = [
        line
        for cell in cells
        for line in cell["source"].splitlines()
        if re.match(r"\s*#.*answers?\s+(a\s+)?question", line, re.IGNORECASE)
    ]
    assert asked == answered
    assert lines == [f"# answers question {number}" for number in answered]


@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_the_stored_results_of_these_cells_and_of_no_others_are_collapsed(chapter):
    for cell in NOTEBOOKS[chapter]["cells"]:
        hidden = cell["metadata"].get("jupyter", {}).get("outputs_hidden")
        assert hidden == (True if number_answered(cell) else None), cell["id"]


@pytest.mark.parametrize("place", PLACES)
def test_the_result_shows_the_evidence(place):
    assert place.question.shown.strip()
    assert place.question.shown in told(place.answering)
    if isinstance(place.question, Number):
        assert place.question.value in numbers(place.question.shown)


@pytest.mark.parametrize("place", PLACES)
def test_nothing_gives_the_answer_away(place):
    found = [
        f"{kind}: {what}" for kind, what in giveaways(place) if (place.number, kind) not in ALLOWED
    ]
    assert not found, "\n".join(found)


def test_what_is_allowed_is_still_there():
    found = {(p.values[0].number, kind) for p in PLACES for kind, _ in giveaways(p.values[0])}
    assert set(ALLOWED) <= found


@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_no_stored_question_holds_its_answer_but_the_closed_one(chapter):
    """Neither the words for a terminal nor the stored widgets, which a page shows unasked."""
    notebook = NOTEBOOKS[chapter]
    widgets = "\n".join(strings(notebook["metadata"].get("widgets", {})))
    for place in (
        param.values[0] for param in PLACES if param.values[0].cells is notebook["cells"]
    ):
        (output,) = place.cells[place.asked]["outputs"]
        page = output["data"]["text/html"]
        closed = re.sub(r"<details>.*?</details>", "", page, flags=re.DOTALL)
        assert page != closed
        for told_later in feedback(place.question):
            for text in (output["data"]["text/plain"], closed, widgets):
                assert told_later not in text, place.number


# ------------------------------------------------------------------ each kind is found


def words_cell(source):
    return {"cell_type": "markdown", "id": "words", "metadata": {}, "source": source}


def code_cell(source, text="", name="code"):
    outputs = [{"output_type": "stream", "name": "stdout", "text": text}] if text else []
    return {"cell_type": "code", "id": name, "metadata": {}, "source": source, "outputs": outputs}


TWO = Number(
    "0.1",
    "a = 4 and c = 7. What is the slope of a * c?",
    28,
    {7: "7 is wrong: each factor has the other one."},
    "It is 28, because I say so.",
    shown="slope 28",
)
WHICH = Choice(
    "0.1",
    "What does `Q.backward()` do?",
    (
        Option("It raises an error.", "It asks for more.", right=True),
        Option("It fills the gradients.", "There are two of them, so it does not know how."),
    ),
    "A gradient is the slope of one number.",
    shown="only for scalar outputs",
)
GOOD = [
    words_cell("## A section\n\nHere is a program:"),
    code_cell("x = 1  # a leaf"),
    code_cell('predict("0.1")'),
    code_cell("# answers question 0.1\nrun()", "slope 28\nonly for scalar outputs\n"),
]


def kinds(question, **changed):
    """The kinds of giveaways in the good cells with these changes: their index to a source."""
    cells = copy.deepcopy(GOOD)
    for place, source in changed.items():
        cells[int(place[1:])]["source"] = source
    return {kind for kind, _ in giveaways(Place(question, cells))}


def test_a_good_section_gives_nothing_away():
    assert kinds(TWO) == kinds(WHICH) == set()


@pytest.mark.parametrize(
    ("kind", "question", "changed"),
    [
        ("evidence", TWO, {"_0": "## A section\n\nIt has the slope 28."}),
        ("evidence", TWO, {"_3": "# answers question 0.1\nprint('slope 28')"}),
        ("words", TWO, {"_0": "## A section\n\nIn it, each factor has the other one."}),
        ("value", TWO, {"_0": "## A section\n\nIt comes to 28."}),
        ("value", TWO, {"_3": "# answers question 0.1\nrun()  # 28"}),
        ("value", TWO, {"_1": "x = 1  # later 28"}),
        ("comment", WHICH, {"_1": "a = x + y  # Will have requires_grad = False"}),
        ("comment", WHICH, {"_3": "# answers question 0.1\nrun()  # raises"}),
        ("caught", WHICH, {"_3": "# answers question 0.1\ntry:\n    run()\nexcept E:\n    1"}),
        ("option", WHICH, {"_0": "## A section\n\nIt raises an error."}),
    ],
)
def test_each_kind_of_giveaway_is_found(kind, question, changed):
    assert kind in kinds(question, **changed)


def test_trouble_just_before_the_question_is_found():
    cells = copy.deepcopy(GOOD)
    cells.insert(2, words_cell("Try it. `except` catches what comes."))
    assert "trouble" in {kind for kind, _ in giveaways(Place(WHICH, cells))}


def test_a_small_number_in_words_is_found():
    small = Number("0.1", "How many?", 2, {}, "So many.", shown="slope 28")
    cells = copy.deepcopy(GOOD)
    cells.insert(2, words_cell("It is called twice."))
    assert "value" in {kind for kind, _ in giveaways(Place(small, cells))}
