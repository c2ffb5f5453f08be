"""The stepper: a backward pass to go through one node at a time.

`step(Q)` runs the engine's own pass once, on the spot, and keeps what happened (recording.py) in
words (narration.py) and pictures (film.py). In a notebook with a kernel it is a widget
(stepperview.py); a stored, printed or untrusted page has the strip of all frames instead.
"""

from __future__ import annotations

import sys
from functools import cached_property
from html import escape
from typing import Any

from minigrad.drawing.film import Film, film, strip, words
from minigrad.drawing.names import from_caller
from minigrad.drawing.narration import Telling, tell
from minigrad.drawing.recording import record
from minigrad.drawing.render import DrawingError
from minigrad.drawing.terminal import for_terminal
from minigrad.drawing.themes import theme_called
from minigrad.drawing.trace import Trace

LIMIT = 100


class Stepper:
    """A recorded backward pass; a notebook shows it, `print` tells it.

    `trace` is what happened, `tellings` the words of each frame, `film` the frames.

    >>> import minigrad as mg
    >>> x = mg.tensor(3.0, requires_grad=True)
    >>> y = x * x
    >>> print(step(y))
    Before the first step
      The backward pass of y starts with the gradient 1, as it does for a single number \
where nothing else is given.
      2 nodes will run, newest first; each sends gradients to those that made its inputs.
    Step 1 of 2: MulBackward0 runs
      Comes in: 1, where the pass starts.
      Input 1: local derivative other = 3. Goes out to x: 1 · 3 = 3.
      Input 2: local derivative self = 3. Goes out to x: 1 · 3 = 3.
      Waiting with a gradient: x.
    Step 2 of 2: AccumulateGrad of x runs
      Comes in: 3 + 3 = 6, from MulBackward0 (step 1).
      They are added up (+=): this value is used in 2 places, each of them changes the result, \
and the changes add.
      x.grad was None: it becomes 6.
    After the last step
      x.grad is 6.
      No .grad: y, no leaf: an operation made it, and its gradient was passed on, not kept; \
retain_grad() would keep it.
    """

    def __init__(self, trace: Trace, theme: str = "default") -> None:
        self.trace = trace
        self.theme = theme

    @property
    def title(self) -> str:
        """What is stepped through."""
        name = self.trace.graph.nodes[self.trace.root - 1].name
        return f"Backward pass of {name}" if name else "Backward pass"

    @cached_property
    def tellings(self) -> list[Telling]:
        """The words of each frame."""
        return tell(self.trace)

    @cached_property
    def film(self) -> Film:
        """The frames; DrawingError where the graph can't be laid out."""
        return film(self.trace, theme=self.theme)

    @cached_property
    def text(self) -> str:
        """The whole pass in words."""
        return words(self.tellings)

    @cached_property
    def html(self) -> str:
        """The strip of all frames; where no picture can be drawn, the words."""
        try:
            return strip(self.film, self.title)
        except DrawingError as problem:
            return f"<p><b>{escape(str(problem))}</b></p>\n<pre>{escape(self.text)}</pre>"

    @cached_property
    def widget(self) -> Any:
        """The buttons and the picture. ImportError without anywidget."""
        from minigrad.drawing.stepperview import StepperWidget

        return StepperWidget.of(self)

    def __repr__(self) -> str:
        return self.text

    def __str__(self) -> str:
        return for_terminal(self.text)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/html": self.html, "text/plain": self.text}
        try:
            return self.widget._repr_mimebundle_()[0]
        except ImportError:
            note = "To step with buttons and keys, run: pip install anywidget"
            bundle["text/html"] += f"\n<p>{note}</p>"
            return bundle
        except DrawingError:  # the HTML says why
            return bundle


def step(
    result: Any,
    gradient: Any = None,
    *,
    names: Any = None,
    create_graph: bool = False,
    limit: int = LIMIT,
    theme: str = "default",
) -> Stepper:
    """Run the backward pass of `result` and show it one node at a time.

    result: a tensor of minigrad, of PyTorch or of an engine of your own. gradient: what to start
    from, a tensor, a number or a list of its shape; not needed for a single number. names: a
    mapping from names to tensors, in place of the caller's variables, or a module, whose
    parameters come before them. create_graph: let the pass record itself. limit: the most nodes.
    theme: "default", "high-contrast", "print" or "slides".

    Nothing is left behind: the graph is kept, and each `.grad` is again what it was. Only hooks
    of your own, which run as in every pass, can have effects.

    Raises TypeError for what is no tensor, ValueError where there is no pass to run, the gradient
    doesn't fit, the graph is too large, it was freed by an earlier pass, or no theme is called so.

    >>> import minigrad as mg
    >>> a = mg.tensor([2.0, 3.0], requires_grad=True)
    >>> b = mg.tensor([6.0, 4.0], requires_grad=True)
    >>> Q = 3 * a**3 - b**2
    >>> print(step(Q, gradient=[1, 1]).tellings[-1].text)
    After the last step
      a.grad is [36, 81].
      b.grad is [-12, -8].
      No .grad: Q, no leaf: an operation made it, and its gradient was passed on, not kept; \
retain_grad() would keep it.
      No .grad: 1 input outside the DAG, a number or a tensor with requires_grad False: no \
gradient is sent there.
    """
    theme_called(theme)  # before the pass runs
    found = from_caller(names, sys._getframe(1))
    return Stepper(record(result, gradient, found, create_graph=create_graph, limit=limit), theme)
