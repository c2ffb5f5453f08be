"""The facts that decide about a tensor's gradient, in one table."""

from __future__ import annotations

from typing import Any

from minigrad.course.page import Shown, table

HEAD = ("name", "requires_grad", "is_leaf", "grad_fn", "retains_grad", ".grad")


def facts(**tensors: Any) -> Shown:
    """Return a table with a row for each tensor: `facts(a=a, b=b)`.

    Raises TypeError when something is not a tensor.

    Example:
        >>> import minigrad as torch
        >>> a = torch.tensor([1., 2.], requires_grad=True)
        >>> facts(a=a, b=3 * a)
        What autograd knows about a and b
        name  requires_grad  is_leaf  grad_fn       retains_grad  .grad
        a     True           True     None          False         None
        b     True           False    MulBackward0  False         None
    """
    if not tensors:
        raise TypeError("name the tensors to look at: facts(a=a, b=b)")
    rows = [[name, *_row(name, tensor)] for name, tensor in tensors.items()]
    *first, last = tensors
    names = f"{', '.join(first)} and {last}" if first else last
    return table(f"What autograd knows about {names}", HEAD, rows)


def _row(name: str, tensor: Any) -> list[str]:
    if not hasattr(tensor, "grad_fn"):
        raise TypeError(f"{name} is {tensor!r}; facts shows tensors only")
    node = "None" if tensor.grad_fn is None else type(tensor.grad_fn).__name__
    return [
        str(tensor.requires_grad),
        str(_is_leaf(tensor)),
        node,
        str(getattr(tensor, "retains_grad", False)),
        _grad(tensor),
    ]


def _is_leaf(tensor: Any) -> Any:
    """An engine that a student builds need not have the name."""
    return getattr(tensor, "is_leaf", tensor.grad_fn is None)


def _grad(tensor: Any) -> str:
    """Read `.grad` only where reading it doesn't warn."""
    kept = _is_leaf(tensor) or getattr(tensor, "retains_grad", False)
    if not kept or tensor.grad is None:
        return "None"
    return str(tensor.grad.tolist())
