"""Names as they may be shown: on one line, visible, not endless.

A name comes from outside: a variable, a key of a mapping, the class of a user's own Function.
It is made harmless once, on its way into the model; the faces of the picture (DOT, SVG, HTML,
terminal) then only escape what is special in their own syntax.
"""

LONGEST = 40
_TAIL = 12


def printable(text: str, longest: int = LONGEST) -> str:
    r"""Return `text` on one line, with invisible characters spelled out, at most `longest` long.

    Control characters, the marks that reverse the reading direction and lone surrogates are
    written as Python would write them in a string.

    >>> printable("a\nb")
    'a\\nb'
    >>> printable("x" * 10_000)
    'xxxxxxxxxxxxxxxxxxxxxxxxxxx…xxxxxxxxxxxx'
    """
    if text.isidentifier() and text.isprintable() and len(text) <= longest:
        return text
    # Nothing beyond the two ends can be shown, so nothing beyond them is looked at.
    if len(text) > 2 * longest:
        text = text[:longest] + text[-longest:]
    shown = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )
    # HTML and SVG run spaces together; doing it here keeps every face the same.
    shown = " ".join(shown.split()) or repr(text[:1])
    if len(shown) <= longest:
        return shown
    return f"{shown[: longest - _TAIL - 1]}…{shown[-_TAIL:]}"


def shape_text(shape: tuple[int, ...] | None) -> str:
    """Return a shape as a reader writes it, `(2,)`, or nothing where it isn't known.

    >>> shape_text((5, 5))
    '(5, 5)'
    """
    return "" if shape is None else str(tuple(shape))


def listed(names: list[str], most: int = 6) -> str:
    """Join names as a sentence does, and count those beyond `most`.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    >>> listed(["a", "b", "c", "d"], most=2)
    'a, b and 2 more'
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
