"""Modules that hold modules: one after the other, in a list, in a dict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import index
from typing import Any

from ..parameter import Parameter
from . import state
from .module import Module


class _Numbered(Module):
    """Modules named '0', '1', ... that can be indexed, counted and looped over."""

    def _key(self, position: Any) -> str:
        position = index(position)
        if not -len(self) <= position < len(self):
            raise IndexError(f"index {position} is out of range")
        return list(self._modules)[position]

    def __getitem__(self, position: Any) -> Any:
        if isinstance(position, slice):
            return self._part(list(self._modules.items())[position])
        return self._modules[self._key(position)]

    def _part(self, items: Any) -> Any:
        """What a slice gives: a container of the same kind."""
        raise NotImplementedError

    def __setitem__(self, position: int, module: Module) -> None:
        setattr(self, self._key(position), module)

    def __delitem__(self, position: int) -> None:
        del self._modules[self._key(position)]
        rest = list(self._modules.values())
        self._modules.clear()
        self._modules.update({str(i): module for i, module in enumerate(rest)})

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def append(self, module: Module) -> Any:
        """Add a module at the end; returns the container itself."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Module]) -> Any:
        """Add several modules at the end; returns the container itself."""
        for module in modules:
            self.append(module)
        return self


class Sequential(_Numbered):
    """Modules that are called one after the other, each on the result of the one before.

    modules: the modules in order, or one dict of names and modules.

    >>> import minigrad as mg
    >>> mg.nn.Sequential(mg.nn.Linear(2, 3), mg.nn.ReLU())
    Sequential(
      (0): Linear(in_features=2, out_features=3, bias=True)
      (1): ReLU()
    )
    """

    def __init__(self, *args: Any) -> None:
        super().__init__()
        if len(args) == 1 and isinstance(args[0], Mapping):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            for position, module in enumerate(args):
                self.add_module(str(position), module)

    def _part(self, items: Any) -> Sequential:
        return type(self)(dict(items))  # the modules keep their names

    def forward(self, *inputs: Any) -> Any:
        """The result of the last module."""
        first, *others = self._modules.values()
        result = first(*inputs)  # type: ignore[misc]
        for module in others:
            result = module(result)  # type: ignore[misc]
        return result


class ModuleList(_Numbered):
    """A list whose modules belong to the module that holds it; it has no forward of its own.

    >>> import minigrad as mg
    >>> layers = mg.nn.ModuleList(mg.nn.Linear(2, 2) for _ in range(3))
    >>> layers
    ModuleList(
      (0-2): 3 x Linear(in_features=2, out_features=2, bias=True)
    )
    """

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__()
        self.extend(modules or ())

    def _part(self, items: Any) -> ModuleList:
        return type(self)(module for _, module in items)

    def insert(self, position: int, module: Module) -> None:
        """Put a module before the one at `position`."""
        rest = list(self._modules.values())
        rest.insert(position, module)
        self._modules.update({str(i): part for i, part in enumerate(rest)})

    def __repr__(self) -> str:
        parts = []
        for text, same in groupby(enumerate(repr(module) for module in self), lambda p: p[1]):
            numbers = [i for i, _ in same]
            if len(numbers) == 1:
                parts.append((str(numbers[0]), text))
            else:
                parts.append((f"{numbers[0]}-{numbers[-1]}", f"{len(numbers)} x {text}"))
        return state.printed(self, parts)


class ModuleDict(Module):
    """A dict whose modules belong to the module that holds it; it has no forward of its own.

    >>> import minigrad as mg
    >>> parts = mg.nn.ModuleDict({"act": mg.nn.ReLU()})
    >>> list(parts), parts["act"]
    (['act'], ReLU())
    """

    def __init__(self, modules: Mapping[str, Module] | None = None) -> None:
        super().__init__()
        self.update(modules or {})

    def update(self, modules: Mapping[str, Module]) -> None:
        """Add or replace modules by name."""
        for name, module in modules.items():
            self.add_module(name, module)

    def __getitem__(self, name: str) -> Any:
        return self._modules[name]

    def __setitem__(self, name: str, module: Module) -> None:
        self.add_module(name, module)

    def __delitem__(self, name: str) -> None:
        del self._modules[name]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, name: str) -> bool:
        return name in self._modules

    def keys(self) -> Any:
        """The names."""
        return self._modules.keys()

    def values(self) -> Any:
        """The modules."""
        return self._modules.values()

    def items(self) -> Any:
        """The pairs of name and module."""
        return self._modules.items()


class ParameterList(Module):
    """A list whose parameters belong to the module that holds it. A tensor becomes a Parameter.

    >>> import minigrad as mg
    >>> weights = mg.nn.ParameterList([mg.zeros(2), mg.zeros(3)])
    >>> len(weights), [p.shape for p in weights]
    (2, [torch.Size([2]), torch.Size([3])])
    """

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self.extend(values or ())

    def append(self, value: Any) -> ParameterList:
        """Add a parameter at the end; returns the list itself."""
        self[len(self)] = value
        return self

    def extend(self, values: Iterable[Any]) -> ParameterList:
        """Add several parameters at the end; returns the list itself."""
        for value in values:
            self.append(value)
        return self

    def _name(self, position: int) -> str:
        if not -len(self) <= position < len(self):
            raise IndexError(f"index {position} is out of range")
        return str(position % len(self))

    def __getitem__(self, position: Any) -> Any:
        if isinstance(position, slice):
            return type(self)(list(self)[position])
        return self._parameters[self._name(index(position))]

    def __setitem__(self, position: int, value: Any) -> None:
        name = str(position) if position == len(self) else self._name(index(position))
        self.register_parameter(name, _as_parameter(value))

    def __len__(self) -> int:
        return len(self._parameters)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._parameters.values())


class ParameterDict(Module):
    """A dict whose parameters belong to the module that holds it. A tensor becomes a Parameter."""

    def __init__(self, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.update(parameters or {})

    def update(self, values: Mapping[str, Any]) -> None:
        """Add or replace parameters by name."""
        for name, value in values.items():
            self[name] = value

    def __getitem__(self, name: str) -> Any:
        return self._parameters[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._parameters.pop(name, None)
        self.register_parameter(name, _as_parameter(value))

    def __delitem__(self, name: str) -> None:
        del self._parameters[name]

    def __len__(self) -> int:
        return len(self._parameters)

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __contains__(self, name: str) -> bool:
        return name in self._parameters

    def keys(self) -> Any:
        """The names."""
        return self._parameters.keys()

    def values(self) -> Any:
        """The parameters."""
        return self._parameters.values()

    def items(self) -> Any:
        """The pairs of name and parameter."""
        return self._parameters.items()


def _as_parameter(value: Any) -> Parameter:
    return value if isinstance(value, Parameter) else Parameter(value)
