"""The playground: an expression, its leaves' values and switches, and the graph that follows.

`Playground` is plain Python: what was typed and switched (text, leaves, retained results, lines
under no_grad), and `outcome()`, which computes everything anew with minigrad. The ipywidgets around
it are made in playgroundview.py; a page without a kernel shows the first outcome.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

from minigrad.drawing.excluded import Told
from minigrad.drawing.expressions import Program, parse
from minigrad.drawing.facts import parse_show, value_text
from minigrad.drawing.grammar import ExpressionError
from minigrad.drawing.labels import printable
from minigrad.drawing.picture import Picture
from minigrad.drawing.reading import read
from minigrad.drawing.terminal import for_terminal
from minigrad.drawing.typed import as_typed, read_numbers

_SHOWN = parse_show("shapes,values,grads")
HEADINGS = ("name", "value", "requires_grad", "grad_fn", ".grad after backward")


@dataclass
class Leaf:
    """What is set for one leaf: its numbers as typed, and whether it requires grad."""

    values: str
    requires_grad: bool = True


@dataclass(frozen=True)
class Outcome:
    """What the settings give: a picture, a row for each tensor, and what there is to say."""

    picture: Any = None
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def error(self) -> str:
        """The error, or nothing."""
        return next((words for kind, words in self.notes if kind == "Error"), "")

    @property
    def html(self) -> str:
        """Notes, picture and table as HTML."""
        parts = [_box(kind, words) for kind, words in self.notes]
        if self.picture is not None:
            parts.append(self.picture.html)
        if self.rows:
            parts.append(_table(self.rows))
        return "\n".join(parts)

    @property
    def text(self) -> str:
        """The same as text."""
        parts = [f"{kind}: {words}" for kind, words in self.notes]
        if self.picture is not None:
            parts.append(self.picture.text)
        parts += [_sentence(row) for row in self.rows]
        return "\n".join(parts)


@dataclass
class Playground:
    """Everything that can be set. `retain` and `no_grad` hold names of results.

    gradient: what backward starts with, as typed; nothing means 1 for each number.

    >>> play = Playground("c = 3*a**3; Q = c - b**2", {"a": Leaf("2, 3"), "b": Leaf("6, 4")})
    >>> play.outcome().rows[0]
    ('a', '[2, 3]', 'True', 'leaf', '[36, 81]')
    >>> play.no_grad.add("c")
    >>> play.outcome().rows[0]
    ('a', '[2, 3]', 'True', 'leaf', 'None: no gradient arrives')
    """

    text: str
    leaves: dict[str, Leaf] = field(default_factory=dict)
    retain: set[str] = field(default_factory=set)
    no_grad: set[str] = field(default_factory=set)
    gradient: str = ""

    def program(self) -> Program:
        """The parsed text. New leaves get the value 1; ExpressionError as `parse` raises it."""
        program = parse(self.text)
        for name in program.names:
            self.leaves.setdefault(name, Leaf("1"))
        return program

    def outcome(self) -> Outcome:
        """Compute, run backward, draw; an error of any of them is a note, never an exception."""
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            # NumPy's: the engine is silent about inf and nan, and a note says where they are.
            warnings.simplefilter("ignore", RuntimeWarning)
            outcome = self._outcome()
        heard = dict.fromkeys(str(warning.message) for warning in caught)
        notes = outcome.notes + tuple(("Warning", words) for words in heard)
        return replace(outcome, notes=notes)

    def _outcome(self) -> Outcome:
        notes: list[tuple[str, str]] = []
        known: dict[str, Any] = {}
        picture = None
        try:
            program = self.program()
            known = {name: self._tensor(name) for name in program.names}
            told = Told()
            results = self._results(program, known, told)
            known |= results
            last = list(results.values())[-1]
            notes += _odd_numbers(known)
            notes += self._backward(last)
            picture = self._picture(last, known, told)
        except ExpressionError as problem:
            notes.append(("Error", str(problem)))
        except ValueError as problem:  # nothing to draw
            notes.append(("Note", str(problem)))
        rows = tuple(_row(name, tensor) for name, tensor in known.items())
        return Outcome(picture, rows if not self._failed(notes) else (), tuple(notes))

    @staticmethod
    def _failed(notes: list[tuple[str, str]]) -> bool:
        return any(kind == "Error" and not words.startswith("backward") for kind, words in notes)

    def _tensor(self, name: str) -> Any:
        import minigrad as mg

        leaf = self.leaves[name]
        numbers = read_numbers(leaf.values, f"the value of {name}")
        return mg.tensor(numbers, requires_grad=leaf.requires_grad)

    def _picture(self, last: Any, known: Mapping[str, Any], told: Told) -> Picture:
        if not last.requires_grad:
            raise ValueError(
                "there is no graph to draw: the last result doesn't require grad, so nothing was "
                "recorded. Switch requires_grad on, or no_grad off"
            )
        graph = read(
            [last],
            list(known.items()),
            show=_SHOWN,
            untracked=any(not tensor.requires_grad for tensor in known.values()),
            told=told,
        )
        return Picture(graph)

    def _results(self, program: Program, known: Mapping[str, Any], told: Told) -> dict[str, Any]:
        import minigrad as mg

        def around(name: str) -> Any:
            return mg.no_grad() if name in self.no_grad else nullcontext()

        results = program.run(known, mg, around, told.watch)
        for name, tensor in results.items():
            if name in self.no_grad:
                told.reasons[id(tensor)] = "made under no_grad"
            if name in self.retain and tensor.requires_grad and not tensor.is_leaf:
                tensor.retain_grad()
        return results

    def _backward(self, last: Any) -> list[tuple[str, str]]:
        """Run the pass; the notes that it gives rise to."""
        import minigrad as mg

        try:
            start = read_numbers(self.gradient, "the gradient") if self.gradient.strip() else 1
            gradient: Any = mg.tensor(start, dtype=last.dtype)
            if gradient.shape == () and last.shape != ():
                gradient = gradient.expand(*last.shape).clone()
            last.backward(gradient=gradient, retain_graph=True)
        except ExpressionError as problem:
            return [("Error", f"backward did not run: {problem}")]
        except RuntimeError as problem:
            return [("Error", f"backward raised a RuntimeError: {problem}")]
        return []

    # ------------------------------------------------------------------ how it is shown

    def __repr__(self) -> str:
        settings = [f"{name} = {leaf.values}" for name, leaf in self.leaves.items()]
        head = [f"Playground of {printable(self.text, 200)}", *settings]
        return "\n".join([*head, self.outcome().text])

    def __str__(self) -> str:
        return for_terminal(repr(self))

    @property
    def html(self) -> str:
        """The first outcome, as a page shows it that has no kernel."""
        given = "; ".join(f"{name} = {leaf.values}" for name, leaf in self.leaves.items())
        head = f"<p><code>{escape(self.text)}</code> with {escape(given)}</p>"
        return f"{head}\n<p>Run this cell to change it.</p>\n{self.outcome().html}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        self.outcome()  # before the words: it may find new leaves
        bundle: dict[str, Any] = {"text/html": self.html, "text/plain": repr(self)}
        try:
            from minigrad.drawing.playgroundview import panel
        except ImportError:  # no ipywidgets: the first outcome has to do
            return bundle
        return panel(self)._repr_mimebundle_() | bundle


def playground(text: str = "3*a**3 - b**2", /, gradient: Any = "", **values: Any) -> Playground:
    """Return a playground; as a cell's last line it appears below the cell.

    text: an expression, or several lines such as `c = 3*a**3; Q = c - b**2`. values: a number, a
    list or text for each leaf. gradient: what backward starts with, in the same forms.

    Raises TypeError where a value is none of these.

    >>> playground("3*a**3 - b**2", a=[2, 3], b=[6, 4]).outcome().rows[1]
    ('b', '[6, 4]', 'True', 'leaf', '[-12, -8]')
    """
    leaves = {name: Leaf(as_typed(value, name)) for name, value in values.items()}
    if not leaves and text == "3*a**3 - b**2":
        leaves = {"a": Leaf("2, 3"), "b": Leaf("6, 4")}
    if not isinstance(text, str):
        raise TypeError(f"an expression is text, not {type(text).__name__}")
    return Playground(text, leaves, gradient=as_typed(gradient, "gradient"))


def _odd_numbers(known: Mapping[str, Any]) -> list[tuple[str, str]]:
    odd = [
        name
        for name, tensor in known.items()
        if tensor.dtype.is_floating_point and not tensor.isfinite().all().item()
    ]
    return [("Warning", f"inf or nan in {', '.join(odd)}")] if odd else []


def _row(name: str, tensor: Any) -> tuple[str, ...]:
    made = "leaf" if tensor.is_leaf else type(tensor.grad_fn).__name__
    if not tensor.requires_grad:
        made, grad = "none: not in the DAG", "None: it doesn't require grad"
    elif not tensor.is_leaf and not tensor.retains_grad:
        grad = "None: no leaf, and not retained (reading it warns)"
    elif tensor.grad is None:
        grad = "None: no gradient arrives"
    else:
        grad = value_text(tensor.grad)
    return (name, value_text(tensor), str(tensor.requires_grad), made, grad)


def _sentence(row: tuple[str, ...]) -> str:
    name, value, requires, made, grad = row
    return f"{name} = {value}; requires_grad {requires}; grad_fn {made}; .grad {grad}"


def _box(kind: str, words: str) -> str:
    # The words line up: an error points at a place.
    return (
        '<div role="status" style="border-left:5px solid #D55E00;background:rgba(213,94,0,.13);'
        f'padding:.3em 1em;margin:.3em 0"><b>{escape(kind)}</b>'
        f'<pre style="margin:0;white-space:pre-wrap;background:none">{escape(words)}</pre></div>'
    )


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    style = 'style="text-align:left;padding:.2em .8em"'
    head = "".join(f'<th scope="col" {style}>{escape(word)}</th>' for word in HEADINGS)
    body = "".join(
        f'<tr><th scope="row" {style}>{escape(row[0])}</th>'
        + "".join(f"<td {style}>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
