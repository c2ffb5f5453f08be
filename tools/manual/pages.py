"""What Sphinx is given: the project's own pages, and a page for each part of the API.

The pages stay as they are in the repository. Only their links change: a page of this site becomes
a link inside it, a notebook one into the browser edition beside it, a source file the page that
shows it.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import posixpath
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from environment import ROOT
from links import INLINE
from manual.docstrings import as_rst, escaped

# The site's pages, by their place in the repository, in reading order under each heading.
CONTENTS = {
    "Reading": {
        "docs/reading-the-engine.md": "reading-the-engine",
        "docs/adding-an-operation.md": "adding-an-operation",
        "docs/differences.md": "differences",
        "docs/speed.md": "speed",
        "docs/glossary.md": "glossary",
    },
    "Pictures": {
        "docs/drawing.md": "drawing",
        "docs/stepper.md": "stepper",
        "docs/cli.md": "cli",
    },
    "Teaching and taking part": {
        "docs/teaching.md": "teaching",
        "docs/browser-edition.md": "browser-edition",
        "docs/page.md": "page",
        "docs/course.md": "course",
        "CONTRIBUTING.md": "contributing",
        "CHANGELOG.md": "changelog",
    },
}
PAGES = {path: name for part in CONTENTS.values() for path, name in part.items()}

# Modules whose public names make an API page each.
MODULES = {
    "minigrad.autograd": "Gradients",
    "minigrad.autograd.functional": "Jacobians, Hessians, products with them",
    "minigrad.nn": "Layers and losses",
    "minigrad.optim": "Optimizers",
    "minigrad.drawing": "Drawing",
    "minigrad.course": "What the notebooks import",
}
# Rooms of ops/ that define no operation of their own.
MAKERS = ("methods", "signatures", "aliases", "numpys", "rows", "view_rows", "written")


def rewritten(markdown: str, page: str) -> tuple[str, set[str]]:
    """A page with its links as this site needs them, and the source files that it leads to.

    page: the page's path in the repository. Sphinx's settings say where `lab:` leads.
    """
    sources: set[str] = set()

    def link(found: re.Match[str]) -> str:
        target = found[1] or found[2] or ""
        name, mark, fragment = target.partition("#")
        if not name or "://" in name or name.startswith("mailto:"):
            return found[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), name))
        if path in PAGES:
            new = f"{PAGES[path]}.md{mark}{fragment}"
        elif path.endswith(".ipynb"):
            new = f"lab:{path}{mark}{fragment}"
        elif path.startswith("_attachments/"):
            new = path
        elif path == "README.md":
            new = "index.md"
        else:
            sources.add(path)
            new = f"source/{path.replace('/', '.')}.md"
        return found[0].replace(target, new, 1)

    return INLINE.sub(link, markdown), sources


def source_page(path: str) -> str:
    """A page that shows one file of the repository."""
    full = ROOT / path
    if full.is_dir():
        lines = [f"- `{p.name}`" for p in sorted(full.iterdir()) if not p.name.startswith("_")]
        return f"# {path}\n\n" + "\n".join(lines) + "\n"
    language = {".py": "python", ".toml": "toml", ".yaml": "yaml"}.get(full.suffix, "text")
    text = full.read_text(encoding="utf-8")
    return f"---\norphan: true\n---\n# {path}\n\n`````{language}\n{text}\n`````\n"


# ------------------------------------------------------------------ the operations


def families() -> dict[str, dict[str, Any]]:
    """The functions of the operations table, by the module of ops/ that defines them."""
    from minigrad import ops

    table = ops.functions()
    home: dict[int, ModuleType] = {}
    for info in pkgutil.walk_packages(ops.__path__, "minigrad.ops."):
        module = importlib.import_module(info.name)
        if info.name.rpartition(".")[2] in MAKERS:
            continue
        for thing in vars(module).values():
            if callable(thing):
                home.setdefault(id(thing), module)
    found: dict[str, dict[str, Any]] = {}
    for name, op in sorted(table.items()):
        plain = inspect.unwrap(op)
        if id(plain) in home:
            family = home[id(plain)].__name__.removeprefix("minigrad.ops.")
        else:  # made inside a function: by the file
            file = Path(plain.__code__.co_filename).relative_to(ops.__path__[0])
            family = ".".join(file.with_suffix("").parts)
        if name.endswith("_"):
            family = "writing.inplace"
        elif family in MAKERS:
            family = "others"
        found.setdefault(family, {})[name] = op
    return found


def operations_page() -> str:
    """All functions, in families, with their docstrings."""
    said = "Functions of `minigrad`; nearly all are methods of a tensor, too."
    parts = ["Operations", "==========", "", said, ""]
    from minigrad import ops

    # In the order in which they are imported, which is the order in which they are read.
    order = {name.removeprefix(f"{ops.__name__}."): place for place, name in enumerate(sys.modules)}
    found = families()
    for family, functions in sorted(found.items(), key=lambda pair: order.get(pair[0], 10**9)):
        module = None if family == "others" else importlib.import_module(f"{ops.__name__}.{family}")
        title = (
            (module.__doc__ or family).strip().splitlines()[0].rstrip(".") if module else "Others"
        )
        title = escaped(title.replace("`", ""))
        parts += [title, "-" * len(title), ""]
        for name, op in functions.items():
            parts += [f".. py:function:: {name}{signature(op)}", ""]
            text = as_rst(inspect.cleandoc(op.__doc__ or "").splitlines())
            parts += [f"   {line}".rstrip() for line in text] + [""]
    return "\n".join(parts)


def signature(op: Any) -> str:
    """The arguments as one writes them, without types."""
    given = inspect.signature(op)
    plain = [
        p.replace(annotation=inspect.Parameter.empty, name="input" if p.name == "self" else p.name)
        for p in given.parameters.values()
        if not (p.name == "number" and p.default is None)  # of an operation without a number
    ]
    return str(given.replace(parameters=plain, return_annotation=inspect.Signature.empty))


def module_page(name: str, title: str) -> str:
    """The public names of a module, documented by Sphinx."""
    module = importlib.import_module(name)
    public = [(n, getattr(module, n)) for n in getattr(module, "__all__", [])]
    lines = [title, "=" * len(title), "", f"`{name}`", ""]
    for own, thing in public:
        if isinstance(thing, ModuleType):
            continue
        kind = "class" if inspect.isclass(thing) else "function" if callable(thing) else "data"
        lines.append(f".. auto{kind}:: {name}.{own}")
        if kind == "class":
            lines.append("   :members:")
        lines.append("")
    return "\n".join(lines)


# ------------------------------------------------------------------ everything


def front_page() -> str:
    """The contents of the site."""
    lines = [
        "# minigrad",
        "",
        "Automatic differentiation as PyTorch does it: the engine, its pictures, and how to teach",
        "with them. [The course itself](lab:notebooks/00_summary.ipynb) runs in your browser.",
        "",
    ]
    for title, part in CONTENTS.items():
        lines += [
            "```{toctree}",
            f":caption: {title}",
            ":maxdepth: 1",
            "",
            *part.values(),
            "```",
            "",
        ]
    names = ["operations", *(name.replace(".", "-") for name in MODULES)]
    lines += ["```{toctree}", ":caption: Reference", ":maxdepth: 1", ""]
    return "\n".join([*lines, *(f"api/{name}" for name in names), "```", ""])


def all_pages() -> Iterator[tuple[str, str]]:
    """Every file that Sphinx reads, as (path, text)."""
    wanted: set[str] = set()
    for path, name in PAGES.items():
        text, sources = rewritten((ROOT / path).read_text(encoding="utf-8"), path)
        wanted |= sources
        yield f"{name}.md", text
    for path in sorted(wanted):
        yield f"source/{path.replace('/', '.')}.md", source_page(path)
    yield "api/operations.rst", operations_page()
    for name, title in MODULES.items():
        yield f"api/{name.replace('.', '-')}.rst", module_page(name, title)
    yield "index.md", front_page()


def write(folder: Path) -> int:
    """Write all pages below `folder`; return how many."""
    count = 0
    for name, text in all_pages():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
        count += 1
    return count
