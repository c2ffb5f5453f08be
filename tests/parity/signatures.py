"""The forms in which PyTorch's own argument parser takes each operation.

    python -m tests.parity.signatures      reads them from the installed PyTorch, and writes them

Its compiled library holds them as text, one line a form: `argmax(Tensor input, int64_t? dim=None,
bool keepdim=False, *, Tensor out=None)`. Here they stand with the names of types that rows use.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from minigrad import linalg
from minigrad.ops.rows import FACES

PATH = Path(__file__).with_suffix(".json")

TYPES = [
    (r"\b(?:c10|std)::string_view\b", "str"),
    (r"\b(?:Sym)?IntArrayRef\b(?!\[)", "int[]"),
    (r"\b(?:Sym)?IntArrayRef(?=\[)", "int"),
    (r"\bTensorList\b(?!\[)", "Tensor[]"),
    (r"\bTensorList(?=\[)", "Tensor"),
    (r"\b(?:SymInt|int64_t)\b", "int"),
    (r"\bdouble\b", "float"),
]

# Forms for what minigrad has not: named dimensions, other devices, a result of another type.
ELSEWHERE = re.compile(r"Dimname|Storage|out_dtype|bool async|string_view reduce\b")


def names() -> set[str]:
    """Every operation that has forms, linalg's with its prefix."""
    return {n for n, face in FACES.items() if face.forms} | {f"linalg_{n}" for n in linalg.FORMS}


def forms_in(library: bytes) -> dict[str, list[str]]:
    """The forms of the operations, by name, in the text of PyTorch's library."""
    wanted, found = names(), {}
    for match in re.finditer(rb"([a-z_][a-z_0-9]*)(\([ -~]*\)(?:\|deprecated)?)\x00", library):
        name, form = match[1].decode(), match[2].decode()
        if name not in wanted or ELSEWHERE.search(form) or form.count("(") > 1:
            continue
        for pattern, ours in TYPES:
            form = re.sub(pattern, ours, form)
        found.setdefault(name, set()).add(form)
    return {name: sorted(forms) for name, forms in sorted(found.items())}


def recorded() -> dict[str, list[str]]:
    """What was read from PyTorch when this was last run."""
    return json.loads(PATH.read_text(encoding="utf-8"))


if __name__ == "__main__":
    try:
        import torch
    except ImportError:
        sys.exit("Recording needs PyTorch: pip install torch, then run this again.")
    library = Path(torch.__file__).parent / "lib" / "libtorch_python.so"
    forms = forms_in(library.read_bytes())
    PATH.write_text(json.dumps(forms, indent=0) + "\n", encoding="utf-8")
    print(f"{sum(map(len, forms.values()))} forms of {len(forms)} operations")
