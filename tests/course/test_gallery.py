"""The gallery's index: from the words of every message, and of no other, to its entry."""

import re

import links
from notebooks import ROOT, read

GALLERY = ROOT / "notebooks" / "09_error_gallery.ipynb"
CELLS = read(GALLERY)["cells"]
ROW = re.compile(r"^\| (?P<words>`.*`) \| (?P<entries>\[.*\)) \|$", re.MULTILINE)


def index():
    """(phrases, anchors of the entries) for each row of the table at the top."""
    (table,) = [cell["source"] for cell in CELLS if cell["id"] == "index"]
    return [
        (re.findall(r"`([^`]+)`", row["words"]), re.findall(r"\(#([^)]+)\)", row["entries"]))
        for row in ROW.finditer(table)
    ]


def entries():
    """What is shown in each entry, by its anchor, and the entry's errors."""
    shown, errors, anchor = {}, {}, ""
    for cell in CELLS:
        if cell["cell_type"] == "markdown":
            for level, text in links.headings(cell["source"]):
                anchor = text.replace(" ", "-") if level == 3 else ""
        elif anchor:
            for output in cell["outputs"]:
                if output["output_type"] == "error":
                    errors.setdefault(anchor, []).append(output["evalue"])
                words = output.get("evalue") or output.get("text") or ""
                shown[anchor] = shown.get(anchor, "") + words
    return shown, errors


def test_every_phrase_is_in_a_message_of_each_entry_that_it_leads_to():
    shown, _ = entries()
    rows = index()
    assert len(rows) > 35
    for phrases, anchors in rows:
        for anchor in anchors:
            assert any(phrase in shown[anchor] for phrase in phrases), (phrases, anchor)
        for phrase in phrases:
            assert any(phrase in shown[anchor] for anchor in anchors), phrase


def test_every_error_is_found_by_the_index():
    _, errors = entries()
    assert sum(map(len, errors.values())) > 40
    for anchor, messages in errors.items():
        phrases = [phrase for words, anchors in index() if anchor in anchors for phrase in words]
        for message in messages:
            assert any(phrase in message for phrase in phrases), (anchor, message)


def test_every_entry_raises_explains_and_mends():
    """An error, then words, then code that runs; and the marked cells are the errors."""
    anchor, kinds = "", {}
    for cell in CELLS:
        if cell["cell_type"] == "markdown":
            for level, text in links.headings(cell["source"]):
                anchor = text if level == 3 else ""
        if anchor:
            marked = "raises-exception" in cell["metadata"].get("tags", [])
            kinds.setdefault(anchor, []).append("error" if marked else cell["cell_type"])
            if cell["cell_type"] == "markdown" and "**Mended.**" in cell["source"]:
                kinds[anchor].append("mended")
    assert len(kinds) > 35
    for anchor, order in kinds.items():
        assert "error" in order, anchor
        after = order[order.index("error") :]
        assert "mended" in after and "code" in after[after.index("mended") :], anchor
