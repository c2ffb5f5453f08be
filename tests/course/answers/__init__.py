"""Sample answers that prove an exercise's check: which must pass, and which must get which hint.

Those to exercise 5.4, which asks for `def run`, are in `notebook_05/run.py`. `RIGHT` holds sources
that must pass, beside the solution and the other forms, which are told to who has passed; `WRONG`
has those that must get a hint, under the name of the mistake.
"""

from importlib import import_module


def samples(task):
    """The module with the sample answers to an exercise.

    >>> from minigrad.course.shelf import take
    >>> samples(take("exercises", "3.1")).RIGHT != ()
    True
    """
    chapter = int(task.number.partition(".")[0])
    return import_module(f"{__name__}.notebook_{chapter:02}.{named(task)}")


def named(task):
    """The name of the function that an exercise asks for.

    >>> from minigrad.course.shelf import take
    >>> named(take("exercises", "3.1"))
    'slope'
    """
    return task.solution.partition("def ")[2].partition("(")[0]


def told(task):
    """The sources that are told to who has passed, the model solution first."""
    return (task.solution, *task.others.values())


def right(task):
    """The sources of all answers that must pass, the model solution first."""
    return (*told(task), *samples(task).RIGHT)


def spoiled(source, *changes):
    """The same answer, with each `(old, new)` exchanged.

    >>> spoiled("return 2 * x", ("2", "3"))
    'return 3 * x'
    """
    for old, new in changes:
        assert source.count(old) == 1, f"{old!r} must stand there once, in {source}"
        source = source.replace(old, new)
    return source
