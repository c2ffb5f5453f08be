"""The command `minigrad`: pictures of graphs without a notebook, for those who prepare lessons."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import minigrad

DONE, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

EXAMPLES = """examples:
  minigrad draw "3*a**3 - b**2" a=2,3 b=6,4 -o Q.svg
  minigrad draw "3*a**3 - b**2" a=2,3 b=6,4 --backward 1,1 --show values,grads -o Q.png
  minigrad draw "w*x + 1" w=2 x=3 --no-grad x --untracked
  minigrad draw lecture.py:Q --theme slides -o Q.pdf
  minigrad draw notebook.ipynb --all -o figures/
  minigrad animate "a*b + a" a=2 b=3 -o pass.svg
  minigrad animate "3*a**3 - b**2" a=2,3 b=6,4 --backward 1,1 -o pass.gif
  minigrad figures --check
"""
DRAW_EXAMPLES = EXAMPLES.partition("  minigrad animate")[0]
ANIMATE_EXAMPLES = "".join(
    line for line in EXAMPLES.splitlines(keepends=True) if line.startswith("  minigrad animate")
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 done, 1 failed, 2 wrong use, 130 interrupted.

    >>> main(["draw", "a*b", "a=2", "b=3"])
    Computational graph of Q. The leaves a and b flow through 1 backward function \
(MulBackward0) into the output Q.
    <BLANKLINE>
    Q: output () ← MulBackward0
    ├─ a: leaf ()
    └─ b: leaf ()
    0
    """
    try:
        parser = _parser()
        options, others = parser.parse_known_args(arguments)
        if others:  # values may also come after options: draw "a*b" -o Q.svg a=2 b=3
            if not hasattr(options, "values") or not all(_is_value(word) for word in others):
                parser.error(f"what is {' '.join(others)}? See: minigrad --help")
            options.values += others
    except SystemExit as end:  # argparse has said what was wrong, or shown the help
        return end.code if isinstance(end.code, int) else WRONG_USE
    try:
        return options.run(options)
    except KeyboardInterrupt:
        print("minigrad: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # as in `minigrad draw ... | head`
        sys.stderr.close()
        return FAILED
    except Exception as problem:
        if options.debug:
            raise
        expected = isinstance(problem, (ValueError, TypeError, OSError, RuntimeError))
        told = str(problem) if expected and str(problem) else repr(problem)
        print(f"minigrad: {_as_options(told)}", file=sys.stderr)
        return FAILED


def _as_options(told: str) -> str:
    """Return a message with the command's words for what are arguments in Python."""
    return re.sub(
        r"\b(limit|unfold)=(\d+)", r"--\1 \2", told.replace("overwrite=True", "--overwrite")
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="minigrad",
        description="Draw computational graphs, and how gradients flow through them.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"minigrad {minigrad.__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    draw = _command(commands, "draw", "draw a graph", DRAW_EXAMPLES, _draw)
    _sources(draw)
    draw.add_argument("--show", default="shapes", metavar="WORDS",
                      help="what boxes tell: shapes, dtypes, values, grads, saved, derivatives "
                      "(several with commas), or all; default: shapes")  # fmt: skip
    draw.add_argument("--untracked", action="store_true", help="also what is not in the graph")
    _theme(draw)
    draw.add_argument("--direction", choices=("down", "right"), default="down")
    draw.add_argument("--no-intermediates", action="store_true",
                      help="only leaves and results as tensors")  # fmt: skip
    draw.add_argument("--unfold", default="", metavar="NUMBERS",
                      help="folds of a large graph to open, such as 1,2.3, or all")  # fmt: skip
    draw.add_argument("--limit", type=int, default=300, help="lay out up to so many nodes (300)")
    draw.add_argument("--scale", type=float, default=2.0, help="size of a .png (2)")
    draw.add_argument("--transparent", action="store_true", help="no page, for .svg and .png")
    draw.add_argument("--all", action="store_true",
                      help="every picture stored in a notebook, into the folder -o")  # fmt: skip
    draw.add_argument("-o", "--output", action="append", default=[], metavar="FILE",
                      help=".svg .png .pdf .dot .mmd .json or .txt; may be given again; "
                      "without it the graph is printed in letters")  # fmt: skip

    play = _command(commands, "animate", "the backward pass as a moving picture",
                    ANIMATE_EXAMPLES, _animate)  # fmt: skip
    _sources(play)
    _theme(play)
    play.add_argument("--seconds", type=float, default=2.5, help="for each step (2.5)")
    play.add_argument("--limit", type=int, default=60, help="the most nodes (60)")
    play.add_argument("--scale", type=float, default=2.0, help="size of a .gif (2)")
    play.add_argument("--rounds", type=int, default=0,
                      help="how often a .gif plays (0: without end)")  # fmt: skip
    play.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help=".svg, which stands still for who asked for less motion, or .gif",
    )

    figures = _command(commands, "figures", "draw the course's own figures again",
                       "  minigrad figures\n  minigrad figures --check\n", _figures)  # fmt: skip
    figures.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if one differs"
    )
    figures.add_argument("--folder", type=Path, help="where they are (_attachments)")
    return parser


def _theme(command: argparse.ArgumentParser) -> None:
    command.add_argument("--theme", default="default",
                         help="default, high-contrast, print or slides")  # fmt: skip


def _is_value(word: str) -> bool:
    return word.partition("=")[0].isidentifier() and "=" in word


def _command(
    commands: Any, name: str, says: str, examples: str, run: Any
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name,
        help=says,
        description=f"{says[0].upper()}{says[1:]}.",
        epilog=examples if examples.startswith("examples") else f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--debug", action="store_true", help="show the traceback of an error")
    command.set_defaults(run=run)
    return command


def _sources(command: argparse.ArgumentParser) -> None:
    command.add_argument("source", metavar="WHAT",
                         help='an expression, "3*a**3 - b**2", or lecture.py:Q, '
                         "or notebook.ipynb:Q")  # fmt: skip
    command.add_argument("values", nargs="*", metavar="NAME=NUMBERS",
                         help="for an expression: a=2,3 or a=[[1,2],[3,4]]")  # fmt: skip
    command.add_argument("--backward", nargs="?", const="", metavar="GRADIENT",
                         help="run backward, with these numbers, or one for all (1)")  # fmt: skip
    command.add_argument("--no-grad", default="", metavar="NAMES",
                         help="these names don't require grad")  # fmt: skip
    command.add_argument("--retain", default="", metavar="NAMES",
                         help="these results retain their grad")  # fmt: skip
    command.add_argument("--overwrite", action="store_true",
                         help="replace files that are not drawings, too")  # fmt: skip


def _result(options: argparse.Namespace, told: Any = None) -> tuple[Any, Any]:
    """Return the tensor that is meant, and the names of all."""
    from minigrad.drawing import sources

    target = sources.split(options.source)
    without, retain = (_words(text) for text in (options.no_grad, options.retain))
    if target is None:
        return sources.expression(
            options.source, options.values, without_grad=without, retain=retain, told=told
        )
    if options.values or without or retain:
        raise ValueError("NAME=NUMBERS, --no-grad and --retain go with an expression, not a file")
    return sources.program(*target)


def _words(text: str) -> list[str]:
    return [word for word in text.replace(",", " ").split() if word]


def _draw(options: argparse.Namespace) -> int:
    from minigrad.drawing import draw
    from minigrad.drawing.excluded import Told
    from minigrad.drawing.names import is_tensor
    from minigrad.drawing.reading import read
    from minigrad.drawing.saving import check_suffix, check_target
    from minigrad.drawing.sources import gradient_for

    if options.all:
        return _draw_all(options)
    targets = [Path(name) for name in options.output]
    suffixes = [check_suffix(target) for target in targets]
    for target, suffix in zip(targets, suffixes, strict=True):  # before any work
        check_target(target, suffix, options.overwrite)
    if options.transparent and not {".svg", ".png"} & {*suffixes}:
        raise ValueError("--transparent is for .svg and .png; give one with -o")
    told = Told()
    result, named = _result(options, told)
    if options.untracked and is_tensor(result):
        # For once all inputs are known; what was read is remembered when backward has freed it.
        read([result], named, untracked=True, told=told)
    if options.backward is not None:
        gradient = gradient_for(result, options.backward)
        result.backward(gradient)
    picture = draw(
        result,
        names=dict(named),
        show=options.show,
        untracked=options.untracked,
        theme=options.theme,
        intermediates=not options.no_intermediates,
        direction=options.direction,
        unfold=True if options.unfold == "all" else _words(options.unfold),
        limit=options.limit,
    )
    for target in targets:
        clear = options.transparent and target.suffix.lower() in (".svg", ".png")
        picture.save(target, overwrite=options.overwrite, scale=options.scale, transparent=clear)
        print(f"{target} written", file=sys.stderr)
    if not targets:
        hints = picture.folded or picture.too_large
        print(_as_options(str(picture)) if hints else picture)
    return DONE


def _draw_all(options: argparse.Namespace) -> int:
    from minigrad.drawing.saving import check_target, write
    from minigrad.drawing.sources import split, stored_pictures

    target = split(options.source)
    if target is None or target[0].suffix.lower() != ".ipynb" or target[1]:
        raise ValueError("--all is for a notebook: minigrad draw notebook.ipynb --all -o figures/")
    if len(options.output) != 1:
        raise ValueError("--all needs one folder to write to: -o figures/")
    pictures = stored_pictures(target[0])
    folder = Path(options.output[0])
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is a file; --all needs a folder to write to")
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.svg" for name, _ in pictures]
    for path in paths:  # before any work, so that nothing is half done
        check_target(path, ".svg", options.overwrite)
    for at, (path, (_, svg)) in enumerate(zip(paths, pictures, strict=True), start=1):
        write(path, svg.encode("utf-8"))
        print(f"{at} of {len(pictures)}: {path}", file=sys.stderr)
    return DONE


def _animate(options: argparse.Namespace) -> int:
    from minigrad.drawing.moving import animate, check_moving
    from minigrad.drawing.saving import check_target
    from minigrad.drawing.sources import gradient_for

    target = Path(options.output)
    check_target(target, check_moving(target), options.overwrite)
    result, named = _result(options)
    moving = animate(
        result,
        gradient_for(result, options.backward),
        names=dict(named),
        seconds=options.seconds,
        limit=options.limit,
        theme=options.theme,
    )
    moving.save(target, overwrite=options.overwrite, scale=options.scale, rounds=options.rounds)
    print(f"{target} written", file=sys.stderr)
    return DONE


def _figures(options: argparse.Namespace) -> int:
    from minigrad.drawing import figures

    arguments = ["--check"] if options.check else []
    if options.folder is not None:
        arguments += ["--folder", str(options.folder)]
    elif not figures.FOLDER.is_dir():
        raise ValueError(
            "the figures belong to a checkout of the course, and this is an installed package; "
            "say where they are with --folder"
        )
    return figures.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
