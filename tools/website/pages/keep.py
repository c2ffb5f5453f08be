"""Run in a browser before a kernel's imports: take compiled modules from `kept`, note new ones."""

# It takes over what Python's importers call inside.
# mypy: ignore-errors

import marshal
import zipimport
from importlib.machinery import SourceFileLoader

LIBRARY = "/lib/python3"

try:
    known = marshal.loads(kept)  # noqa: F821
except (EOFError, TypeError, ValueError):  # nothing yet, or cut short
    known = {}
made = {}


def remembering(compile_):
    """`compile_(source, path)`, but each module of the library only once in all visits."""

    def get(source, path):
        if path in known:
            return marshal.loads(known[path])
        code = compile_(source, path)
        if path.startswith(LIBRARY):
            made[path] = marshal.dumps(code)
        return code

    return get


def more():
    """All that is known, if that is more than what was kept."""
    if not made:
        return None
    known.update(made)
    made.clear()
    return marshal.dumps(known)


plain = SourceFileLoader.source_to_code
from_file = remembering(lambda source, path: plain(None, source, path))
SourceFileLoader.source_to_code = lambda self, source, path, **_: from_file(source, path)

# The standard library lies in an archive.
zipped = zipimport._compile_source
from_archive = remembering(lambda source, path: zipped(path, source))
zipimport._compile_source = lambda path, source: from_archive(source, path)
