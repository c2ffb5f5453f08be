"""An error in a notebook: the reader's line, the type, the words, and no frame of the engine."""

import sys

import minigrad as mg
from minigrad.course.errors import plain_errors, told


def fails():
    return mg.ones(2, requires_grad=True).backward()


def caught(function):
    try:
        function()
    except RuntimeError as error:
        return error


def test_only_lines_of_ones_own_are_told():
    lines = told(caught(fails), globals())
    assert lines[-1] == ("RuntimeError: grad can be implicitly created only for scalar outputs")
    assert lines[0].endswith("of caught:  function()")
    assert lines[1].endswith("of fails:  return mg.ones(2, requires_grad=True).backward()")
    assert len(lines) == 3, "the frames of the engine are left out"


def test_outside_of_a_notebook_nothing_changes():
    before = sys.excepthook
    plain_errors()
    assert sys.excepthook is before


def shell_after(*cells):
    """An IPython shell that has run these cells, and what it was given to show."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    given = []
    shell._showtraceback = lambda kind, error, lines: given.append((kind, lines))
    for cell in cells:
        shell.run_cell(cell)
    return shell, given


INSTALL = (
    "from minigrad.course.errors import _show\nget_ipython().set_custom_exc((Exception,), _show)"
)


def test_a_cell_shows_its_line_and_the_message_and_counts_as_failed():
    shell, given = shell_after(INSTALL, "import minigrad as torch\nx = torch.ones(2)")
    result = shell.run_cell("y = x * 2\ny.sum().backward()")
    ((kind, lines),) = given
    assert kind is RuntimeError
    assert lines[0] == "line 2:  y.sum().backward()"
    assert "RuntimeError" in lines[1] and "does not require grad" in lines[1]
    assert len(lines) == 2
    assert not result.success, "Run All has to stop here, and nbval has to see an error"


def test_a_line_in_a_function_of_another_cell_is_named():
    _, given = shell_after(INSTALL, "def half(x):\n    return 1 / x", "y = half(0)")
    ((_, lines),) = given
    assert lines[:2] == ["line 1:  y = half(0)", "line 2 of half:  return 1 / x"]


def test_a_line_is_told_as_it_stands():
    _, given = shell_after(INSTALL, "if 1 / 0:\n    pass")
    ((_, lines),) = given
    assert lines[0] == "line 1:  if 1 / 0:"


def test_code_without_a_source_has_its_number():
    names = {}
    try:
        exec(compile("\n1 / 0", "nowhere", "exec"), names)
    except ZeroDivisionError as error:
        assert told(error, names) == ["line 2", "ZeroDivisionError: division by zero"]


def test_a_long_message_is_broken_between_words():
    _, given = shell_after(INSTALL, "raise ValueError('seven words of some length ' * 9)")
    ((_, lines),) = given
    parts = lines[-1].splitlines()
    assert len(parts) == 3
    assert all(part.endswith(("seven", "words", "of", "some", "length")) for part in parts)


def test_a_syntax_error_is_left_to_ipython():
    _, given = shell_after(INSTALL, "1 +")
    assert [kind for kind, _ in given] == [SyntaxError]
