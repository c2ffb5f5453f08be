"""What all optimizers share: groups of parameters, a memory for each, and one step.

Each rule is one method, `update`, on plain arrays. Writing the new value is not recorded, and
counts as a modification of the parameter: a backward pass through an older graph notices it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.modes import enable_grad
from ..engine.tensor import Tensor, wrap
from ..ops.writing.rewrite import renew_views

State = dict[str, Any]


def type_name(value: Any) -> str:
    """PyTorch's way to name the type of a value in its errors."""
    if isinstance(value, Tensor):
        return f"torch.{value.dtype.tensor_type}Tensor"
    return type(value).__name__


class Optimizer:
    """What all rules share: groups of parameters with their settings, and a state for each.

    params: tensors that require grad, or dicts {"params": tensors, "lr": ...} for groups with
        settings of their own. Raises TypeError for a single tensor, ValueError for none or for
        results of an operation.
    """

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, "
                f"but got {type_name(params)}"
            )
        self.defaults = defaults
        self.state: dict[Tensor, State] = defaultdict(dict)
        self.stepped = False  # a scheduler wants to come after the first step
        self.param_groups: list[dict[str, Any]] = []
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, group: dict[str, Any]) -> None:
        """Add parameters with settings of their own; the defaults fill what it does not say."""
        own = group["params"]
        own = [own] if isinstance(own, Tensor) else list(own)
        for parameter in own:
            if not isinstance(parameter, Tensor):
                raise TypeError(
                    "optimizer can only optimize Tensors, but one of the params is "
                    f"{type_name(parameter)}"
                )
            if not parameter.is_leaf and not parameter.retains_grad:
                raise ValueError("can't optimize a non-leaf Tensor")
        known = {id(p) for g in self.param_groups for p in g["params"]}
        if any(id(parameter) in known for parameter in own):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append({**self.defaults, **group, "params": own})

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget all gradients, or set them to zero: the next backward would add to them."""
        for group in self.param_groups:
            for parameter in group["params"]:
                grad = parameter._grad
                if set_to_none:
                    parameter._grad = None
                elif grad is not None:
                    grad.detach_() if grad.grad_fn is not None else grad.requires_grad_(False)
                    grad.zero_()

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update every parameter that has a gradient; returns what `closure`, if given, returned.

        closure: computes the loss anew, with its gradients.
        """
        self.stepped = True
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter._grad is not None:
                    state = self.state[parameter]
                    grad = parameter._grad._array
                    if group["maximize"]:
                        grad = -grad
                    self._update(parameter, grad, state, group)
        return loss

    def _update(self, parameter: Tensor, grad: Any, state: State, group: dict[str, Any]) -> None:
        """Apply the rule in the parameter's own memory, and count it as a modification."""
        parameter._count_change()
        value = parameter._array
        if type(value) is np.ndarray:
            self.update(value, grad, state, group)
        else:  # a number has no memory of its own to write into
            value = np.array(value)
            self.update(value, grad, state, group)
            parameter._array = value[()]
        if parameter._view is not None:
            renew_views(parameter)

    def update(self, value: Any, grad: Any, state: State, group: dict[str, Any]) -> None:
        """Change the array `value` of one parameter in place; `state` is its memory."""
        raise NotImplementedError

    def state_dict(self) -> dict[str, Any]:
        """The memory and the settings, with parameters as numbers in their order."""
        order = [p for group in self.param_groups for p in group["params"]]
        number = {id(parameter): i for i, parameter in enumerate(order)}
        return {
            "state": {
                number[id(p)]: {k: wrap(np.array(v)) for k, v in own.items() if v is not None}
                for p, own in self.state.items()
            },
            "param_groups": [
                {**group, "params": [number[id(p)] for p in group["params"]]}
                for group in self.param_groups
            ],
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict` gave. Raises ValueError when the groups do not fit."""
        groups = state_dict["param_groups"]
        if len(groups) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        for group, loaded in zip(self.param_groups, groups, strict=True):
            if len(group["params"]) != len(loaded["params"]):
                raise ValueError(
                    "loaded state dict contains a parameter group that doesn't match the size of "
                    "optimizer's group"
                )
            for parameter, number in zip(group["params"], loaded["params"], strict=True):
                own = state_dict["state"].get(number)
                if own is not None:
                    self.state[parameter] = {k: np.array(v._array)[()] for k, v in own.items()}
            group.update({name: loaded[name] for name in loaded if name != "params"})

    def __repr__(self) -> str:
        lines = []
        for number, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {number}")
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
        return f"{type(self).__name__} (\n" + "\n".join(lines) + "\n)"


def not_negative(**settings: float) -> None:
    """Raise ValueError in PyTorch's words for a setting below zero."""
    for name, value in settings.items():
        if value < 0.0:
            words = {"lr": "learning rate", "eps": "epsilon value"}.get(name, f"{name} value")
            raise ValueError(f"Invalid {words}: {value}")
