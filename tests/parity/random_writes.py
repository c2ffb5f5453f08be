"""Random programs that write: views of all kinds, changed through any of them, then used further.

As in random_programs, a program is text, and each line runs on a leading module as soon as it is
written. A line may fail there: then it must fail with the same words elsewhere, and change nothing.
"""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from .observe import Raised, raises

SHAPES = [(), (1,), (3,), (4,), (2, 3), (2, 1), (3, 3), (1, 3), (2, 2, 2), (2, 2)]
NO_GRAD = "with torch.no_grad(): "


class Writer:
    """Draws one program, and keeps what running it on the leading module showed."""

    def __init__(self, draw: Any, lead: Any) -> None:
        self.draw = draw
        self.scope: dict[str, Any] = {"torch": lead}
        self.lines: list[str] = []
        self.outcomes: list[Raised] = []
        self.names: list[str] = []
        self.leaves: list[str] = []
        # Views made under no_grad: PyTorch says of them that they require grad, and treats them
        # as leaves; here they are constants. They are written to, and otherwise left alone.
        self.constants: set[str] = set()
        self.detached: set[str] = set()
        # PyTorch makes the node of a view again after any change of its memory; here not after a
        # change through a detached tensor, which leaves the gradient as it was.
        self.same_graphs = True
        # Views hear of no such change, see docs/differences.md.
        self.views = False
        # Views made when they did not require grad. Should an in-place operation on their base
        # change that, PyTorch takes them for leaves until somebody looks at their grad_fn.
        self.gradless: set[str] = set()

    def __repr__(self) -> str:
        failed = [f"  # {o.kind}: {o.message[:60]}" if o.kind else "" for o in self.outcomes]
        return "\n" + "\n".join(map("".join, zip(self.lines, failed, strict=True))) + "\n"

    def run(self, module: Any) -> tuple[dict[str, Any], list[Raised]]:
        """The tensors by name, and how each line ended."""
        scope: dict[str, Any] = {"torch": module}
        outcomes = [raises(lambda line=line: exec(line, scope)) for line in self.lines]
        return scope, outcomes

    def one_of(self, choices: Any) -> Any:
        return self.draw(st.sampled_from(list(choices)))

    def shape(self, name: str) -> tuple[int, ...]:
        return tuple(self.scope[name].shape)

    def largest(self, name: str) -> float:
        tensor = self.scope[name].detach()
        return float(tensor.abs().max()) if tensor.numel() else 0.0

    def line(self, text: str, name: str | None = None) -> bool:
        """Append a line and run it; `name` is what it makes."""
        outcome = raises(lambda: exec(text, self.scope))
        self.lines.append(text)
        self.outcomes.append(outcome)
        if outcome.kind is None and name is not None:
            self.names.append(name)
        return outcome.kind is None

    def new_name(self) -> str:
        return f"v{len(self.lines)}"

    def operand(self, unrecorded: bool = False) -> str:
        usable = [n for n in self.names if unrecorded or n not in self.constants]
        return self.one_of([*usable, *usable[-3:], *usable[-3:]])

    def fitting(self, name: str) -> str:
        """A tensor that broadcasts to the shape of this one, and lies elsewhere in memory.

        (PyTorch may read from an overlapping one what it has just written.)
        """
        wanted = self.shape(name)

        def fits(other: str) -> bool:
            shape = self.shape(other)
            pairs = zip(reversed(shape), reversed(wanted), strict=False)
            apart = self.lie_apart(name, other)
            return apart and len(shape) <= len(wanted) and all(a in (1, b) for a, b in pairs)

        found = [n for n in self.names if n not in self.constants and fits(n)]
        return self.one_of(found) if found else str(self.one_of([0.5, -1.5]))

    def lie_apart(self, one: str, two: str) -> bool:
        """Whether two tensors lie in different memory."""
        places = [self.scope[n].untyped_storage().data_ptr() for n in (one, two)]
        return places[0] != places[1]

    def unheard(self, name: str) -> bool:
        """Whether a change of this tensor is one that views do not hear of, see `views`."""
        return self.views and any(not self.lie_apart(name, other) for other in self.detached)

    # ------------------------------------------------------------------ the kinds of lines

    def leaf(self, requires: bool) -> None:
        shape = self.one_of(SHAPES)
        count = math.prod(shape)
        steps = st.lists(st.integers(-8, 8), min_size=count, max_size=count)
        values = [v / 4 for v in self.draw(steps)]
        name = self.new_name()
        kind = self.one_of(["float64", "float32"])
        text = f"{name} = torch.tensor({values}, dtype=torch.{kind}).reshape({shape}).clone()"
        if requires:
            self.leaves.append(name)
            text += ".requires_grad_()"
        self.line(text, name)

    def compute(self) -> None:
        off = self.one_of([False] * 5 + [True])
        a = self.operand()
        b = self.fitting(a)
        choices = ["{a} * {b}", "{a} + {b}", "{a} - {b}", "{a} * 0.5", "{a} * 1", "-{a}"]
        choices += ["{a}.sin()", "{a}.sigmoid()", "{a}.tanh()", "{a} * {a}", "{a}.clone()"]
        choices += [
            "{a}.sum()",
            "{a}.sum(0)",
            "{a}.cos()",
            "{a}.relu()",
            "{a} ** 2",
            "{a}.double()",
        ]
        if self.largest(a) < 3:
            choices += ["{a}.exp()", "{a}.exp()"]
        if self.largest(a) > 20:
            choices = ["{a}.tanh()", "{a}.sigmoid()", "{a}.sin()"]
        name = self.new_name()
        text = f"{name} = {self.one_of(choices).format(a=a, b=b)}"
        self.line(NO_GRAD + text if off else text, name)
        if text.endswith(".double()") and a in self.detached:  # the very same tensor
            self.detached.add(name)

    def look(self) -> None:
        """A view (or, here and there, a copy that looks like one)."""
        off = self.one_of([False] * 7 + [True])
        a = self.operand(unrecorded=off)
        shape = self.shape(a)
        count = math.prod(shape)
        options = ["[...]", "[None]", ".detach()", ".unsqueeze(-1)", ".squeeze()"]
        options += [f".expand(2, {', '.join(map(str, shape))})"] if shape else [".expand(2)"]
        if self.scope[a].is_contiguous():  # else by which node is PyTorch's own affair
            options += [".flatten()", ".contiguous()", ".reshape(-1)"]
        if shape:
            options += ["[0]", "[-1]", "[1:]", "[:1]", "[::2]", "[:]", ".unbind()[-1]", "[1:2]"]
            options += [".split(1)[0]", ".chunk(2)[-1]", "[..., 0]", ".narrow(0, 0, 1)", "[[0, 0]]"]
            options += [".squeeze(0)", ".select(-1, 0)", "[..., 1:]", ".split([1], 0)[0]"]
        if len(shape) > 1:
            options += [".t()", ".transpose(0, 1)", ".mT", "[:, 1:]", "[:, 0]", ".unbind(1)[0]"]
            options += [".diagonal()", ".transpose(0, -1)", "[1, :1]"]
        base = self.scope[a]._base
        if (self.scope[a] if base is None else base).is_contiguous():
            # How a result of operands of several layouts lies in memory is each library's affair.
            options += [".view(-1)"]
            if count % 2 == 0 and count:
                options += [".view(2, -1)", ".view(-1, 2)"]
        if len(shape) == 3:
            options += [".permute(2, 0, 1)", "[0, 1]", "[:, 1, :]"]
        what = self.one_of(options)
        name = self.new_name()
        text = f"{name} = {a}{what}"
        if self.line(NO_GRAD + text if off else text, name):
            self.views |= "detach" not in what
            if "detach" in what or a in self.detached:
                self.detached.add(name)
            if (off or a in self.constants) and self.scope[name]._is_view():
                self.constants.add(name)
            elif self.scope[name]._is_view() and not self.scope[name].requires_grad:
                self.gradless.add(name)

    def look_at_the_node(self, a: str) -> None:
        """Let PyTorch find out that a view has begun to require grad, see docs/differences.md."""
        if a in self.gradless and self.scope[a].requires_grad:
            self.gradless.discard(a)
            self.line(f"{a}.grad_fn")

    def write(self) -> None:
        """A change in place."""
        off = self.one_of([False] * 4 + [True])
        a = self.operand(unrecorded=True)
        if self.one_of([True, False, False]):
            requiring = [n for n in self.names if self.scope[n].requires_grad]
            a = self.one_of(requiring or [a])
        if self.unheard(a):
            return
        b = self.fitting(a)
        shape = self.shape(a)
        choices = [".mul_(0.5)", ".add_({b})", ".mul_({b})", ".sub_({b})", ".neg_()", ".zero_()"]
        choices += [".fill_(2.0)", ".sin_()", ".sigmoid_()", ".tanh_()", ".relu_()", "[...] = {b}"]
        choices += ["[:] = 1.5", ".add_(1)", ".mul_({a})", ".cos_()"]
        if not b[-1:].isdigit() or b.startswith("v"):
            choices += [".copy_({b})", "[...] = {b} * 2"]
        if self.largest(a) < 3:
            choices += [".exp_()", ".pow_(2)"]
        if shape:
            choices += ["[0] = 0.25", "[1:] = -1.0", "[0] = {c}", "[-1:] = {c}", "[[0]] = 3.0"]
            choices += ["[{a}.detach() > 0] = 0.5", "[[0, -1]] = {c}", "[::2] += 1", "[0] *= 3"]
            choices += ["[{a}.detach() > 0] *= 2"]
        if len(shape) > 1:
            choices += ["[:, 0] = {c}", "[0, 1:] = {c}", "[..., 0] *= {c}", "[:, [0]] = 2.0"]
        if self.largest(a) > 20:
            choices = [".tanh_()", ".mul_(0.01)", ".sin_()", "[...] = 0.5"]
        if 0 in shape:  # which of two mistakes is named first is PyTorch's own affair
            choices = [c for c in choices if "[[" not in c and "[0]]" not in c]
        if 0 in self.scope[a].stride():  # by lists and masks PyTorch still writes there, and warns
            choices = [c for c in choices if "[[" not in c and ">" not in c and "[0]]" not in c]
            if self.scope[a].requires_grad and not off:  # PyTorch fills, and fails in backward
                choices = [c for c in choices if c not in (".zero_()", ".fill_(2.0)")]
        scalars = [n for n in self.names if self.shape(n) == () and n not in self.constants]
        scalars = [n for n in scalars if self.lie_apart(n, a)]
        c = self.one_of([*scalars, "0.75"])
        change = self.one_of(choices).format(a=a, b=b, c=c)
        text = a + change
        self.look_at_the_node(a)
        if self.line(NO_GRAD + text if off else text) and a in self.detached:
            self.same_graphs = False

    def reshape(self) -> None:
        a = self.operand()
        change = self.one_of([".t_()", ".unsqueeze_(0)", ".squeeze_()", ".transpose_(0, -1)"])
        # (PyTorch loses track of a retained gradient, see docs/differences.md.)
        retained = self.scope[a].requires_grad and self.scope[a].retains_grad
        if not self.scope[a]._is_view() and not self.unheard(a) and not retained:
            self.line(a + change)

    def retain(self) -> None:
        a = self.operand()
        self.look_at_the_node(a)
        self.line(f"{a}.retain_grad()")


@st.composite
def writing_programs(draw: Any, lead: Any) -> Writer:
    """A written program, with how each line ended."""
    writer = Writer(draw, lead)
    writer.leaf(requires=True)
    for _ in range(draw(st.integers(0, 2))):
        writer.leaf(requires=draw(st.booleans()))
    kinds = [writer.compute] * 5 + [writer.look] * 7 + [writer.write] * 7
    kinds += [writer.reshape, writer.retain]
    for _ in range(draw(st.integers(3, 20))):
        writer.one_of(kinds)()
    return writer
