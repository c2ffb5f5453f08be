"""Exercise 4.6: results of inference mode in a recorded computation. Reading on gives it away."""

from __future__ import annotations

from typing import Any

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_weight_gradient(attempt: Attempt) -> None:
    """Note the mode in which the features are computed; compare the gradient."""
    torch = attempt.torch
    modes: list[bool] = []

    def features_of(data: Any) -> Any:
        modes.append(torch.is_inference_mode_enabled())
        return data * data

    w = torch.tensor([1.0, -1.0], requires_grad=True)
    answer = attempt(features_of, torch.tensor([2.0, 3.0]), w)
    if not torch.is_tensor(answer) or tuple(answer.shape) != (2,):
        raise Mistake("kind")
    if not all(close(a, b) for a, b in zip(answer.tolist(), (32.0, -162.0), strict=True)):
        raise Mistake("other", f"The gradient is [32, -162]; yours is {answer.tolist()}.")
    if modes != [True]:
        raise Mistake("mode", "The gradient is right.")


WEIGHT_GRADIENT = Exercise(
    number="4.6",
    title="Back from inference mode",
    difficulty="hard",
    minutes=10,
    check=check_weight_gradient,
    passed="The features cost no bookkeeping, and the weights learn all the same.",
    hints={
        "saved": "The features were made in inference mode, and a node may not save such a "
        "tensor. A copy that is made outside of the block is an ordinary tensor.",
        "inside": "The loss was computed inside the block as well, so it has no history. Only the "
        "features belong into the block.",
        "mode": "But `features_of` should be called once, and in inference mode.",
        "kind": "Return the gradient with respect to `w`: a tensor in the shape of `w`. "
        "(`backward()` gives None, `torch.autograd.grad` a tuple.)",
        "other": "The loss is `((features * w)**2).sum()`. Return the gradient of it, computed "
        "once.",
    },
    errors={
        "on inference tensor": "saved",
        "grad can be implicitly created": "other",
        "Inference tensors cannot be saved": "saved",
        "does not require grad": "inside",
    },
    solution="""
def weight_gradient(features_of, data, w):
    with torch.inference_mode():
        features = features_of(data)
    loss = ((features.clone() * w)**2).sum()
    return torch.autograd.grad(loss, w)[0]
""",
    why="Only the finished network runs in inference mode. The copy is made outside of the block, "
    "so it is an ordinary tensor, which a node may save; and `torch.autograd.grad` returns the "
    "gradient of this loss alone, whatever an earlier pass has left in `w.grad`.",
    others={
        "with `backward()`, when an optimizer reads `w.grad` next; it is emptied first": """
def weight_gradient(features_of, data, w):
    with torch.inference_mode():
        features = features_of(data)
    w.grad = None
    loss = ((features.clone() * w)**2).sum()
    loss.backward()
    return w.grad
""",
    },
)
