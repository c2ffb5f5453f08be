"""Random calls, about as often wrong as right."""

from typing import Any

from hypothesis import strategies as st

from .random_programs import SHAPES

# Calls that are often mistaken; the placeholders are filled at random. Where two mistakes could
# meet, which one is complained of is torch's own affair, so these leave room for one only.
CALLS = [
    "torch.ones({s}) + torch.ones({s})",
    "torch.ones({s}) * torch.ones({s})",
    "torch.maximum(torch.ones({s}), torch.ones({s}))",
    "torch.ones({s}) > torch.ones({s})",
    "torch.where(torch.ones({s}) > 0, torch.ones({s}), torch.ones({s}))",
    "torch.ones({s}) @ torch.ones({s})",
    "torch.ones({s}).reshape({r})",
    "torch.ones({s}).view({r})",
    "torch.ones({s}).expand({p})",
    "torch.ones({s}).sum({d})",
    "torch.ones({s}).sum(({d}, {d}))",
    "torch.ones({s}).mean({d}, keepdim=True)",
    "torch.ones({s}).max({d})[0]",
    "torch.ones({s}).max()",
    "torch.ones({s}).transpose({d}, {d})",
    "torch.ones(2, 3).permute({d}, 1)",
    "torch.ones(2, 1, 3).permute(0, {d}, 1)",
    "torch.ones({s}).unsqueeze({d})",
    "torch.ones({s}).squeeze({d})",
    "torch.ones({s}).t()",
    "torch.ones({s})[{d}]",
    "torch.ones({s})[{d}, {d}]",
    "torch.ones({s})[[{d}, {d}]]",
    "torch.ones({s})[torch.tensor([{d}, {d}])]",
    "torch.ones({s})[..., {d}]",
    "torch.ones({s})[{d}:{d}]",
    "torch.ones(3, 2)[::{d}]",
    "torch.ones({s})[None, {d}, ...]",
    "torch.cat([torch.ones({s}), torch.ones({s})])",
    "torch.cat([torch.ones(2, 3), torch.ones(2, 3)], {d})",
    "torch.stack([torch.ones({s}), torch.ones({s})])",
    "torch.stack([torch.ones(2, 3), torch.ones(2, 3)], {d})",
    "torch.ones({s}).unbind({d})[0]",
    "torch.ones({s}).item()",
    "bool(torch.ones({s}))",
    "len(torch.ones({s}))",
    "torch.ones({s}).size({d})",
    "torch.zeros({r})",
    "torch.ones({s}, requires_grad=True).backward()",
    "(torch.ones({s}, requires_grad=True) * 2).backward()",
    "(torch.ones({s}, requires_grad=True) * 2).backward(torch.ones({s}))",
    "torch.autograd.grad(torch.ones({s}, requires_grad=True) * 2, torch.ones(2))",
    "torch.tensor([1, 2]) ** {d}",
    "torch.ones({s}).requires_grad_().backward(torch.ones({s}))",
    "torch.arange({d}, {d}, {d})",
    "torch.full({s}, {d})",
    "torch.eye({d})",
]


@st.composite
def calls(draw: Any) -> str:
    """One call, right or wrong."""
    text = draw(st.sampled_from(CALLS))
    shapes = st.sampled_from(SHAPES)
    sizes = st.lists(st.integers(-1, 6), min_size=1, max_size=3).map(tuple)
    # torch lets expand make a tensor of negative size where another size is 0.
    positive = st.lists(st.integers(0, 6), min_size=1, max_size=3).map(tuple)
    placeholders = {"{s}": shapes, "{r}": sizes, "{p}": positive, "{d}": st.integers(-3, 4)}
    for mark, values in placeholders.items():
        while mark in text:
            text = text.replace(mark, str(draw(values)), 1)
    return text
