"""The working edition: the notebook that a student gets, made from the stored one.

A notebook is stored executed, to be read. In the working edition nothing is answered yet: outputs,
counts and widgets' states are gone. Texts and questions can be neither changed nor deleted by a
slip of the hand; exercises, solutions and the cells that answer questions can't be deleted. The
same bytes in give the same out.

`merged` brings a student's copy up to date when the course changes. Needs only the standard
library.
"""

import json
import re
from typing import Any

WITH_OUTPUTS = {
    "00_summary.ipynb"
}  # the first page: it asks nothing, and shows its picture at once
QUESTION = re.compile(r"\s*predict\(\s*([\"'])[^\"']*\1\s*\)\s*")
# What can't be deleted: an exercise, and a cell that shows what a prediction was about.
KEPT = re.compile(r"^@exercise\(|\A\s*# answers question \d", re.MULTILINE)

Cell = dict[str, Any]


def read(data: bytes) -> dict[str, Any]:
    """A notebook's content from its bytes; ValueError unless it is one of format 4."""
    try:
        book = json.loads(data)
        for cell in book["cells"]:
            if not (isinstance(cell["metadata"], dict) and isinstance(cell["cell_type"], str)):
                raise TypeError(f"a cell is {cell!r:.60}")
            "".join(cell["source"])
        if book["nbformat"] != 4 or not isinstance(book["metadata"], dict):
            raise TypeError(f"format {book['nbformat']!r}")
        if not isinstance(book.get("nbformat_minor", 0), int):
            raise TypeError(f"minor format {book['nbformat_minor']!r}")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"this is not a notebook of format 4: {error!r}") from None
    return book


def written(book: dict[str, Any]) -> bytes:
    """The file's bytes, on one line: laying it out, as Jupyter does, takes ten times as long."""
    return (json.dumps(book, ensure_ascii=False, sort_keys=True) + "\n").encode()


def was_used(book: dict[str, Any]) -> bool:
    """Whether somebody has run it in Jupyter and saved it.

    Jupyter then notes Python's version; the stored form has none (tools/notebooks.py).
    """
    language = book["metadata"].get("language_info")
    return isinstance(language, dict) and "version" in language


def working(data: bytes, name: str = "") -> bytes:
    """The working edition of a stored notebook; `name` is that of its file.

    Raises ValueError when `data` is not a notebook of format 4.
    """
    return emptied(read(data), name)


def emptied(book: dict[str, Any], name: str) -> bytes:
    """The same of a notebook's content, which is changed."""
    book["nbformat_minor"] = max(5, book.get("nbformat_minor", 0))  # in which cells have ids
    keep = name in WITH_OUTPUTS
    if not keep:
        book["metadata"].pop("widgets", None)
    for number, cell in enumerate(book["cells"]):
        cell.setdefault("id", f"cell-{number:02d}")
        metadata = cell["metadata"]
        metadata.pop("collapsed", None)
        if isinstance(flags := metadata.get("jupyter"), dict):
            flags.pop("outputs_hidden", None)
            if not flags:
                del metadata["jupyter"]
        if cell["cell_type"] == "code" and not keep:
            cell.update(outputs=[], execution_count=None)
        metadata.update(locks(cell))
    return written(book)


def locks(cell: Cell) -> dict[str, bool]:
    """What Jupyter is told not to allow on a cell of the course."""
    source = "".join(cell["source"])
    if cell["cell_type"] != "code" or QUESTION.fullmatch(source):
        return {"editable": False, "deletable": False}
    tags = cell["metadata"].get("tags")
    if (isinstance(tags, list) and "solution" in tags) or KEPT.search(source):
        return {"deletable": False}
    return {}


# ------------------------------------------------------------------ a student's copy


def work(cell: Cell) -> tuple[str, str]:
    """What a person writes in a cell. The rest comes from running and folding it."""
    return cell["cell_type"], "".join(cell["source"])


def by_id(data: bytes) -> dict[str, Cell]:
    """The cells by their ids, in order; ValueError where that says nothing."""
    cells = read(data)["cells"]
    found = {cell["id"]: cell for cell in cells if isinstance(cell.get("id"), str)}
    if len(found) < len(cells):
        raise ValueError("cells without an id, or two with the same")
    return found


def merged(given: bytes | None, new: bytes, mine: bytes) -> bytes | None:
    """A student's copy, brought up to date cell by cell; None where that could lose something.

    `given` is what the student was given, if that is known, and `new` what there is now, both
    working editions. A cell that the student left as it was becomes the new one, and keeps its
    outputs unless its source is another. The student's own cells stay, each behind the one that it
    was behind. None when a cell was changed by both, or the student has moved cells of the course.
    """
    try:
        book = read(mine)
        own, now = by_id(mine), by_id(new)
        was = by_id(given) if given is not None else {}
    except ValueError:
        return None
    if list(was) == list(now) and all(same(was[name], now[name]) for name in now):
        return mine
    known = was or now
    if [name for name in own if name in known] != [name for name in known if name in own]:
        return None
    cells: dict[str, Cell] = {}
    for name, cell in now.items():
        kept, old = own.get(name), was.get(name)
        unchanged = old is not None and work(old) == work(cell)
        if kept is None:  # new in the course, or removed by the student
            if old is None:
                cells[name] = cell
            elif not unchanged:
                return None
        elif unchanged or work(kept) == work(cell):
            same_flags = old is not None and same(old, cell)
            cells[name] = kept if same_flags else kept | {"metadata": cell["metadata"]}
        elif old is not None and work(kept) == work(old):
            cells[name] = cell
        else:
            return None
    order, place = list(cells), 0
    for name, cell in own.items():
        if name in cells:
            place = order.index(name) + 1
        elif name not in was or work(cell) != work(was[name]):  # not one that the course gave up
            cells[name] = cell
            order.insert(place, name)
            place += 1
    book["cells"] = [cells[name] for name in order]
    try:
        return mine if book == read(mine) else written(book)
    except UnicodeEncodeError:  # halves of letters, which no file can hold
        return None


def same(old: Cell, new: Cell) -> bool:
    """Whether the course has left this cell of its own as it was."""
    return work(old) == work(new) and old["metadata"] == new["metadata"]
