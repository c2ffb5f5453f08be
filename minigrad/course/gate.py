"""Hold a result back until its question is answered, then show it with the answer beside it.

    # answers question 3.1
    Q.backward()

A cell with such a first line runs as any other, so that the cells below it find what it makes. But
while its question is open, all that it shows is kept here, and comes when the learner has answered
or said "show me". It works on any IPython shell: it looks at the text of a cell, not at the page.
"""

from __future__ import annotations

import base64
import io
import re
import sys
from asyncio import CancelledError
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from minigrad.course.answers import Answer, announce, answered, keep, listen
from minigrad.course.page import Shown, box, show
from minigrad.course.predictions import Dialog, Question, verdict
from minigrad.course.shelf import take

BINDING = re.compile(r"# answers question (\d+\.\d+)\s*$", re.MULTILINE)
# These say that the cell could not do what it was made for, which is no result. The learner needs
# them at once.
NO_RESULT = (NameError, SyntaxError, ImportError, KeyboardInterrupt, CancelledError)

Output = dict[str, Any]  # as it stands in a notebook's file


def question_of(source: str) -> Question | None:
    """Return the question that a cell answers, or None.

    Example:
        >>> question_of("# answers question 3.1\\nQ.backward()").number
        '3.1'
        >>> question_of("Q.backward()")
    """
    found = BINDING.match(source.lstrip())
    try:
        return take("questions", found[1]) if found else None
    except LookupError:  # a learner's own line
        return None


class Gate:
    """Stands between the cells of a shell and the page; `open` shows what was held back.

    Example:
        >>> Gate(None).held
        {}
    """

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.held: dict[str, list[Held]] = {}
        self.question: Question | None = None
        self.catching = ExitStack()
        self.outputs: Outputs | None = None

    def before(self, cell: Any) -> None:
        """Look at the cell that is about to run; called by IPython."""
        # A browser's kernel tells no end of a cell with `await`, and a cell may run others.
        self.after(None)
        question = question_of(cell.raw_cell or "")
        if question is not None and answered(question.number) is None:
            self.outputs = self.catching.enter_context(caught(self.shell))
        self.question = question

    def after(self, result: Any) -> None:
        """Show what the cell gave, or that it waits; called by IPython."""
        question, self.question = self.question, None
        outputs, self.outputs = self.outputs, None
        self.catching.close()
        if question is None:
            return
        error = result and (result.error_before_exec or result.error_in_exec)
        if outputs is None:
            self.tell(question)
        elif isinstance(error, NO_RESULT):
            for output in outputs:
                if output["output_type"] == "error":
                    self.shell._showtraceback(type(error), error, output["traceback"])
        else:
            if error is not None:
                # It was meant to raise, or the learner's change did; Run All goes on either way.
                result.error_in_exec = None
                if hasattr(self.shell, "_last_traceback"):
                    self.shell._last_traceback = None
            held = Held(question, outputs)
            show(held)
            self.held.setdefault(question.number, []).append(held)  # the cell may have been copied
            if answered(question.number) is not None:  # while it ran
                announce(question.number)

    def tell(self, question: Question) -> None:
        """Show the answer below the result of a cell whose question is answered."""
        if (answer := answered(question.number)) is None:  # the file was changed while it ran
            return
        show(verdict(question, answer))
        announce(question.number)  # it may have been answered in another kernel

    def open(self, number: str) -> None:
        """Show what was held back for this question."""
        for held in self.held.pop(number, []):
            held.open()


@dataclass
class Held:
    """A result that waits for its question; `open` shows it in its place.

    Example:
        >>> from minigrad.course import predict
        >>> Held(predict("3.1").question, [])
        Predict first: question 3.1 is open.
        The result of this cell is there, and appears here as soon as you have answered. Or press \
"Show me".
    """

    question: Question
    outputs: list[Output]
    opening: list[Callable[[], None]] = field(default_factory=list)

    @property
    def words(self) -> Shown:
        """What stands in the result's place."""
        return box(
            "info",
            f"Predict first: question {self.question.number} is open.",
            "The result of this cell is there, and appears here as soon as you have answered. Or "
            'press "Show me".',
        )

    def show_me(self) -> str:
        """Answer the question with "show me"; return what went wrong, or ""."""
        return keep(self.question.number, Answer("shown"))

    def open(self) -> None:
        """Show the result, with the answer beside it."""
        for opens in self.opening:
            opens()

    @property
    def shown(self) -> list[Output]:
        """The result and the answer, as outputs of a cell."""
        told = verdict(self.question, answered(self.question.number) or Answer("shown"))
        data = {"text/html": told.html, "text/plain": told.text}
        return [*self.outputs, {"output_type": "display_data", "data": data, "metadata": {}}]

    def __repr__(self) -> str:
        return self.words.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from minigrad.course.heldview import view

        # Read where the widget can't be: in an untrusted notebook, say. It may be answered by then.
        words = box(
            "info",
            f"Predict first: question {self.question.number} was open when this cell ran.",
            "When it is answered, run this cell again: it shows the result.",
        )
        plain = {"text/plain": words.text, "text/html": words.html}
        return view(self)._repr_mimebundle_() | plain


def install(shell: Any) -> Gate:
    """Let a gate stand at this shell."""
    gate = Gate(shell)
    shell.events.register("pre_run_cell", gate.before)
    shell.events.register("post_run_cell", gate.after)
    listen(gate.open)
    Dialog.gate = gate
    return gate


@contextmanager
def caught(shell: Any) -> Iterator[Outputs]:
    """Catch all that is shown inside, as outputs, so that nothing of it reaches the page."""
    outputs = Outputs()
    named: list[tuple[Any, Output]] = []  # those that a display_id can update
    hook, page = shell.displayhook, shell.display_pub
    publish = page.publish

    def result(data: dict[str, Any], metadata: Any = None) -> None:
        made = {"output_type": "execute_result", "data": texts(data), "metadata": metadata or {}}
        outputs.append(made | {"execution_count": shell.execution_count})

    def display(data: dict[str, Any], metadata: Any = None, **more: Any) -> None:
        made = {"output_type": "display_data", "data": texts(data), "metadata": metadata or {}}
        name = (more.get("transient") or {}).get("display_id")
        for place, (other, output) in enumerate(named):
            if name is not None and other == name:
                output.update(made)
                named[place] = (name, output)
        if not more.get("update"):
            outputs.append(made)
            named.append((name, made))
        elif all(other != name for other, _ in named):  # of another cell, where nothing is held
            publish(data, metadata, **more)

    def done() -> None:
        if hasattr(hook, "msg"):  # ipykernel's, begun for what was caught
            hook.msg = None

    def error(kind: Any, value: Any, trace: list[str]) -> None:
        outputs.append(
            {"output_type": "error", "ename": kind.__name__, "evalue": str(value)}
            | {"traceback": list(trace)}
        )

    with ExitStack() as after:
        for owner, name, own in (
            (hook, "write_format_data", result),
            (hook, "write_output_prompt", lambda: None),
            (hook, "finish_displayhook", done),
            (page, "publish", display),
            (page, "clear_output", outputs.clear_output),
            (shell, "_showtraceback", error),
        ):
            if name in vars(owner):  # somebody else's
                after.callback(vars(owner).update, {name: vars(owner)[name]})
            else:
                after.callback(vars(owner).pop, name, None)
            vars(owner)[name] = own
        for name in ("stdout", "stderr"):
            stream = Stream(name, outputs, getattr(sys, name))
            after.callback(setattr, sys, name, stream.behind)
            after.callback(stream.let_through)
            setattr(sys, name, stream)
        yield outputs


class Outputs(list[Output]):
    """What a cell has shown so far.

    Example:
        >>> outputs = Outputs([{"text": "1"}])
        >>> outputs.clear_output(wait=True)
        >>> outputs.append({"text": "2"})
        >>> outputs
        [{'text': '2'}]
    """

    replaced = False  # by the next one that comes

    def clear_output(self, wait: bool = False) -> None:
        """Forget them, at once or when there is another."""
        self.replaced = wait
        if not wait:
            self.clear()

    def append(self, output: Output) -> None:
        """Add one."""
        if self.replaced:
            self.clear_output()
        super().append(output)


def texts(data: dict[str, Any]) -> dict[str, Any]:
    """Return what is shown with its bytes as base64, as a notebook's file has them.

    Example:
        >>> texts({"image/png": b"abc", "text/plain": "abc"})
        {'image/png': 'YWJj', 'text/plain': 'abc'}
    """
    return {
        kind: base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
        for kind, value in data.items()
    }


class Stream(io.TextIOBase):
    """Takes what is printed into outputs. Whoever keeps it, as logging does, prints on after that.

    Example:
        >>> outputs = Outputs()
        >>> print("a", "b", file=Stream("stdout", outputs, sys.stdout))
        >>> outputs
        [{'output_type': 'stream', 'name': 'stdout', 'text': 'a b\\n'}]
    """

    encoding = "utf-8"

    def __init__(self, name: str, outputs: Outputs, behind: Any) -> None:
        super().__init__()
        self.name = name
        self.outputs: Outputs | None = outputs
        self.behind = behind

    def let_through(self) -> None:
        """Print to the stream behind from now on."""
        self.outputs = None

    def fileno(self) -> int:
        """That of the stream behind: another program's output can't be held back."""
        return int(self.behind.fileno())

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, text: str) -> int:
        """Take the text; it joins what was printed just before."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self.outputs is None:
            self.behind.write(text)
            return len(text)
        last = self.outputs[-1] if self.outputs and not self.outputs.replaced else {}
        if last.get("name") == self.name:
            last["text"] += text
        elif text:
            stream = {"output_type": "stream", "name": self.name, "text": text}
            self.outputs.append(stream)
        return len(text)
