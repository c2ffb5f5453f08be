"""Every operation says what it does; the examples of the shortest rows are run."""

import doctest

import pytest

import minigrad as mg
from minigrad import ops
from minigrad.ops.sentences import SENTENCES


def test_every_function_has_a_docstring_that_is_a_sentence() -> None:
    for name, function in ops.functions().items():
        first = (function.__doc__ or "").strip().split("\n\n")[0]
        assert first.rstrip(")")[-1:] in (".", ":") and len(first) > 10, name


@pytest.mark.parametrize("name", SENTENCES)
def test_its_example_prints_what_it_says(name: str) -> None:
    function = getattr(mg, name)
    found = doctest.DocTestParser().get_doctest(function.__doc__, {}, name, None, None)
    assert len(found.examples) == 2
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(found, out=lambda text: None)
    assert runner.failures == 0
