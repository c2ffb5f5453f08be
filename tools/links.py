"""Check the links of Markdown files and notebooks: the file exists, and its heading too.

    python tools/links.py       every page of the project

Only links inside the project are followed; nothing is asked of the network.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from environment import ROOT

FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
# [text](target "title"), ![alt](<target>), and a reference definition: [name]: target
INLINE = re.compile(
    r"\]\(\s*(?:<([^>]*)>|([^()\s]*(?:\([^()\s]*\)[^()\s]*)*))(?:\s+[\"'(][^\n]*?)?\s*\)"
)
DEFINED = re.compile(r"^ {0,3}\[[^\]^][^\]]*\]:\s*<?([^\s>]+)", re.MULTILINE)
ATTRIBUTE = re.compile(r"<(?:a|img|source)\b[^>]*?\b(?:href|src)\s*=\s*[\"']([^\"']*)[\"']", re.I)


def prose(markdown: str) -> str:
    """Markdown without fenced blocks, inline code and comments: where links are links."""
    return CODE.sub("", FENCE.sub("", COMMENT.sub("", markdown)))


def headings(markdown: str) -> list[tuple[int, str]]:
    """The (level, text) of each heading, in order.

    >>> headings("# One\\n```\\n# a comment in code\\n```\\n## Two *words* ##")
    [(1, 'One'), (2, 'Two words')]
    """
    text = FENCE.sub("", COMMENT.sub("", markdown))
    return [(len(marks), plain(words)) for marks, words in HEADING.findall(text)]


def plain(words: str) -> str:
    """A heading as it is read: without the signs of links, emphasis and code."""
    words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", words)
    return re.sub(r"`|\*\*?|(?<!\w)_|_(?!\w)", "", words).strip()


def targets(markdown: str) -> list[str]:
    """Where the links and images of this Markdown point."""
    text = prose(markdown)
    inline = [angled or bare for angled, bare in INLINE.findall(text)]
    return inline + DEFINED.findall(text) + ATTRIBUTE.findall(text)


def anchors(path: Path) -> set[str]:
    """What a #fragment may name in this page.

    JupyterLab keeps a heading's letters and joins the words with hyphens; the hosting sites use
    lower case and drop punctuation. A notebook is read in JupyterLab, a Markdown file in both.
    In a notebook `#cell-id=...` leads to a cell.
    """
    names: set[str] = set()
    if path.suffix == ".ipynb":
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        names = {f"cell-id={cell['id']}" for cell in cells if "id" in cell}
    for _, words in headings(read(path)):
        names.add(words.replace(" ", "-"))
        if path.suffix == ".md":
            names.add(re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-"))
    return names | set(re.findall(r"<a\s+(?:id|name)=[\"']([^\"']+)", read(path)))


def read(path: Path) -> str:
    """The Markdown of a page: the file, or a notebook's Markdown cells."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    cells = json.loads(text)["cells"]
    return "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


def broken(path: Path, root: Path = ROOT) -> Iterator[str]:
    """A sentence for each link of this page that leads nowhere."""
    for target in targets(read(path)):
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            continue  # another site, mail, or data inside the page
        if not target:
            yield "a link has no target"
            continue
        page = path if not parts.path else (path.parent / unquote(parts.path)).resolve()
        if parts.path.startswith("/"):
            yield f"{target}: starts at the root of a server; write it relative to this page"
        elif page != path and root.resolve() not in [page, *page.parents]:
            yield f"{target}: leads out of the project"
        elif not page.exists():
            yield f"{target}: there is no such file"
        elif page.suffix in {".md", ".ipynb"} and parts.fragment:
            heading = unquote(parts.fragment)
            if heading not in anchors(page):
                yield f"{target}: {page.name} has no heading for #{heading}"


def pages(root: Path = ROOT) -> list[Path]:
    """Every page of the project that a person reads."""
    found = [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("notebooks/*.ipynb")]
    return sorted(found)


def main() -> int:
    """Report; exit code 1 when a link is broken."""
    found = [(page, problem) for page in pages() for problem in broken(page)]
    for page, problem in found:
        print(f"{page.relative_to(ROOT)}: {problem}")
    print(f"{len(pages())} pages, {len(found)} broken links")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
