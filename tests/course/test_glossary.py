"""The glossary and the notebooks agree: each term is set in italics where it is explained first.

A new word in italics is either a term, and belongs into docs/glossary.md, or it is only stressed,
and belongs into STRESSED.
"""

import re

import pytest

import links
from environment import ROOT
from notebooks import read

pytestmark = pytest.mark.uncounted
GLOSSARY = ROOT / "docs" / "glossary.md"
ENTRY = re.compile(
    r"^- \*\*(?P<term>[^*]+)\*\*: (?P<words>.+)\. \[(?P<shown>[^\]]+)\]\((?P<target>[^)]+)\)$"
)
ITALIC = re.compile(r"(?<![*\w])\*([^*\n]+)\*(?![*\w])")
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]*\$", re.DOTALL)

# How a term may stand in a sentence, where it is not the term itself or the term with an s.
FORMS = {
    "leaves": "leaf",
    "classes": "class",
    "micro-batches": "micro-batch",
    "total": "total derivative",
    "vanishes": "vanishing gradient",
    "explodes": "exploding gradient",
    "numerical": "numerical derivative",
    "analytical": "analytical derivative",
}
STRESSED = set(
    """
    export / reset / optical recognition of handwritten digits / variable / added / adds / all /
    alone / and / another / argument of forward / before / body / both / bottom / data / deep /
    dependent / different / every / faster / first / formula / forward / freed / from the right /
    in this direction / inner / input / is / keeps / last / length / locally / logarithm / made /
    mean / must / not / now / on / output / outputs / outside / peak / raises / reach / read /
    returns / right / run / show me / stretches / tests / up to rounding / update / use / used /
    weights / whole / without / wrong
    """.replace("\n", " ")
    .strip()
    .split(" / ")
)
STRESSED = {" ".join(words.split()).strip(" /") for words in STRESSED}


def italics():
    """(notebook, section, words) of all that is set in italics, in the order of the course."""
    for path in sorted((ROOT / "notebooks").glob("0*.ipynb")):
        section = ""
        for cell in read(path)["cells"]:
            if cell["cell_type"] == "markdown":
                headings = links.headings(cell["source"])
                section = headings[-1][1] if headings else section
                prose = FORMULA.sub("", links.prose(cell["source"]))
                for words in ITALIC.findall(prose):
                    yield path.name, section, words.lower()


def term_of(words, terms):
    """The term that these words are a form of, in lower case, or None."""
    form = FORMS.get(words, words)
    return form if form in terms else form[:-1] if form[:-1] in terms and form[-1] == "s" else None


ENTRIES = [
    found
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines()
    if line.startswith("- ") and (found := ENTRY.match(line))
]
TERMS = {entry["term"].lower() for entry in ENTRIES}


def test_every_line_is_an_entry_and_they_are_in_order():
    lines = [x for x in GLOSSARY.read_text(encoding="utf-8").splitlines() if x.startswith("- ")]
    assert len(lines) == len(ENTRIES) == len(TERMS) > 60
    names = [entry["term"].lower() for entry in ENTRIES]
    assert names == sorted(names)


def test_each_letter_is_a_heading():
    headings = [words for _, words in links.headings(GLOSSARY.read_text(encoding="utf-8"))]
    assert headings == ["Glossary", *sorted({term[0].upper() for term in TERMS})]


def test_a_term_is_in_italics_where_its_entry_points():
    first = {}
    for name, section, words in italics():
        if term := term_of(words, TERMS):
            first.setdefault(term, f"../notebooks/{name}#{section.replace(' ', '-')}")
    assert {entry["term"].lower(): entry["target"] for entry in ENTRIES} == first


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["term"])
def test_an_entry_says_what_it_is_and_leads_to_its_place(entry):
    assert len(entry["words"].split()) >= 3
    number, _, section = entry["shown"].partition(" ")
    assert f"/{number}_" in entry["target"]
    assert entry["target"].endswith("#" + section.replace(" ", "-"))


def test_the_links_work():
    assert list(links.broken(GLOSSARY)) == []


def test_what_is_in_italics_is_a_term_or_only_stressed():
    loose = {w for _, _, w in italics() if not term_of(w, TERMS) and w not in STRESSED}
    assert not loose, "add these to docs/glossary.md, or to STRESSED"
