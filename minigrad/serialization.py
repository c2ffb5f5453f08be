"""save and load: tensors, and what is made of them, in a file.

The file is a pickle, in which a tensor is its type, its shape and its bytes, or a part of a memory
that other tensors of the file share. A pickle may run any
code when it is read, so `load` by default accepts nothing but tensors, numbers, texts and
containers of them, which is what a `state_dict` is.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from .engine.arrays import dtypes
from .engine.arrays.arraylike import Size
from .engine.arrays.copying import owner
from .engine.tensor import Tensor, leaf, wrap


def restored(kind: str, shape: tuple[int, ...], values: bytes, requires: bool, own: bool) -> Tensor:
    """A tensor from what the file holds of it. (The name is part of the format.)

    kind: the name of the element type; values: the elements in order, the lowest byte first;
    own: whether it is a Parameter.
    """
    numpy = np.dtype(getattr(dtypes, "bool_" if kind == "bool" else kind).numpy)
    array = np.frombuffer(values, numpy.newbyteorder("<")).astype(numpy).reshape(shape)
    if not own:
        return leaf(array, requires)
    from .nn.parameter import Parameter

    return Parameter(leaf(array), requires)


def memory(kind: str, shape: tuple[int, ...], fortran: bool, values: bytes) -> np.ndarray:
    """The memory that several tensors of a file may share. (The name is part of the format.)"""
    numpy = np.dtype(getattr(dtypes, "bool_" if kind == "bool" else kind).numpy)
    array = np.frombuffer(values, numpy.newbyteorder("<")).astype(numpy)
    return array.reshape(shape, order="F" if fortran else "C")


def part(
    whole: np.ndarray, shape: tuple[int, ...], start: int, strides: tuple[int, ...],
    requires: bool, own: bool,
) -> Tensor:  # fmt: skip
    """A tensor on a part of such a memory. (The name is part of the format.)"""
    array = whole
    if start or shape != whole.shape or strides != whole.strides:
        array = np.ndarray(shape, whole.dtype, whole, start, strides)
    if own:
        from .nn.parameter import Parameter

        return Parameter(wrap(array), requires)
    tensor = leaf(array, requires)
    tensor._array = array
    return tensor


class _Pickler(pickle.Pickler):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.memories: dict[int, np.ndarray] = {}

    def reducer_override(self, obj: Any) -> Any:
        if id(obj) in self.memories:
            kind, fortran = dtypes.of_numpy(obj.dtype), not obj.flags.c_contiguous
            values = obj.astype(kind.numpy.newbyteorder("<")).tobytes("F" if fortran else "C")
            return memory, (kind.name, tuple(obj.shape), fortran, values)
        if isinstance(obj, Tensor) and type(obj._array) is np.ndarray:
            array = obj._array
            root = owner(array)
            if root.dtype == array.dtype and root.flags.forc:
                self.memories[id(root)] = root
                start = array.__array_interface__["data"][0] - root.__array_interface__["data"][0]
                own = type(obj) is not Tensor
                place = (tuple(array.shape), start, tuple(array.strides))
                return part, (root, *place, obj.requires_grad, own)
        if isinstance(obj, Tensor):
            kind, array = obj.dtype, np.asarray(obj._array)
            values = array.astype(kind.numpy.newbyteorder("<")).tobytes()
            own = type(obj) is not Tensor
            return restored, (kind.name, tuple(array.shape), values, obj.requires_grad, own)
        if isinstance(obj, Size):
            return tuple, (list(obj),)
        return NotImplemented


_ALLOWED = {("minigrad.serialization", name) for name in ("restored", "memory", "part")}
_ALLOWED |= {("collections", name) for name in ("OrderedDict", "defaultdict", "Counter")}
_ALLOWED |= {("builtins", name) for name in ("set", "frozenset", "tuple", "list", "dict")}


class _OnlyWeights(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _ALLOWED:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(
            f"Weights only load failed. The file wants to call {module}.{name}, and what that "
            "does is not known. If you trust where the file comes from, write "
            "load(f, weights_only=False); better save a state_dict() than the object itself."
        )


@contextmanager
def _opened(f: Any, how: str) -> Iterator[Any]:
    if hasattr(f, "write" if how == "wb" else "read"):
        yield f
    else:
        with Path(f).open(how) as file:
            yield file


def save(obj: Any, f: Any) -> None:
    """Write tensors, or containers of them such as a `state_dict()`, into a file.

    f: a path, or a file opened for writing bytes.

    >>> import io, minigrad as mg
    >>> file = io.BytesIO()
    >>> mg.save({"w": mg.tensor([1., 2.])}, file)
    >>> mg.load(io.BytesIO(file.getvalue()))
    {'w': tensor([1., 2.])}
    """
    with _opened(f, "wb") as file:
        _Pickler(file, protocol=4).dump(obj)


def _check_places(map_location: Any) -> None:
    if isinstance(map_location, dict):
        map_location = map_location.get("cpu", "cpu")
    if str(map_location) != "cpu":
        raise RuntimeError(
            f"don't know how to restore data location of a tensor (tagged with {map_location}): "
            "minigrad computes on the CPU only, so leave out map_location, or write 'cpu'"
        )


def load(f: Any, map_location: Any = None, *, weights_only: bool = True) -> Any:
    """Read what `save` has written.

    f: a path, or a file opened for reading bytes. weights_only: False accepts any object, and
    runs whatever code the file holds: only for files of your own. map_location: there is one
    place, "cpu"; a dictionary or a function that maps other places has nothing to do.

    Raises pickle.UnpicklingError for a file that holds anything else than weights, or is none,
    RuntimeError for a place other than the CPU.
    """
    if map_location is not None and not callable(map_location):
        _check_places(map_location)
    with _opened(f, "rb") as file:
        if not weights_only:
            return pickle.Unpickler(file).load()
        try:
            return _OnlyWeights(file).load()
        except (pickle.UnpicklingError, OSError):
            raise
        except Exception as error:  # damaged bytes may ask for anything
            raise pickle.UnpicklingError(
                "load: this is no file that save() has written, or not all of it "
                f"({type(error).__name__}: {error})"
            ) from None
