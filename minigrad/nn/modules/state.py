"""What lies in a module: finding it, naming it, saving and loading it, printing it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ...engine.modes import no_grad
from ...engine.tensor import Tensor
from ...ops.rows import TABLE

# ------------------------------------------------------------------ entering


def check_name(module: Any, name: str, kind: str, own: dict[str, Any]) -> None:
    """Refuse a name that could not be an attribute, or already is one."""
    if not isinstance(name, str):
        raise TypeError(f"{kind} name should be a string. Got {type_name(name)}")
    if "." in name:
        raise KeyError(f'{kind} name can\'t contain "."')
    if name == "":
        raise KeyError(f'{kind} name can\'t be empty string ""')
    if hasattr(module, name) and name not in own:
        raise KeyError(f"attribute '{name}' already exists")


def check_none(value: Any, to: str, expected: str) -> None:
    """Where a parameter, buffer or module stands, only its own kind and None can be put."""
    if value is not None:
        raise TypeError(f"cannot assign '{type_name(value)}' {to} ({expected})")


def type_name(value: Any) -> str:
    """PyTorch's way to name the type of a value in its errors."""
    if isinstance(value, Tensor):
        return f"torch.{value.dtype.tensor_type}Tensor"
    module = type(value).__module__
    return type(value).__name__ if module == "builtins" else f"{module}.{type(value).__name__}"


def forget(module: Any, name: str, but: str) -> None:
    """Take the name from wherever it was but in one dict: there, a new part keeps its position."""
    module.__dict__.pop(name, None)
    for kind in ("_parameters", "_buffers", "_modules"):
        if kind != but:
            module.__dict__[kind].pop(name, None)
    module.__dict__["_not_saved"].discard(name)


def forget_grad(parameter: Tensor, set_to_none: bool) -> None:
    """What zero_grad does to one parameter."""
    grad = parameter._grad
    if grad is None:
        return
    if set_to_none:
        parameter._grad = None
    elif grad.grad_fn is not None:
        parameter._grad = TABLE["mul"](grad.detach(), 0)
    else:
        with no_grad():
            grad.zero_()


# ------------------------------------------------------------------ finding


def named(module: Any, kind: str, prefix: str, recurse: bool) -> Iterator[tuple[str, Any]]:
    """The parts of one kind by dotted name, each object once."""
    seen: set[int] = set()
    inside = module.named_modules(prefix=prefix) if recurse else [(prefix, module)]
    for path, owner in inside:
        for name, part in getattr(owner, kind).items():
            if part is not None and id(part) not in seen:
                seen.add(id(part))
                yield (f"{path}.{name}" if path else name), part


# ------------------------------------------------------------------ saving and loading


class Keys(NamedTuple):
    """What `load_state_dict` answers: the names that did not fit."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return (
            f"_IncompatibleKeys(missing_keys={self.missing_keys}, "
            f"unexpected_keys={self.unexpected_keys})"
        )


def parts_saved(module: Any, prefix: str = "") -> Iterator[tuple[str, Tensor]]:
    """All that belongs to the state, under every name that it has."""
    for name, part in (*module._parameters.items(), *module._buffers.items()):
        if part is not None and name not in module._not_saved:
            yield prefix + name, part
    for name, child in module._modules.items():
        if child is not None:
            yield from parts_saved(child, f"{prefix}{name}.")


def collected(module: Any, prefix: str) -> dict[str, Tensor]:
    """The state: detached tensors on the same memory."""
    return {name: part.detach() for name, part in parts_saved(module, prefix)}


def load(module: Any, given: dict[str, Tensor], strict: bool) -> Keys:
    """Copy `given` into the module's parts; names must agree if `strict`, shapes always."""
    if not hasattr(given, "keys"):
        raise TypeError(f"Expected state_dict to be dict-like, got {type(given)}.")
    own = dict(parts_saved(module))
    missing = [name for name in own if name not in given]
    unexpected = [name for name in given if name not in own]
    troubles = []
    if strict and missing:
        troubles.append(f"Missing key(s) in state_dict: {_listed(missing)}. ")
    if strict and unexpected:
        troubles.append(f"Unexpected key(s) in state_dict: {_listed(unexpected)}. ")
    for name in own:
        if name not in given:
            continue
        if own[name].shape != given[name].shape:
            troubles.append(
                f"size mismatch for {name}: copying a param with shape {given[name].shape} from "
                f"checkpoint, the shape in current model is {own[name].shape}."
            )
        else:
            with no_grad():
                own[name].copy_(given[name])
    if troubles:
        raise RuntimeError(
            f"Error(s) in loading state_dict for {type(module).__name__}:\n\t"
            + "\n\t".join(troubles)
        )
    return Keys(missing, unexpected)


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


# ------------------------------------------------------------------ printing


def printed(module: Any, parts: list[tuple[str, str]]) -> str:
    """A module as PyTorch prints it: one line without parts, else an indented line for each."""
    extra = module.extra_repr()
    lines = [f"({name}): " + text.replace("\n", "\n  ") for name, text in parts]
    if not lines:
        return f"{module._get_name()}({extra})"
    lines = [extra, *lines] if extra else lines
    return f"{module._get_name()}(\n  " + "\n  ".join(lines) + "\n)"
