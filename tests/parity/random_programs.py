"""Random programs, written out as source text: what fails is at once a program to run by hand.

A program is written line by line. Each line runs on a leading module as soon as it is written, so
that the next line can be chosen to fit the shapes that exist by then.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import strategies as st

from .describe import array_of

SHAPES = [
    (),
    (1,),
    (3,),
    (2, 3),
    (2, 1),
    (1, 3),
    (3, 3),
    (2, 1, 3),
    (2, 2, 3),
    (0,),
    (0, 3),
    (1, 1),
]
LARGEST = 48  # elements


@dataclass
class Source:
    """A program: its leaves, its lines, and the name of every tensor in their order."""

    leaves: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        return "\n" + "\n".join(self.lines) + "\n"

    def run(self, module: Any, replaced: dict[str, Any] | None = None) -> dict[str, Any]:
        """All tensors by name; `replaced` gives other values to leaves."""
        scope: dict[str, Any] = {"torch": module} | (replaced or {})
        for name, line in zip(self.names, self.lines, strict=True):
            if not replaced or name not in replaced:
                exec(line, scope)
        return {name: scope[name] for name in self.names}


class Writer:
    """Draws one program. `smooth` keeps every value away from the kinks of relu, abs and max."""

    def __init__(self, draw: Any, lead: Any, smooth: bool) -> None:
        self.draw = draw
        self.scope: dict[str, Any] = {"torch": lead}
        self.smooth = smooth
        self.source = Source()
        # Exact: every engine gets the very same bits, so ties are ties on both sides.
        self.exact: dict[str, bool] = {}
        # By which nodes torch computes a batched product, or reshapes what does not lie row by
        # row, is its own affair: from the first such line on, graphs are not compared.
        self.own_affair = False
        self.plain_graph: dict[str, bool] = {}

    def __repr__(self) -> str:
        return repr(self.source)

    def one_of(self, choices: Any) -> Any:
        return self.draw(st.sampled_from(list(choices)))

    def add(self, expression: str, exact: bool) -> None:
        """Append `vN = expression`; tame it where its values leave the range worth comparing."""
        name = f"v{len(self.source.names)}"
        line = f"{name} = {expression}"
        exec(line, self.scope)
        array = self.array(name)
        if not (np.isfinite(array).all() and (np.abs(array) < 100).all()):
            line, exact = f"{name} = torch.tanh(({expression}) / 50)", False
            exec(line, self.scope)
            array = self.array(name)
        self.exact[name] = exact and bool((array * 64 == np.round(array * 64)).all())
        self.plain_graph[name] = not self.own_affair
        self.source.lines.append(line)
        self.source.names.append(name)

    def array(self, name: str) -> np.ndarray:
        return array_of(self.scope[name]).astype(float)

    def shape(self, name: str) -> tuple[int, ...]:
        return tuple(self.scope[name].shape)

    def leaf(self, dtypes: list[str], forced: bool) -> None:
        """A tensor made by the user, in any place of the program's beginning."""
        shape = self.one_of(SHAPES)
        dtype = self.one_of(dtypes)
        count = math.prod(shape)
        steps = st.lists(st.integers(-12, 12), min_size=count, max_size=count)
        values = np.array(self.draw(steps), dtype=float) / 4
        if dtype == "int64":
            values = np.round(values)
        elif self.smooth:
            # No two alike and none at zero, in this leaf or another, nor after a sum or difference.
            position = 17 * len(self.source.names) + np.arange(count)
            values = values + 0.0137 * np.sqrt(3.0 + position)
        requires = dtype != "int64" and (forced or self.one_of([True, True, False]))
        name = f"v{len(self.source.names)}"
        literal = np.round(values, 6).reshape(shape).tolist()
        whole = f"torch.tensor({literal}, dtype=torch.{dtype})"
        if not count:
            whole = f"torch.zeros({shape}, dtype=torch.{dtype})"
        self.add(f"{whole}.requires_grad_()" if requires else whole, exact=not self.smooth)
        if requires:
            self.source.leaves.append(name)

    def any_name(self) -> str:
        """Later results are preferred, so that programs grow deep; every one can be shared."""
        names = self.source.names
        return self.one_of([*names, *names[-3:], *names[-3:]])

    def partner(self, name: str) -> str:
        """A tensor that broadcasts with this one (itself, if need be)."""
        fits = []
        for other in self.source.names:
            try:
                both = np.broadcast_shapes(self.shape(name), self.shape(other))
            except ValueError:
                continue
            if math.prod(both) <= LARGEST:
                fits.append(other)
        return self.one_of(fits or [name])

    def same(self, *names: str) -> bool:
        return all(self.exact[name] for name in names)

    # The kinds of lines. Each gives an expression and whether it keeps exact values exact.

    def arithmetic(self) -> tuple[str, bool]:
        a = self.any_name()
        b = self.partner(a)
        if self.one_of([True, True, True, False]):
            operator = self.one_of("+-*")
            return f"{a} {operator} {b}", self.same(a, b)
        return f"{a} / (abs({b}) + 0.5)", False

    def with_number(self) -> tuple[str, bool]:
        a = self.any_name()
        number = self.one_of([2, 0.5, -1, 3, 1.25])
        template = self.one_of(
            ["{a} + {n}", "{n} + {a}", "{a} - {n}", "{n} - {a}", "{a} * {n}", "{n} * {a}", "-{a}"]
            + ["{a} / {n}", "{n} / (abs({a}) + 0.5)"]
        )
        return template.format(a=a, n=number), self.same(a) and "/" not in template

    def power(self) -> tuple[str, bool]:
        a = self.any_name()
        if self.one_of([True, False]):
            return f"{a} ** {self.one_of([2, 3, 1])}", False
        b = self.partner(a)
        return self.one_of(
            [f"(abs({a}) + 0.5) ** {n}" for n in (0.5, -1, 1.5)]
            + [f"2.0 ** torch.tanh({a})", f"(abs({a}) + 0.5) ** torch.tanh({b})"]
        ), False

    def function(self) -> tuple[str, bool]:
        a = self.any_name()
        name = self.one_of(["sin", "cos", "tanh", "sigmoid", "exp", "log", "sqrt"])
        if name in ("log", "sqrt"):
            return f"torch.{name}(abs({a}) + 0.5)", False
        return self.one_of([f"torch.{name}({a})", f"({a}).{name}()"]), False

    def kinked(self) -> tuple[str, bool]:
        """Functions that compare: only where both engines surely compare the same numbers."""
        a = self.any_name()
        b = self.partner(a)
        if not (self.smooth or self.same(a, b)):
            return f"torch.sigmoid({a})", False
        function = self.one_of(["relu", "abs", "maximum", "minimum", "where"])
        if function in ("relu", "abs"):
            return f"torch.{function}({a})", self.same(a)
        if function == "where":
            return f"torch.where({a} > {b}, {a}, {b})", self.same(a, b)
        return f"torch.{function}({a}, {b})", self.same(a, b)

    def reduction(self) -> tuple[str, bool]:
        a = self.any_name()
        dims = range(-len(self.shape(a)), len(self.shape(a)))
        method = self.one_of(["sum", "sum", "mean"])
        if not self.array(a).size:
            method = "sum"
        keep = self.one_of(["", ", keepdim=True"])
        chosen = self.one_of([None, *dims, *dims])
        if method == "mean" and "int64" in str(self.scope[a].dtype):
            method = "sum"
        if chosen is None:
            two = self.draw(st.sampled_from([True, False])) and len(self.shape(a)) > 1
            return f"{a}.{method}({f'(0, -1){keep}' if two else ''})", self.same(a)
        return f"{a}.{method}({chosen}{keep})", self.same(a)

    def extreme(self) -> tuple[str, bool]:
        a = self.any_name()
        if not self.array(a).size or not (self.smooth or self.exact[a]):
            return f"{a}.sum()", self.same(a)
        method = self.one_of(["max", "min"])
        dims = range(len(self.shape(a)))
        chosen = self.one_of([None, *dims])
        if chosen is None:
            return f"{a}.{method}()", self.same(a)
        keep = self.one_of(["", ", keepdim=True"])
        return f"{a}.{method}({chosen}{keep})[0]", self.same(a)

    def reshaped(self) -> tuple[str, bool]:
        a = self.any_name()
        shape = self.shape(a)
        count = math.prod(shape)
        options = [f"{a}.reshape({count})", f"{a}.flatten()", f"{a}.clone()", f"{a}.contiguous()"]
        options += [f"{a}.unsqueeze({d})" for d in range(len(shape) + 1)]
        options += [f"{a}.squeeze()", f"{a}[None]", f"{a}[...]"]
        options += [f"{a}.squeeze({d})" for d in range(len(shape))]
        if count:
            options += [f"{a}.reshape({k}, -1)" for k in range(1, count + 1) if count % k == 0]
        if len(shape) == 2:
            options += [f"{a}.t()", f"{a}.T", f"{a}.permute(1, 0)"]
        if len(shape) >= 2:
            options += [f"{a}.transpose(0, -1)", f"{a}.mT", f"{a}.transpose(-2, -1)"]
        if len(shape) == 3:
            options += [f"{a}.permute(2, 0, 1)", f"{a}.permute(1, 0, 2)"]
        if count * 2 <= LARGEST:
            options += [f"{a}.expand({', '.join(map(str, (2, *shape)))})"]
        expression = self.one_of(options)
        if "reshape" in expression or "flatten" in expression:
            self.own_affair |= not self.scope[a].is_contiguous()
        return expression, self.same(a)

    def indexed(self) -> tuple[str, bool]:
        a = self.any_name()
        shape = self.shape(a)
        if not shape or not shape[0]:
            return f"{a} + 1", self.same(a)
        last = shape[0] - 1
        options = ["0", "-1", str(last), "0:1", "1:", "::2", ":", "None, 0", "..., None"]
        options += ["[0, 0]", f"[{last}, 0]", f"torch.tensor([{last}, 0, {last}])", "0:0"]
        options += [str([position % 2 == 0 for position in range(shape[0])])]
        if len(shape) > 1 and shape[1]:
            end = shape[1] - 1
            options += [f"0, {end}", f":, {end}", f"0:1, [{end}, 0]", f"[0, {last}], [{end}, 0]"]
            options += [f"[{last}, 0], 0:1", "..., 0", f"{last}, None, :1"]
        return f"{a}[{self.one_of(options)}]", self.same(a)

    def joined(self) -> tuple[str, bool]:
        a = self.any_name()
        like = [name for name in self.source.names if self.shape(name) == self.shape(a)]
        b, c = self.one_of(like), self.one_of(like)
        dims = len(self.shape(a))
        if math.prod(self.shape(a)) * 3 > LARGEST:
            return f"{a} * 1", self.same(a)
        options = [f"torch.stack([{a}, {b}, {c}], {d})" for d in range(-dims - 1, dims + 1)]
        options += [f"torch.cat([{a}, {b}, {c}], {d})" for d in range(-dims, dims)]
        return self.one_of(options), self.same(a, b, c)

    def product(self) -> tuple[str, bool]:
        a = self.any_name()
        shape, dtype = self.shape(a), self.scope[a].dtype
        if not shape:
            return f"{a} * {a}", self.same(a)
        self.own_affair |= len(shape) > 2
        options = [f"{a} @ {a}"] if len(shape) == 1 else [f"{a} @ {a}.mT", f"{a}.mT @ {a}"]
        for b in self.source.names:
            other = self.shape(b)
            fits = other and self.scope[b].dtype == dtype and max(len(shape), len(other)) <= 2
            if fits and shape[-1] == other[-2 if len(other) > 1 else 0]:
                options += [f"{a} @ {b}", f"torch.matmul({a}, {b})"]
        # Exact but for the sign of a zero, which depends on the order of the additions.
        return self.one_of(options), False

    def unbound(self) -> tuple[str, bool]:
        a = self.any_name()
        if not self.shape(a) or not self.shape(a)[0]:
            return f"{a} - 1", self.same(a)
        return f"{a}.unbind()[{self.shape(a)[0] - 1}]", self.same(a)

    def detached(self) -> tuple[str, bool]:
        """Cut off from the graph; a derivative by differences would see through it."""
        a = self.any_name()
        if self.smooth:
            return f"{a} * {a}", self.same(a)
        return f"{a}.detach()", self.same(a)

    def write(self, dtypes: list[str]) -> Source:
        for position in range(self.draw(st.integers(1, 3))):
            self.leaf(dtypes, forced=position == 0)
        kinds = [self.arithmetic, self.arithmetic, self.with_number, self.power, self.function]
        kinds += [self.kinked, self.reduction, self.extreme, self.reshaped, self.reshaped]
        kinds += [self.indexed, self.joined, self.product, self.unbound, self.detached]
        for _ in range(self.draw(st.integers(1, 9))):
            self.add(*self.one_of(kinds)())
        return self.source


@st.composite
def programs(draw: Any, lead: Any, *, smooth: bool, dtypes: list[str]) -> Writer:
    """A written program, with what its writer knows of it."""
    writer = Writer(draw, lead, smooth)
    # A leaf that requires grad comes first; a float one, or it could not.
    floats = [dtype for dtype in dtypes if dtype != "int64"]
    writer.leaf(floats, forced=True)
    writer.write(dtypes)
    return writer
