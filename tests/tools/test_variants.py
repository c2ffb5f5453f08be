"""The instructors' variants: what is taken out, what is filled in, and pages that stand alone."""

import html
import json
import re
import shutil
import sys

import pytest

import guards
import variants
import webpage
from environment import ROOT
from minigrad.course.shelf import shelf
from notebooks import CellFailed, normalize, read
from stored import Notebook, strings

pytestmark = pytest.mark.uncounted
BASICS = ROOT / "notebooks" / "03_pytorch_autograd_basics.ipynb"
PATHS = sorted((ROOT / "notebooks").glob("0*.ipynb"))
OUTSIDE = re.compile(r"""(?:src|href)=["'](?:https?:)?//""")
LINK = re.compile(r'<a [^>]*href="https?:[^>]*>')  # followed by a reader only


def by_stem(path):
    return path.stem


# --- notebooks ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS, ids=by_stem)
def test_without_solutions_is_a_sound_notebook(path):
    new = variants.without_solutions(read(path))
    assert not [cell for cell in new["cells"] if variants.is_solution(cell)]
    assert "def solution_" not in "".join(cell["source"] for cell in new["cells"])
    assert "The model solution" not in json.dumps(new), "as it is told below what has passed"
    checked = Notebook(path, normalize(dict(new), path.stem))
    for guard in (guards.executed, guards.in_one_run, guards.heading_order, guards.outline):
        assert list(guard(checked)) == []


def test_only_solutions_are_taken_out():
    old = read(BASICS)
    new = variants.without_solutions(old)
    kept = [cell["id"] for cell in old["cells"] if not variants.is_solution(cell)]
    assert [cell["id"] for cell in new["cells"]] == kept
    assert len(kept) == len(old["cells"]) - len(variants.exercises(old))


def test_a_solution_takes_the_students_name():
    old = read(BASICS)
    for (stub, _), (blank, _) in zip(
        variants.exercises(variants.solved(old)), variants.exercises(old), strict=True
    ):
        first = blank["source"].partition("...")[0].rstrip()
        assert stub["source"].startswith(first.partition("(f, x)")[0][:20])
        assert "..." not in stub["source"]
        assert "solution_" not in stub["source"].splitlines()[1]
    assert "..." in variants.exercises(old)[0][0]["source"], "the original stays"


def test_a_solution_that_defines_nothing_is_told():
    notebook = read(BASICS)
    variants.exercises(notebook)[0][1]["source"] = "# Solution: open this cell\nslope = 1"
    with pytest.raises(ValueError, match=r"exercise 3\.1 defines no function"):
        variants.solved(notebook)


def test_a_solution_that_fails_is_told(tmp_path, monkeypatch):
    cells = [
        {"cell_type": "code", "source": '@exercise("3.1")\ndef f(x):\n    ...'},
        {"cell_type": "code", "source": "# Solution\ndef solution_3_1(x):\n    return x"},
    ]
    cells[1]["metadata"] = {"tags": ["solution"]}
    for number, cell in enumerate(cells):
        cell |= {"id": f"c{number}", "outputs": [], "execution_count": None}
        cell.setdefault("metadata", {})
    monkeypatch.setattr(variants, "read", lambda path: {"cells": cells, "metadata": {}})
    monkeypatch.setattr(variants, "execute", lambda notebook, path: _fail())
    with pytest.raises(CellFailed):
        variants.variant(tmp_path / "03_x.ipynb", ["solved"])


def _fail():
    raise CellFailed("no")


def test_what_the_notebooks_link_to_comes_along(tmp_path, capsys):
    assert variants.main(["without-solutions", "00", "--to", str(tmp_path)]) == 0
    folder = tmp_path / "without-solutions"
    assert (folder / "notebooks" / "00_summary.ipynb").exists()
    assert (folder / "docs" / "glossary.md").exists()
    assert (folder / "_attachments").is_dir()
    assert capsys.readouterr().out.strip().endswith("00_summary.ipynb")


def plain(text):
    """The words alone: neither how they look nor how they are spaced."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"[`*]", " ", text)))
    return re.sub(r"\s", "", text)


def secrets_of(path):
    """What the notebook's questions explain, and the bodies of its solutions."""
    number = int(path.stem[:2])
    for question in shelf("questions", number):
        yield from question.explanation.split("\n\n")
    for _, solution in variants.exercises(read(path)):
        yield solution["source"].partition("):\n")[2]


def texts_below(folder):
    """Everything readable that lies there; of notebooks each string, stored widgets included."""
    for path in folder.rglob("*"):
        if path.suffix == ".ipynb":
            yield from strings(json.loads(path.read_text(encoding="utf-8")))
        elif path.is_file():
            yield path.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize(
    "form",
    ["", *(pytest.param(form, marks=pytest.mark.slow) for form in ("html", "slides"))],
)
def test_no_answer_and_no_solution_is_handed_out(tmp_path, form):
    pytest.importorskip("latex2mathml")
    words = ["without-solutions", *([form] if form else []), "--to", str(tmp_path)]
    assert variants.main(words) == 0
    (folder,) = tmp_path.iterdir()
    made = "\0".join(map(plain, texts_below(folder)))
    assert "Predictbeforeyourunon" in made or "predictbeforeyourunon" in made
    assert "Showtheanswer" not in made
    secrets = [plain(secret) for path in PATHS for secret in secrets_of(path)]
    assert len(secrets) > 130
    assert [secret for secret in secrets if secret in made] == []


def test_the_same_search_finds_the_answers_in_the_course_itself():
    made = "\0".join(plain(text) for path in PATHS for text in strings(read(path)))
    assert not [s for path in PATHS for s in map(plain, secrets_of(path)) if s not in made]


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words, said",
    [
        ("solved 03 nonsense", "whose name starts with nonsense. "),
        ("html 3", "whose name starts with 3. "),
        ("html 99", "whose name starts with 99. "),
        ("03x html", "whose name starts with 03x. "),
        ("html 0", "names that start with '0'"),
        ("html ", "names that start with ''"),
        ("PDF 03", "whose name starts with PDF. "),
        ("solved 03 without-solutions", "without-solutions and solved exclude each other"),
        ("pdf 03 slides html", "slides and html and pdf exclude each other"),
        ("03", "name a kind"),
    ],
)
def test_a_word_that_means_nothing_is_told_and_nothing_is_written(tmp_path, capsys, words, said):
    with pytest.raises(SystemExit) as ended:
        variants.main([*words.split(" "), "--to", str(tmp_path)])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert said in told
    if "name starts" in said:
        assert "03_pytorch_autograd_basics" in told
        assert "The kinds are without-solutions, solved, slides, html, pdf" in told
    assert not any(tmp_path.iterdir())


def test_without_words_the_kinds_are_told(capsys):
    with pytest.raises(SystemExit):
        variants.main([])
    assert "name a kind: without-solutions, solved, slides, html, pdf" in capsys.readouterr().err


@pytest.mark.parametrize("words", ["html without-solutions 00", "00 without-solutions html"])
def test_kinds_combine_in_any_order(tmp_path, capsys, words):
    pytest.importorskip("latex2mathml")
    assert variants.main([*words.split(), "--to", str(tmp_path)]) == 0
    page = tmp_path / "html-without-solutions" / "notebooks" / "00_summary.html"
    assert capsys.readouterr().out.strip() == str(page)
    assert [path.name for path in page.parent.iterdir()] == [page.name]


def test_solved_and_html_is_a_page_of_what_was_filled_in(tmp_path, monkeypatch):
    pytest.importorskip("latex2mathml")
    monkeypatch.setattr(variants, "execute", lambda notebook, path: notebook)
    assert variants.main(["03", "html", "solved", "--to", str(tmp_path)]) == 0
    (page,) = (tmp_path / "html-solved" / "notebooks").iterdir()
    text = plain(page.read_text(encoding="utf-8"))
    for stub, _ in variants.exercises(variants.solved(read(BASICS))):
        assert plain(stub["source"]) in text


def test_nothing_of_an_earlier_run_stays(tmp_path):
    folder = tmp_path / "without-solutions" / "notebooks"
    for name in (BASICS.name, ".ipynb_checkpoints/03-checkpoint.ipynb", "03.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("def solution_3_1(f, x):", encoding="utf-8")
    mine = tmp_path / "without-solutions" / "mine.txt"
    mine.write_text("a teacher's", encoding="utf-8")
    assert variants.main(["without-solutions", "00", "--to", str(tmp_path)]) == 0
    assert [path.name for path in folder.rglob("*")] == ["00_summary.ipynb"]
    assert mine.exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path, capsys):
    (tmp_path / "html").write_text("no folder", encoding="utf-8")
    assert variants.main(["html", "00", "--to", str(tmp_path)]) == 1
    assert str(tmp_path / "html") in capsys.readouterr().err


def loaded(made):
    """What a page would load from another machine by itself."""
    return OUTSIDE.findall(LINK.sub("", made))


# --- pages --------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=PATHS, ids=by_stem)
def path(request):
    pytest.importorskip("latex2mathml")
    return request.param


@pytest.fixture(scope="module")
def notebook(path):
    return read(path)


@pytest.fixture(scope="module")
def made(notebook):
    return webpage.page(notebook)


def test_a_page_stands_alone_and_is_open(path, made):
    assert not loaded(made)
    assert "<script" not in made
    assert "<details>" not in made
    assert made.count("<h1") == 1
    images = re.findall(r"<img\b[^>]*>", made)
    assert images or path.stem == "00_summary"
    assert all(re.search(r'alt="[^"]+"', image) for image in images)
    assert 'lang="en-US"' in made and "<title>" in made


def test_formulas_are_typeset_and_code_is_left_alone(notebook, made):
    words = "".join(c["source"] for c in notebook["cells"] if c["cell_type"] == "markdown")
    formulas = len(webpage.FORMULA.findall(webpage.CODE.sub("", webpage.FENCE.sub("", words))))
    assert made.count("<math ") == formulas
    assert "⟦" not in made
    assert "\\frac" not in made


def test_slides_hold_every_heading_and_no_solution(path, notebook):
    made = webpage.slides(notebook)
    decks = webpage.in_slides(notebook)
    assert made.count('<section class="slide"') == len(decks) > 4
    headings = Notebook(path, notebook).headings
    assert len(re.findall(r"<h[123][ >]", made)) == len(headings)
    assert "def solution_" not in made
    assert "Hint 1 of" not in made
    assert not loaded(made)
    assert all(1 <= len(cells) <= 2 for cells in decks)


def test_links_between_the_pages_lead_to_pages():
    pytest.importorskip("latex2mathml")
    made = webpage.page(read(PATHS[0]))
    assert 'href="03_pytorch_autograd_basics.html#Computational-Graph"' in made
    assert 'id="The-notebooks"' in made


def test_dollars_in_code_are_no_formulas():
    pytest.importorskip("latex2mathml")
    cell = {
        "cell_type": "markdown",
        "id": "a",
        "metadata": {},
        "source": "`$HOME` and $x^2$ and `$y$`",
    }
    body = webpage.body_of([cell])
    assert body.count("<math ") == 1
    assert "<code>$HOME</code>" in body and "<code>$y$</code>" in body


# --- paper --------------------------------------------------------------------------------------


def test_without_chromium_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="PDF needs Chromium or Chrome: install one"):
        variants.print_page(tmp_path / "x.html", tmp_path / "x.pdf")


def test_a_chromium_that_fails_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("CHROMIUM", sys.executable)  # knows none of these options
    with pytest.raises(SystemExit, match=r"could not print x\.html"):
        variants.print_page(tmp_path / "x.html", tmp_path / "x.pdf")


@pytest.mark.browser
def test_chromium_prints_a_notebook(tmp_path):
    assert variants.main(["pdf", "without-solutions", "00", "--to", str(tmp_path)]) == 0
    made = tmp_path / "pdf-without-solutions" / "notebooks" / "00_summary.pdf"
    assert made.read_bytes().startswith(b"%PDF-")
    assert made.stat().st_size > 20_000
    assert not made.with_suffix(".html").exists()
