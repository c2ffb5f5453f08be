"""A backward pass in words: a title, lines and a picture's alt text for every step of a trace."""

from __future__ import annotations

import math
from dataclasses import dataclass

from minigrad.drawing.gradients import Value
from minigrad.drawing.labels import listed
from minigrad.drawing.trace import Sent, Step, Trace

# What the engine does where the derivative is no factor to multiply with, element by element.
RULES = {
    "MmBackward0": ("grad @ otherᵀ", "selfᵀ @ grad"),
    "MvBackward0": ("the outer product of grad and the vector", "matrixᵀ @ grad"),
    "DotBackward0": ("grad · other", "grad · self"),
    "BmmBackward0": ("grad @ otherᵀ in each batch", "selfᵀ @ grad in each batch"),
    "AddmmBackward0": ("grad, summed over the batch", "grad @ weight", "inputᵀ @ grad"),
    "SumBackward1": ("grad, repeated along the dimension that was summed",),
    "MeanBackward0": ("grad / n: each of the n elements has a share of 1/n",),
    "MeanBackward1": ("grad / n, repeated along the dimension that was averaged",),
    "ProdBackward0": ("grad · the product of all other elements",),
    "MaxBackward1": ("grad goes to the largest element, 0 to the others",),
    "MaxBackward0": ("grad goes to the largest element, 0 to the others",),
    "MinBackward1": ("grad goes to the smallest element, 0 to the others",),
    "MinBackward0": ("grad goes to the smallest element, 0 to the others",),
    "MaximumBackward0": ("grad where self is larger", "grad where other is larger"),
    "MinimumBackward0": ("grad where self is smaller", "grad where other is smaller"),
    "WhereBackward0": ("grad where the condition holds", "grad where it doesn't"),
    "ClampBackward1": ("grad where the value lay within the bounds, else 0",),
    "MulBackward1": ("grad · the number",),  # PyTorch's, of its own formulas
    "PowBackward1": ("other·self^(other−1)", "result·log(self)"),
    "PowBackward2": ("result·log(base)",),
    "Log1PBackward0": ("1/(1+self)",),
    "Expm1Backward0": ("result+1",),
    "RsqrtBackward0": ("−result³/2",),
    "ErfBackward0": ("2/√π · exp(−self²)",),
    "TanBackward0": ("1+result²",),
    "SoftmaxBackward0": ("result · (grad − Σ grad·result)",),
    "LogSoftmaxBackward0": ("grad − softmax · Σ grad",),
    "TBackward0": ("gradᵀ: transposed back",),
    "TransposeBackward0": ("transposed back",),
    "PermuteBackward0": ("put back in the order of dimensions that the input has",),
    "ReshapeAliasBackward0": ("put back in the shape of the input",),
    "SqueezeBackward0": ("put back in the shape of the input",),
    "UnsqueezeBackward0": ("put back in the shape of the input",),
    "ExpandBackward0": ("summed over what was repeated",),
    "RepeatBackward0": ("summed over what was repeated",),
    "SelectBackward0": ("grad at the place that was selected, 0 elsewhere",),
    "SliceBackward0": ("grad at the places that were selected, 0 elsewhere",),
    "IndexBackward0": ("grad at the places that were selected, 0 elsewhere",),
    "UnbindBackward0": ("the gradients of the parts, stacked",),
    "SplitBackward0": ("the gradients of the parts, joined",),
    "CumsumBackward0": ("the sums of grad from each element to the last",),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """What is said beside one frame: `alt` is for the picture, `lines` for everybody."""

    title: str
    lines: tuple[str, ...]
    alt: str

    @property
    def text(self) -> str:
        """The title and the lines, for a terminal."""
        return "\n".join([self.title, *(f"  {line}" for line in self.lines)])


def tell(trace: Trace) -> list[Telling]:
    """Return the words for the start, for each step, and for the end of a pass.

    >>> import minigrad as mg
    >>> from minigrad.drawing.recording import record
    >>> x = mg.tensor(3.0, requires_grad=True)
    >>> print(tell(record(x * x, names=[("x", x)], limit=9))[1].text)
    Step 1 of 2: MulBackward0 runs
      Comes in: 1, where the pass starts.
      Input 1: local derivative other = 3. Goes out to x: 1 · 3 = 3.
      Input 2: local derivative self = 3. Goes out to x: 1 · 3 = 3.
      Waiting with a gradient: x.
    """
    count = len(trace.steps)
    result = trace.graph.nodes[trace.root - 1].name or "the result"
    usual = ", as it does for a single number where nothing else is given"
    usual = usual if trace.start.text == "1" else ""
    start = Telling(
        "Before the first step",
        (
            f"The backward pass of {result} starts with the gradient {trace.start.text}{usual}.",
            f"{count} node{'' if count == 1 else 's'} will run, "
            f"{'newest' if trace.hooked else 'users'} first; each sends gradients to those that "
            "made its inputs.",
        ),
        f"The graph of {result} before its backward pass; the gradient starts at {result}.",
    )
    steps = [_step(trace, at, step) for at, step in enumerate(trace.steps, start=1)]
    return [start, *steps, _end(trace, result)]


def _step(trace: Trace, at: int, step: Step) -> Telling:
    who = step.name if step.leaf is None else f"AccumulateGrad of {step.leaf or 'a leaf'}"
    lines = _arriving(step)
    if step.changed_by_hook:
        lines.append(
            "A hook of yours has changed what arrived into that."
            if trace.hooked
            else "The pass has given it something else than their sum."
        )
    if step.leaf is None:
        lines += [_going(step, sent, trace.recorded) for sent in step.sent]
    else:
        again = any(each.number == step.number for each in trace.steps[: at - 1])
        lines.append(_accumulating(step, again))
    to = [sent.receiver_name for sent in step.sent if sent.value is not None]
    alt = f"Step {at} of {len(trace.steps)}: {who} runs"
    if to:
        alt += f" and sends gradients to {listed(to)}"
    elif step.leaf is not None:
        alt += f" and fills {step.leaf or 'its leaf'}.grad"
    waiting = [_called(trace, number) for number in waiting_after(trace, at)]
    if waiting:
        lines.append(f"Waiting with a gradient: {listed(waiting)}.")
        alt += f"; waiting: {listed(waiting)}"
    return Telling(f"Step {at} of {len(trace.steps)}: {who} runs", tuple(lines), f"{alt}.")


def waiting_after(trace: Trace, at: int) -> list[int]:
    """Return the numbers of the nodes to which a gradient is on its way after step `at`."""
    sent: dict[int, None] = {}
    for step in trace.steps[:at]:
        sent.pop(step.number, None)
        for s in step.sent:
            if s.value is not None and s.receiver is not None:
                sent[s.receiver] = None
    return [*sent]


def _called(trace: Trace, number: int) -> str:
    return trace.graph.nodes[number - 1].name or f"node {number}"


def _arriving(step: Step) -> list[str]:
    total = " and ".join("none" if value is None else value.text for value in step.incoming)
    arrivals = step.arrivals
    if len(step.incoming) > 1:
        return [f"Comes in, one for each output: {total}."]
    if len(arrivals) > 1:
        parts = " + ".join(arrival.value.text for arrival in arrivals)
        senders = dict.fromkeys(
            f"{a.sender} (step {a.step})" if a.step else "the start" for a in arrivals
        )
        return [
            f"Comes in: {parts} = {total}, from {listed(list(senders))}.",
            f"They are added up (+=): this value is used in {len(arrivals)} places, each of them "
            "changes the result, and the changes add.",
        ]
    if arrivals and arrivals[0].step:
        return [f"Comes in: {total}, from {arrivals[0].sender} (step {arrivals[0].step})."]
    return [f"Comes in: {total}, where the pass starts." if arrivals else f"Comes in: {total}."]


def _going(step: Step, sent: Sent, recorded: bool) -> str:
    head = f"Input {sent.position + 1}: "
    if sent.receiver is None:
        return f"{head}no gradient is needed (it doesn't require grad), and none goes out."
    if sent.value is None:
        return f"{head}no gradient goes out to {sent.receiver_name}."
    rules = RULES.get(step.name, ())
    rule = rules[sent.position] if sent.position < len(rules) else ""
    if sent.derivative:
        grad = step.incoming[0].text if step.incoming and step.incoming[0] is not None else "grad"
        # What stands after the last = are the numbers of the formula.
        factor = sent.derivative.rpartition(" = ")[2]
        said = f"local derivative {sent.derivative}. Goes out to {sent.receiver_name}: "
        said += f"{grad} · {factor} = {sent.value.text}"
    elif rule:
        said = f"{rule}. Goes out to {sent.receiver_name}: {sent.value.text}"
    else:
        said = f"{step.name} turns what came in into {sent.value.text}, for {sent.receiver_name}"
    return f"{head}{said}{_shape_change(step, sent.value)}{_recorded(sent.value, recorded)}."


def _shape_change(step: Step, value: Value) -> str:
    came = step.incoming[0] if len(step.incoming) == 1 else None
    if came is None or came.shape == value.shape or step.name in RULES:
        return ""
    if math.prod(value.shape) < math.prod(came.shape):
        return f" (added up to the input's shape {value.shape}, which had been stretched)"
    return f" (in the input's shape, {value.shape})"


def _recorded(value: Value, recorded: bool) -> str:
    if not recorded:
        return ""
    if value.made_by:
        return f"; recorded, it was made by {value.made_by} and can be differentiated"
    return "; it depends on no leaf, so nothing was recorded"


def _accumulating(step: Step, again: bool) -> str:
    name = f"{step.leaf}.grad" if step.leaf else "its .grad"
    after = "None" if step.after is None else step.after.text
    if step.before is None:
        return f"{name} was None: it becomes {after}."
    came = step.incoming[0].text if step.incoming and step.incoming[0] is not None else "0"
    since = "" if again else " from an earlier pass"
    said = f"{name} += {came}: it was {step.before.text}{since}, it becomes {after}."
    return said if again else f"{said} Nobody has set it to zero in between."


def _end(trace: Trace, result: str) -> Telling:
    lines = [f"{name}.grad is {value.text}." for name, _, value in trace.filled]
    lines += [f"No .grad: {name}, {reason}." for name, reason in trace.never]
    names = listed([f"{name}.grad" for name, _, _ in trace.filled]) or "no .grad"
    return Telling("After the last step", tuple(lines), f"The pass of {result} has filled {names}.")
