"""PyTorch's words for saved tensors that are not what they were, and for a `.grad` that is none."""

from __future__ import annotations

from typing import Any

from .arrays.dtypes import of_numpy
from .modes import mode
from .placeholders import NOT_SAVED, RELEASED, DetachedCounter

SECOND_BACKWARD = (
    "Trying to backward through the graph a second time (or directly access saved tensors after "
    "they have already been freed). Saved intermediate values of the graph are freed when you "
    "call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward "
    "through the graph a second time or if you need to access saved tensors after calling backward."
)


def wrong_versions(node: Any) -> RuntimeError:
    """The error for a node whose saved versions do not add up to what they were."""
    saved = [(name, getattr(node, name)) for name in node.saved_inputs]
    if any(value is RELEASED for _, value in saved) or (
        node.saved_result and node.result is RELEASED
    ):
        return RuntimeError(SECOND_BACKWARD)
    suspects = [
        (value._counter, value._array, described_origin(value._edge))
        for _, value in saved
        if value is not NOT_SAVED
    ]
    if node.saved_result:
        suspects.append((node.counter, node.result, described_origin(node)))
    too_many = sum(counter[0] for counter, _, _ in suspects) - node.versions
    if too_many >= DetachedCounter.START // 2:
        return RuntimeError(
            "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_()."
            "This is not supported, please use out-of-place `.detach()` instead"
        )

    def changes(counter: Any) -> int:  # what was saved twice counts twice
        return too_many // sum(other is counter for other, _, _ in suspects)

    counter, array, origin = next(
        (s for s in suspects if 0 < changes(s[0]) <= s[0][0]), suspects[0]
    )
    version = counter[0] % DetachedCounter.START
    return modified(array, origin, version, version - changes(counter))


def described_origin(edge: Any) -> str:
    """How the error about a modified tensor says where that tensor came from."""
    if not hasattr(edge, "as_edge"):  # None, or a leaf's
        return ""
    node, index = edge.as_edge()
    return f", which is output {index} of {operation_of(node)}"


def operation_of(node: Any) -> str:
    """What the errors call an operation: the name of its node without the tail."""
    name = type(node).__name__
    return name.rpartition("Backward")[0] or name


def modified(array: Any, origin: str, version: int, expected: int) -> RuntimeError:
    """The error for a saved tensor that was modified before backward came to use it."""
    hint = (
        "enable anomaly detection to find the operation that failed to compute its gradient, with "
        "torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )
    if mode.watcher is not None and mode.watcher.anomaly:
        hint = (
            "the backtrace further above shows the operation that failed to compute its gradient. "
            "The variable in question was changed in there or anywhere later. Good luck!"
        )
    what = f"[torch.{of_numpy(array.dtype).tensor_type}Tensor {list(array.shape)}]"
    return RuntimeError(
        "one of the variables needed for gradient computation has been modified by an inplace "
        f"operation: {what}{origin and origin + ','} is at version {version}; "
        f"expected version {expected} instead. Hint: {hint}"
    )


def check_assigned_data(tensor: Any, value: Any) -> None:
    """Raise what PyTorch raises for a `.data` that this tensor cannot have."""
    if not hasattr(value, "_array"):
        raise TypeError(f"Variable data has to be a tensor, but got {type(value).__name__}")
    if tensor._edge is not None and value._array.dtype.kind != "f":
        raise RuntimeError(
            "data set to a tensor that requires gradients must be floating point or complex dtype"
        )


def check_assigned_grad(tensor: Any, value: Any) -> None:
    """Raise what PyTorch raises for a `.grad` that is no gradient of this tensor."""
    if not hasattr(value, "_array"):
        raise TypeError(
            "assigned grad expected to be a Tensor or None but got grad of type "
            f"{type(value).__name__}"
        )
    if value is tensor:
        raise RuntimeError("can't assign Variable as its own grad")
    if value._array.shape != tensor._array.shape:
        raise RuntimeError(
            f"attempting to assign a gradient of size '{list(value._array.shape)}' to a tensor "
            f"of size '{list(tensor._array.shape)}'. Please ensure that the gradient and the "
            "tensor are the same size"
        )
    if value._array.dtype != tensor._array.dtype:
        raise RuntimeError(
            f"attempting to assign a gradient with dtype '{value.dtype.c_name}' to a tensor "
            f"with grad_dtype '{tensor.dtype.tensor_type}'. The gradient must match the tensor's "
            "dtype."
        )
