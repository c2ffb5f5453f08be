"""What looks on while nodes are recorded and run: anomaly mode, and hooks for saved tensors.

Both are one Watcher (see watching.py), installed for the thread while either is on: an ordinary
program never meets it.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..engine.modes import is_grad_enabled, mode, switch
from ..engine.watching import Watcher
from .saved_tensors import Pack, Unpack, pack_node


class Recording(Watcher):
    """The watcher: whether anomalies are looked for, and how saved tensors are packed."""

    def __init__(
        self,
        anomaly: bool = False,
        check_nan: bool = True,
        hooks: tuple[Pack, Unpack] | None = None,
        no_hooks: str | None = None,
    ) -> None:
        self.anomaly = anomaly
        self.check_nan = check_nan
        self.hooks = hooks
        self.no_hooks = no_hooks
        self.running: Any = None  # the node that a backward pass has come to

    def made(self, node: Any) -> None:
        if self.anomaly:
            # The frames of this package are not where the user's mistake is.
            node.metadata["traceback_"] = _users_lines()
            if self.running is not None:
                node.metadata["parent_"] = self.running
        if self.hooks is not None:
            pack_node(node, *self.hooks)

    def guard(self, node: Any, step: Callable[[Any, Any], Any], grad: Any) -> Any:
        if not self.anomaly:
            return step(node, grad)
        before, self.running = self.running, node
        try:
            grad, outgoing = step(node, grad)
            if self.check_nan:
                _refuse_nan(node, outgoing)
        except Exception:
            _tell_origin(node)
            raise
        finally:
            self.running = before
        return grad, outgoing


def _users_lines() -> list[str]:

    frames = traceback.extract_stack()
    package = f"{Path(__file__).parents[1]}{os.sep}"
    while frames and frames[-1].filename.startswith(package):
        frames.pop()
    return traceback.format_list(frames)


def _refuse_nan(node: Any, outgoing: tuple[Any, ...]) -> None:
    for position, (to, out) in enumerate(zip(node.next, outgoing, strict=False)):
        if to is None or out is None or isinstance(out, dict):
            continue
        array = getattr(out, "_array", out)
        if array.dtype.kind == "f" and np.isnan(array).any():
            raise RuntimeError(
                f"Function '{node.name()}' returned nan values in its {position}th output."
            )


def _tell_origin(node: Any) -> None:
    told = f"Error detected in {node.name()}. "
    lines = node.metadata.get("traceback_")
    if lines is None:
        told += (
            "No forward pass information available. Enable detect anomaly during forward pass for "
            "more information."
        )
    else:
        told += "Traceback of forward call that caused the error:\n" + "".join(lines)
    _warn(told)
    parent = node.metadata.get("parent_")
    while parent is not None:
        lines = parent.metadata.get("traceback_")
        told = f"\n\nPrevious calculation was induced by {parent.name()}. "
        if lines is None:
            told += (
                "No forward pass information available. Enable detect anomaly during forward pass "
                "for more information."
            )
        else:
            told += "Traceback of forward call that induced the previous calculation:\n"
            told += "".join(lines)
        _warn(told)
        parent = parent.metadata.get("parent_")


def _warn(told: str) -> None:
    """A warning; where warnings are errors only a printed one, for the error is yet to come."""
    try:
        warnings.warn(told, UserWarning, stacklevel=3)
    except UserWarning:
        print(f"UserWarning: {told}", file=sys.stderr)


# ------------------------------------------------------------------ switching it


def _now() -> Recording:
    """What is on now, as a Recording of its own to change."""
    on = mode.watcher
    if not isinstance(on, Recording):
        return Recording()
    copy = Recording(on.anomaly, on.check_nan, on.hooks, on.no_hooks)
    copy.running = on.running
    return copy


def _install(recording: Watcher | None) -> None:
    idle = isinstance(recording, Recording) and not (
        recording.anomaly or recording.hooks or recording.no_hooks
    )
    mode.watcher = None if idle else recording
    switch(is_grad_enabled())


class set_detect_anomaly:
    """Switch anomaly mode on or off: at once as a function call, undone by `with`.

    mode: whether a backward pass that fails, or gives nan, also shows where in the forward pass
        the node was recorded.
    check_nan: whether nan is an error.

    >>> import minigrad as mg
    >>> with mg.autograd.set_detect_anomaly(True):
    ...     mg.is_anomaly_enabled()
    True
    >>> mg.is_anomaly_enabled()
    False
    """

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._mode, self._check_nan = mode, check_nan
        self._before = _now()
        self._set(mode, check_nan)

    def _set(self, anomaly: bool, check_nan: bool) -> None:
        recording = _now()
        recording.anomaly, recording.check_nan = anomaly, check_nan
        _install(recording)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exception: object) -> None:
        self._set(self._before.anomaly, self._before.check_nan)


class detect_anomaly(set_detect_anomaly):
    """Anomaly mode for a `with` block; warns that it costs time.

    >>> import minigrad as mg
    >>> import warnings
    >>> x = mg.tensor(-1., requires_grad=True)
    >>> with warnings.catch_warnings(action="ignore"), mg.autograd.detect_anomaly():
    ...     x.sqrt().backward()
    Traceback (most recent call last):
    RuntimeError: Function 'SqrtBackward0' returned nan values in its 0th output.
    """

    def __init__(self, check_nan: bool = True) -> None:
        self._mode, self._check_nan = True, check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should "
            "only be enabled for debugging.",
            UserWarning,
            stacklevel=2,
        )

    def __enter__(self) -> None:
        self._before = _now()
        self._set(True, self._check_nan)


def is_anomaly_enabled() -> bool:
    """Whether anomaly mode is on in this thread.

    >>> import minigrad as mg
    >>> mg.is_anomaly_enabled()
    False
    """
    return _now().anomaly


def is_anomaly_check_nan_enabled() -> bool:
    """Whether anomaly mode, if it is on, takes nan for an error."""
    return _now().check_nan


class saved_tensors_hooks:
    """Keep what the operations in this block save for backward in a form of your own.

    pack_hook: gets each tensor as it is saved, gives anything. unpack_hook: gets that each time
    the tensor is needed, gives a tensor.

    >>> import minigrad as mg
    >>> x = mg.tensor([1., 2.], requires_grad=True)
    >>> with mg.autograd.graph.saved_tensors_hooks(lambda t: t.tolist(), mg.tensor):
    ...     y = x.exp()
    >>> y.sum().backward()
    >>> x.grad
    tensor([2.7183, 7.3891])
    """

    def __init__(self, pack_hook: Pack, unpack_hook: Unpack) -> None:
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook
        self._blocks: list[Any] = []  # what is to be undone, innermost last

    def __enter__(self) -> None:
        if (refused := _now().no_hooks) is not None:
            raise RuntimeError(refused)
        if not (callable(self.pack_hook) and callable(self.unpack_hook)):
            raise TypeError("saved_tensors_hooks: both hooks must be functions")
        block = _changed(hooks=(self.pack_hook, self.unpack_hook))
        block.__enter__()
        self._blocks.append(block)

    def __exit__(self, *exception: Any) -> None:
        self._blocks.pop().__exit__(*exception)


@contextlib.contextmanager
def disable_saved_tensors_hooks(error_message: str) -> Iterator[None]:
    """Refuse saved-tensor hooks inside this block: using them is a RuntimeError of these words.

    >>> import minigrad as mg
    >>> with mg.autograd.graph.disable_saved_tensors_hooks("not here"):
    ...     with mg.autograd.graph.save_on_cpu():
    ...         pass
    Traceback (most recent call last):
    RuntimeError: not here
    """
    if _now().hooks is not None:
        raise RuntimeError(error_message)
    with _changed(no_hooks=error_message):
        yield


@contextlib.contextmanager
def _changed(**changes: Any) -> Iterator[None]:
    before = {name: getattr(_now(), name) for name in changes}
    try:
        _set(changes)
        yield
    finally:
        _set(before)


def _set(changes: dict[str, Any]) -> None:
    recording = _now()
    for name, value in changes.items():
        setattr(recording, name, value)
    _install(recording)


class save_on_cpu(saved_tensors_hooks):
    """Keep what is saved in the computer's own memory, where it is anyhow: nothing changes.

    >>> import minigrad as mg
    >>> x = mg.tensor(3., requires_grad=True)
    >>> with mg.autograd.graph.save_on_cpu():
    ...     y = x * x
    >>> y.backward()
    >>> x.grad
    tensor(6.)
    """

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        super().__init__(lambda tensor: tensor, lambda tensor: tensor)
