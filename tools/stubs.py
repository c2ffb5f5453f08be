"""Write what editors and type checkers know of the operations, from the table.

    python tools/stubs.py            writes the stubs
    python tools/stubs.py --check    only says whether they are up to date

`minigrad/engine/operations.pyi` has the methods and operators of Tensor,
`minigrad/ops/functions.pyi` the functions of the package.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import minigrad  # noqa: E402, F401  (for the methods that other rooms attach)
from minigrad.engine.tensor import Tensor  # noqa: E402
from minigrad.ops.absent import AbsentMethod  # noqa: E402
from minigrad.ops.arguments import IGNORED, MISSING, TAKES_NUMBERS, Form, Parameter, read  # noqa: E402
from minigrad.ops.methods import OPERATORS, PROPERTIES  # noqa: E402
from minigrad.ops.rows import ELEMENTWISE, FACES, TABLE  # noqa: E402

HEAD = '''# mypy: disable-error-code="overload-cannot-match"
"""{}

Generated from the table of operations: python tools/stubs.py
"""

from collections.abc import Sequence
from typing import Any, overload

from {} import Tensor
from {} import dtype as _dtype

_Tensor = Tensor
_bool = bool
_int = int
_float = float
_type = type
'''
METHODS = ROOT / "minigrad" / "engine" / "operations.pyi"
FUNCTIONS = ROOT / "minigrad" / "ops" / "functions.pyi"

TYPES = {
    "Tensor": "_Tensor", "int": "_int", "bool": "_bool", "float": "_float", "Scalar": "_float",
    "str": "str", "int[]": "Sequence[_int]", "float[]": "Sequence[_float]",
    "Tensor[]": "Sequence[_Tensor]", "ScalarType": "_dtype | _type",
}  # fmt: skip
RESULTS = {
    "Tensor": "_Tensor", "bool": "_bool", "int": "_int",
    "tuple[Tensor, ...]": "tuple[_Tensor, ...]",
    "tuple[Tensor, Tensor]": "tuple[_Tensor, _Tensor]",
}  # fmt: skip
COMPARISONS = ("__eq__", "__ne__")


def typed(parameter: Parameter, name: str) -> str:
    """The annotation of a parameter."""
    kind = TYPES.get(parameter.kind, "Any")
    if parameter.length:
        kind = f"_int | {kind}"
    if parameter.kind == "Tensor" and name in TAKES_NUMBERS:
        kind = f"{kind} | _float"
    return f"{kind} | None" if parameter.nullable and kind != "Any" else kind


def signature(form: Form, name: str, method: bool) -> str:
    """The parameters of one form, with their types."""
    parts, star = ["self"] if method else [], False
    positional = form.positional
    if (
        method
        and len(positional) == 1
        and positional[0].kind == "int[]"
        and (not positional[0].length)
    ):
        parts.append(f"*{positional[0].name}: Any")
        star = True
    for parameter in form.parameters:
        if parameter.name in IGNORED or (star and not parameter.keyword):
            continue
        if parameter.keyword and not star:
            parts.append("*")
            star = True
        default = "" if parameter.default is MISSING else " = ..."
        parts.append(f"{parameter.name}: {typed(parameter, name)}{default}")
    return ", ".join(parts)


def result(op: Any) -> str:
    """What an operation gives, from the annotation of its function."""
    op = inspect.unwrap(op)
    of_a_row = op in ELEMENTWISE or hasattr(op, "tensors")
    return RESULTS.get(op.__annotations__.get("return", "Tensor" if of_a_row else ""), "Any")


def stub(name: str, method: bool) -> Iterator[str]:
    """The lines for one function or method."""
    face, op = FACES[name], TABLE[name]
    gives = result(op)
    forms = [form for form in map(read, face.forms) if not form.deprecated]
    if method:
        forms = [f.as_method() for f in forms if any(p.name == "input" for p in f.parameters)]
    if not forms:
        own = "self, " if method else ""
        yield f"def {name}({own}*args: Any, **kwargs: Any) -> {gives}: ..."
    texts = list(dict.fromkeys(signature(form, name, method) for form in forms))
    for text in texts:
        if len(texts) > 1:
            yield "@overload"
        yield f"def {name}({text}) -> {gives}: ..."


def methods() -> str:
    """The stub of Tensor's methods and operators."""
    lines = [
        HEAD.format(
            "The methods and operators that the table gives Tensor.",
            "minigrad.engine.tensor",
            "minigrad.engine.arrays.dtypes",
        )
    ]
    lines += ["class Operations:"]
    for name in OPERATORS:
        if name in ("__neg__", "__pos__", "__abs__", "__invert__"):
            lines.append(f"    def {name}(self) -> _Tensor: ...")
        elif name in COMPARISONS:
            lines.append(
                f"    def {name}(self, other: Any) -> _Tensor: ...  # type: ignore[override]"
            )
        elif name in ("__iter__",):
            lines.append("    def __iter__(self) -> Any: ...")
        elif name in ("__getitem__",):
            lines.append("    def __getitem__(self, key: Any) -> _Tensor: ...")
        elif name in ("__setitem__",):
            lines.append("    def __setitem__(self, key: Any, value: Any) -> None: ...")
        else:
            lines.append(f"    def {name}(self, other: _Tensor | _float) -> _Tensor: ...")
    for name in PROPERTIES:
        lines += ["    @property", f"    def {name}(self) -> _Tensor: ..."]
    for name, face in FACES.items():
        if face.method:
            lines += [f"    {line}" for line in stub(name, True)]
    for name, method in sorted(vars(Tensor).items()):
        own = getattr(method, "__module__", "minigrad.engine").startswith("minigrad.engine")
        known = own or isinstance(method, AbsentMethod) or name[0] == "_"
        if not known and name not in {*FACES, *OPERATORS, *PROPERTIES}:
            lines.append(f"    def {name}(self, *args: Any, **kwargs: Any) -> Any: ...")
    return "\n".join(lines) + "\n"


def functions() -> str:
    """The stub of the package's functions."""
    lines = [
        HEAD.format(
            "The functions of the package that come from the table.",
            "minigrad.engine.tensor",
            "minigrad.engine.arrays.dtypes",
        )
    ]
    for name, face in FACES.items():
        if face.function:
            lines += stub(name, False)
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the stubs, or check them; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say whether they are up to date")
    check = parser.parse_args(arguments).check
    stale = []
    for path, text in ((METHODS, methods()), (FUNCTIONS, functions())):
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(str(path.relative_to(ROOT)))
            if not check:
                path.write_text(text, encoding="utf-8")
    verb = "out of date, run python tools/stubs.py" if check else "written"
    print(f"{', '.join(stale)}: {verb}" if stale else "The stubs are up to date.")
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
