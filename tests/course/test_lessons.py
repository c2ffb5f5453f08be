"""The notebooks as lessons: every section has its parts, and the exercises can be solved."""

import copy
import re
from dataclasses import dataclass

import pytest

from minigrad.course.shelf import take
from notebooks import ANSWERS, ROOT, execute, read
from variants import exercises, solved

from .answers import samples

pytestmark = pytest.mark.uncounted
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LESSONS = [path for path in PATHS if path.name != "00_summary.ipynb"]
BASICS = ROOT / "notebooks" / "03_pytorch_autograd_basics.ipynb"
DECORATED = re.compile(r'^@exercise\("(?P<number>[\d.]+)"\)\ndef (?P<name>\w+)\((?P<args>.*)\):\n')
ONLY_SHOWN = re.compile(r"^explore\(|\A(draw|step|predict|sweep|playground|progress)\(.*\Z", re.M)


@dataclass
class Section:
    """The cells from one heading to the next."""

    title: str
    cells: list

    def code(self, pattern):
        return [
            cell["source"]
            for cell in self.cells
            if cell["cell_type"] == "code" and re.search(pattern, cell["source"], re.MULTILINE)
        ]

    def words(self):
        return [cell["source"] for cell in self.cells if cell["cell_type"] == "markdown"]


def sections(path, deepest=3):
    """The sections below the title, in order; a deeper one belongs to the one that it is in."""
    found = []
    for cell in read(path)["cells"]:
        heading = re.match(rf"#{{2,{deepest}}} (.*)", cell["source"])
        if cell["cell_type"] == "markdown" and heading:
            found.append(Section(heading[1].strip(), []))
        if found:
            found[-1].cells.append(cell)
    return found


def mirrors_a_note(path):
    """Notebooks 01 to 04: every section of the note has all its parts."""
    return path.stem[:2] <= "04"


SECTIONS = [
    pytest.param(section, id=f"{path.stem[:2]}-{section.title}")
    for path in LESSONS
    for section in sections(path, deepest=3 if mirrors_a_note(path) else 2)
]
# A gallery shows errors, one after the other; its exercises come at its end.
WORKED = [param for param in SECTIONS if not param.id.startswith("09-")]
MAIN = [
    pytest.param(section, id=f"{path.stem[:2]}-{section.title}")
    for path in LESSONS
    for section in sections(path, deepest=2)
]


def shown(cell):
    """What a cell showed, as plain text."""
    return "".join(map(told, cell["outputs"]))


def told(output):
    """One output as plain text; an error as its type and its words."""
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}\n"
    return output.get("text") or output["data"]["text/plain"]


# --- every section has its parts ----------------------------------------------------------------


@pytest.mark.parametrize("section", WORKED)
def test_a_section_has_words_a_picture_something_to_change_a_question_and_an_exercise(section):
    assert len(" ".join(section.words()[:2]).split()) > 40, "the idea in words"
    assert section.code(r"\b(draw|step|sweep|chart\.\w+)\("), "a live picture"
    assert section.code(r"^explore\("), "something to change"
    assert section.code(r'^predict\("'), "a question"
    assert section.code(r'^@exercise\("'), "an exercise"


@pytest.mark.parametrize("section", MAIN)
def test_a_main_section_has_a_question_and_pytorch_beside_it(section):
    assert section.code(r'^predict\("'), "a question"
    assert section.code(r"^@beside$"), "PyTorch beside it"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_first_code_cell_has_the_switch_for_pytorch(path):
    first = next(cell for cell in read(path)["cells"] if cell["cell_type"] == "code")
    assert first["id"] == "setup"
    assert re.search(r'^# pytorch_beside\("on"\)  # ', first["source"], re.MULTILINE)
    assert re.search(r"^from minigrad\.course import .*\bpytorch_beside\b", first["source"], re.M)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_last_cell_is_the_progress_panel(path):
    last = read(path)["cells"][-1]
    assert last["source"] == f'progress("{int(path.stem[:2])}")'
    for stub, _ in exercises(read(path)):
        assert f"Exercise {DECORATED.match(stub['source'])['number']}: " in shown(last)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_ends_with_what_to_keep(section):
    kept = [words for words in section.words() if "**What to keep.**" in words]
    assert len(kept) == 1
    assert section.words().index(kept[0]) >= len(section.words()) - 2, "only the end may follow"


@pytest.mark.parametrize("section", SECTIONS)
def test_a_question_stands_before_code_that_could_answer_it(section):
    """Each question has a cell after it, in its section, that shows something."""
    code = [cell for cell in section.cells if cell["cell_type"] == "code"]
    for place, cell in enumerate(code):
        if cell["source"].startswith("predict("):
            after = code[place + 1 : place + 4]
            assert any(other["outputs"] for other in after), cell["source"]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_all_questions_and_exercises_of_a_notebook_occur_once_and_in_order(path):
    cells = [c["source"] for c in read(path)["cells"] if c["cell_type"] == "code"]
    chapter = int(path.stem[:2])
    for kind, pattern in [
        ("questions", r'^predict\("([\d.]+)"\)'),
        ("exercises", r'^@exercise\("([\d.]+)"\)'),
    ]:
        used = [found[1] for source in cells if (found := re.match(pattern, source))]
        known = [f"{chapter}.{number}" for number in range(1, len(used) + 1)]
        assert used == known
        assert [take(kind, number).number for number in used] == known
        with pytest.raises(LookupError):
            take(kind, f"{chapter}.{len(used) + 1}")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_text_says_what_the_exercise_is(path):
    """Title, difficulty and minutes of the text are those of the check; difficulty rises."""
    text = "\n".join(c["source"] for c in read(path)["cells"] if c["cell_type"] == "markdown")
    grades = []
    for stub, _ in exercises(read(path)):
        task = take("exercises", DECORATED.match(stub["source"])["number"])
        minutes = f"about {task.minutes} minutes"
        assert f"**Exercise {task.number}: {task.title}** · {task.difficulty} · {minutes}" in text
        grades.append(("easy", "medium", "hard").index(task.difficulty))
    assert len(grades) >= 3
    assert grades == sorted(grades)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_an_exercise_has_staged_help_and_a_closed_solution(path):
    cells = read(path)["cells"]
    for place, cell in enumerate(cells):
        if cell["cell_type"] == "code" and DECORATED.match(cell["source"]):
            hints = re.findall(r"<b>Hint (\d) of (\d)</b>", cells[place + 1]["source"])
            assert [int(n) for n, _ in hints] == list(range(1, len(hints) + 1))
            assert {int(of) for _, of in hints} == {len(hints)}
            assert len(hints) in (2, 3)
            assert cells[place + 2]["metadata"]["jupyter"]["source_hidden"]
            assert cells[place + 2]["source"].startswith("# Solution: open this cell\n")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_top_says_what_for_what_is_needed_and_how_long(path):
    first = read(path)["cells"][0]["source"]
    assert first.startswith("# ")
    for part in ("**What you will be able to do**", "**What you need.**", "**How long.**"):
        assert part in first
    assert "](00_summary.ipynb)" in first


def test_the_summary_links_to_every_notebook_and_to_no_other():
    text = "\n".join(c["source"] for c in read(PATHS[0])["cells"])
    linked = set(re.findall(r"\]\((\w+\.ipynb)", text))
    assert linked == {path.name for path in LESSONS}
    for title in ("What is Autodiff?", "A Simple Implementation", "More Detail"):
        assert title in text


# --- the exercises ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_as_stored_no_exercise_is_attempted(path):
    for stub, answer in exercises(read(path)):
        number = DECORATED.match(stub["source"])["number"]
        assert shown(stub).startswith(f"Exercise {number}: not attempted yet.")
        assert answer["outputs"] == [], "a solution shows nothing as long as it is closed"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_solution_does_not_overwrite_the_students_function(path):
    for stub, answer in exercises(read(path)):
        name = DECORATED.match(stub["source"])["name"]
        assert not re.search(rf"^(def )?{name}\b", answer["source"], re.MULTILINE)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_closed_solution_is_the_one_that_is_told_after_passing(path):
    """But for its label and the name of the function."""
    for filled, (_, answer) in zip(
        exercises(solved(read(path))), exercises(read(path)), strict=True
    ):
        number = DECORATED.match(filled[0]["source"])["number"]
        solution = take("exercises", number).solution.strip()
        assert filled[0]["source"] == f'@exercise("{number}")\n{solution}'
        name = f"def solution_{number.replace('.', '_')}("
        assert answer["source"].splitlines()[1].startswith(name)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_with_the_solutions_filled_in_every_check_passes(path):
    done = execute(solved(read(path)), path)
    for stub, _ in exercises(done):
        number = DECORATED.match(stub["source"])["number"]
        assert shown(stub).startswith(f"Exercise {number}: passed.")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_with_wrong_answers_filled_in_no_check_passes(path):
    notebook = read(path)
    # What is only looked at takes most of the time, and no check depends on it.
    notebook["cells"] = [c for c in notebook["cells"] if not ONLY_SHOWN.search(c["source"])]
    for stub, _ in exercises(notebook):
        task = take("exercises", DECORATED.match(stub["source"])["number"])
        wrong = next(iter(samples(task).WRONG.values()))[0].strip()
        stub["source"] = f'@exercise("{task.number}")\n{wrong}'
    for stub, _ in exercises(execute(notebook, path)):
        assert re.search(r": (not right yet|your code stopped with an error)\.", shown(stub))


# --- the notes ----------------------------------------------------------------------------------

NOTE_3 = [
    """\
a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([6., 4.], requires_grad=True)
Q = 3*a**3 - b**2""",
    """\
x = torch.rand(5,5)
y = torch.rand(5,5)
z = torch.rand((5,5), requires_grad=True)

a = x + y  # Will have requires_grad = False
b = x + y + z # Will have requires_grad = True""",
    """\
a = torch.tensor([1., 2.], requires_grad=True)
b = 3*a**3
c = b * a
b.retain_grad() # Ensure b has .grad attribute populated
c.backward(gradient=torch.tensor([1.,1.]))

print(a.grad)
print(b.grad)""",
]
NUMBERS_3 = {
    "q-print": "tensor([-12.,  65.], grad_fn=<SubBackward0>)\n",
    "q-backward": "tensor([36., 81.])\ntensor([-12.,  -8.])\n",
    "q-compare": "tensor([True, True])\ntensor([True, True])\n",
    "leaves-retain": "tensor([12., 96.])\ntensor([1., 2.])\n",
}


def test_the_notes_code_is_there_unchanged():
    sources = [ANSWERS.sub("", cell["source"]).lstrip() for cell in read(BASICS)["cells"]]
    assert [sources.count(block) for block in NOTE_3] == [1, 1, 1]


def test_the_notes_numbers_are_there():
    cells = {cell["id"]: cell for cell in read(BASICS)["cells"]}
    assert {name: shown(cells[name]) for name in NUMBERS_3} == NUMBERS_3


def test_the_unset_grad_is_none_and_warns():
    cells = {cell["id"]: cell for cell in read(BASICS)["cells"]}
    words = shown(cells["leaves-warning"])
    assert "tensor([12., 96.])\nNone\n" in words
    assert "UserWarning: The .grad attribute of a Tensor that is not a leaf" in words


@pytest.mark.live
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_on_pytorch_the_notebook_shows_the_same(path, monkeypatch):
    """Only the tails of PyTorch's messages that lead into PyTorch's own files may differ."""
    pytest.importorskip("torch")
    # On a busy machine PyTorch's threads wait for each other longer than they work.
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    ours = read(path)
    theirs = copy.deepcopy(ours)
    for cell in theirs["cells"]:
        cell["source"] = cell["source"].replace("import minigrad as torch", "import torch")
    theirs = execute(theirs, path)
    tail = re.compile(r" +(See github\.com/pytorch|If you were attempting to deepcopy).*")
    own = re.compile(r" Use tensor\.detach\(\)\.clone\(\) to copy the values\.")
    for before, after in zip(ours["cells"], theirs["cells"], strict=True):
        if before["cell_type"] == "code":
            assert tail.sub("", shown(after)) == own.sub("", shown(before)), before["id"]
