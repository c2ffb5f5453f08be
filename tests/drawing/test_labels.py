import pytest

from minigrad.drawing.labels import LONGEST, listed, printable, shape_text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a", "a"),
        ("weights[0]", "weights[0]"),
        ("two\nlines", r"two\nlines"),
        ("tab\tand  spaces ", r"tab\tand spaces"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("left\u202eright", r"left\u202eright"),
        ("\ud800", r"\ud800"),
        ("no\xa0break", r"no\xa0break"),
        ("שלום", "שלום"),
        ("漢字", "漢字"),
        ("", "''"),
        ("   ", "' '"),
        ('<b>"&amp;\\N', '<b>"&amp;\\N'),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(name: str, shown: str) -> None:
    assert printable(name) == shown


def test_a_long_name_keeps_both_ends() -> None:
    shown = printable("begin" + "x" * 10_000 + "end")
    assert len(shown) == LONGEST
    assert shown.startswith("begin") and shown.endswith("end") and "…" in shown


def test_a_name_that_just_fits_stays() -> None:
    assert printable("x" * LONGEST) == "x" * LONGEST
    assert printable("\n" * LONGEST) != printable("\n" * (LONGEST // 2))


def test_lists_read_as_sentences() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(list("abcdefgh")) == "a, b, c, d, e, f and 2 more"


def test_shapes_are_written_as_python_writes_them() -> None:
    assert [shape_text(shape) for shape in (None, (), (2,), (0, 3))] == ["", "()", "(2,)", "(0, 3)"]
