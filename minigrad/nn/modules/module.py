"""Module: a function with parameters, made of other such functions.

Assigning a Parameter, a Module or a registered buffer as an attribute enters it in one of three
dicts. All else follows from walking them: the parameters for an optimizer, the state that is
saved, what `eval()` and `requires_grad_()` reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...engine.arrays import dtypes
from ...engine.tensor import Tensor
from ..parameter import Parameter
from . import state
from .calling import Hooked


class Module(Hooked):
    """The base of all layers and models: assign parts in `__init__`, compute in `forward`.

    >>> import minigrad as mg
    >>> class Scale(mg.nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.factor = mg.nn.Parameter(mg.tensor(3.))
    ...     def forward(self, x):
    ...         return self.factor * x
    >>> model = Scale()
    >>> model(mg.tensor(2.)).backward()
    >>> model.factor.grad
    tensor(2.)
    """

    training: bool
    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    _modules: dict[str, Module | None]

    def __init__(self) -> None:
        own = self.__dict__
        own["training"] = True
        own["_parameters"] = {}
        own["_buffers"] = {}
        own["_not_saved"] = set()  # the buffers that are no part of the state
        own["_modules"] = {}
        self._forget_hooks()

    # ------------------------------------------------------------------ its parts

    def __setattr__(self, name: str, value: Any) -> None:
        own = self.__dict__
        if isinstance(value, Parameter):
            self._check_ready("parameters")
            state.forget(self, name, "_parameters")
            self._parameters[name] = value
        elif isinstance(value, Module):
            self._check_ready("module")
            state.forget(self, name, "_modules")
            self._modules[name] = value
        elif name in own.get("_parameters", ()):
            state.check_none(value, f"as parameter '{name}'", "torch.nn.Parameter or None expected")
            self._parameters[name] = None
        elif name in own.get("_modules", ()):
            state.check_none(value, f"as child module '{name}'", "torch.nn.Module or None expected")
            self._modules[name] = None
        elif name in own.get("_buffers", ()):
            if not isinstance(value, Tensor):
                expected = "torch.nn.Buffer, torch.Tensor or None expected"
                state.check_none(value, f"as buffer '{name}'", expected)
            self._buffers[name] = value
        else:
            object.__setattr__(self, name, value)

    def _check_ready(self, what: str) -> None:
        if "_parameters" not in self.__dict__:
            raise AttributeError(f"cannot assign {what} before Module.__init__() call")

    def __getattr__(self, name: str) -> Any:
        own = self.__dict__
        for kind in ("_parameters", "_buffers", "_modules"):
            if name in own.get(kind, ()):
                return own[kind][name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __delattr__(self, name: str) -> None:
        for parts in (self._parameters, self._buffers, self._modules):
            if name in parts:
                del parts[name]
                self._not_saved.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._parameters, *self._buffers, *self._modules})

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Enter a parameter by name; None keeps the name for one that is left out."""
        self._check_ready("parameter")
        state.check_name(self, name, "parameter", self._parameters)
        if not isinstance(param, Parameter):
            state.check_none(
                param, f"object to parameter '{name}'", "torch.nn.Parameter or None required"
            )
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Enter a tensor that is part of the state, but not learned: a running mean."""
        self._check_ready("buffer")
        state.check_name(self, name, "buffer", self._buffers)
        if not isinstance(tensor, Tensor):
            state.check_none(tensor, f"object to buffer '{name}'", "torch Tensor or None required")
        self._buffers[name] = tensor
        if not persistent:
            self._not_saved.add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Enter a module under a name that need not be a valid attribute."""
        if not isinstance(module, Module) and module is not None:
            raise TypeError(f"{state.type_name(module)} is not a Module subclass")
        state.check_name(self, name, "module", self._modules)
        self._modules[name] = module

    register_module = add_module

    # ------------------------------------------------------------------ walks over the parts

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly inside, each once, by name."""
        seen: set[Module] = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self) -> Iterator[Module]:
        """The modules directly inside."""
        return (module for _, module in self.named_children())

    def named_modules(
        self, memo: set[Module] | None = None, prefix: str = ""
    ) -> Iterator[tuple[str, Module]]:
        """This module and all inside it, each once, by dotted name."""
        memo = set() if memo is None else memo
        if self not in memo:
            memo.add(self)
            yield prefix, self
            for name, module in self._modules.items():
                if module is not None:
                    yield from module.named_modules(memo, f"{prefix}.{name}" if prefix else name)

    def modules(self) -> Iterator[Module]:
        """This module and all inside it."""
        return (module for _, module in self.named_modules())

    def named_parameters(
        self, prefix: str = "", recurse: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """The parameters of this module and of all inside it, each once, by dotted name.

        >>> import minigrad as mg
        >>> model = mg.nn.Sequential(mg.nn.Linear(2, 3), mg.nn.ReLU())
        >>> [(name, tuple(p.shape)) for name, p in model.named_parameters()]
        [('0.weight', (3, 2)), ('0.bias', (3,))]
        """
        return state.named(self, "_parameters", prefix, recurse)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """The parameters of this module and of all inside it: what an optimizer is given."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(self, prefix: str = "", recurse: bool = True) -> Iterator[tuple[str, Tensor]]:
        """The buffers of this module and of all inside it, by dotted name."""
        return state.named(self, "_buffers", prefix, recurse)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """The buffers of this module and of all inside it."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def get_submodule(self, target: str) -> Module:
        """The module with a dotted name."""
        module: Any = self
        for name in target.split(".") if target else []:
            module = module._modules.get(name)
            if module is None:
                raise AttributeError(f"{type(self).__name__} has no module {target!r}")
        return module

    def apply(self, fn: Callable[[Module], None]) -> Module:
        """Call `fn` on every module inside, then on this one."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    # ------------------------------------------------------------------ what a training loop does

    def train(self, mode: bool = True) -> Module:
        """Set training mode here and in all modules inside; only Dropout and BatchNorm look."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self) -> Module:
        """Leave training mode. Recording goes on: this is not `no_grad`."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Module:
        """Set `requires_grad` of every parameter; False freezes the module."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or set them to zero."""
        for parameter in self.parameters():
            state.forget_grad(parameter, set_to_none)

    def to(self, dtype: dtypes.dtype) -> Module:
        """Change the floating-point parameters and buffers to another type, in place."""
        if isinstance(dtype, dtypes.dtype) and not dtype.is_floating_point:
            raise TypeError(
                "nn.Module.to only accepts floating point or complex dtypes, but got desired "
                f"dtype={dtype!r}"
            )
        for module in self.modules():
            for part in (*module._parameters.values(), *module._buffers.values()):
                if part is not None and part.is_floating_point():
                    part.data = part.data.to(dtype)
                    if part._grad is not None:
                        part._grad = part._grad.to(dtype)
        return self

    def double(self) -> Module:
        """All floating-point parameters and buffers as float64."""
        return self.to(dtypes.float64)

    def float(self) -> Module:
        """All floating-point parameters and buffers as float32."""
        return self.to(dtypes.float32)

    def state_dict(self, prefix: str = "") -> dict[str, Tensor]:
        """Parameters and buffers by dotted name: detached, on the module's own memory."""
        return state.collected(self, prefix)

    def load_state_dict(self, state_dict: dict[str, Tensor], strict: bool = True) -> Any:
        """Copy the values of a `state_dict` into the parameters and buffers.

        Raises RuntimeError that lists names that are missing, unexpected, or of another shape.
        """
        return state.load(self, state_dict, strict)

    # ------------------------------------------------------------------ how it is printed

    def extra_repr(self) -> str:
        """What stands in the parentheses of a layer's repr."""
        return ""

    def _get_name(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        return state.printed(self, [(name, repr(part)) for name, part in self._modules.items()])
