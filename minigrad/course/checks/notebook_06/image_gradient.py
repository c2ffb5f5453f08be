"""Exercise 6.4: the gradient of an image, and nothing else. Reading on gives the answer away."""

from __future__ import annotations

from minigrad.course.checks.compare import close
from minigrad.course.exercises import Attempt, Exercise, Mistake


def check_image_gradient(attempt: Attempt) -> None:
    """Begin with gradients in the parameters, and look whether they are still the same."""
    torch = attempt.torch
    net = torch.nn.Linear(3, 2)
    with torch.no_grad():
        net.weight.copy_(torch.tensor([[1.0, 2.0, 3.0], [3.0, 1.0, -1.0]]))
        net.bias.zero_()
    net(torch.ones(3)).sum().backward()
    before = [p.grad.tolist() for p in net.parameters()]
    image, label = torch.tensor([0.5, -0.5, 0.0]), torch.tensor(1)

    own = image.clone().requires_grad_()
    loss = torch.nn.functional.cross_entropy(net(own), label)
    wanted = torch.autograd.grad(loss, own)[0].tolist()

    answer = attempt(net, image, label)
    if image.requires_grad or image.tolist() != [0.5, -0.5, 0.0]:
        raise Mistake("caller")
    after = [None if p.grad is None else p.grad.tolist() for p in net.parameters()]
    if after != before:
        raise Mistake("cleared" if after[0] is None or not any(after[0][0]) else "left")
    if not torch.is_tensor(answer) or tuple(answer.shape) != (3,):
        raise Mistake("kind")
    got = answer.tolist()
    saw = f"For the image {image.tolist()} it is {_short(wanted)}; you gave {_short(got)}."
    if all(close(one, -other) for one, other in zip(got, wanted, strict=True)):
        raise Mistake("sign", saw)
    if not all(close(one, other) for one, other in zip(got, wanted, strict=True)):
        raise Mistake("other", saw)


def _short(values: list[float]) -> str:
    return str([round(value, 3) for value in values])


IMAGE_GRADIENT = Exercise(
    number="6.4",
    title="Ask about the image only",
    difficulty="medium",
    minutes=10,
    check=check_image_gradient,
    passed="This is how adversarial images are made, by those who attack a network and by those "
    "who make it harder to attack.",
    hints={
        "caller": "The tensor `image` belongs to the caller, and was changed: its numbers, or its "
        "`requires_grad`. Work with a copy: `image.clone()`.",
        "left": "The gradients of the parameters have changed: `backward()` goes to all leaves. "
        "`torch.autograd.grad` asks for one.",
        "cleared": "The parameters had gradients before, and now they are gone. Leave them as "
        "they were.",
        "unused": "The loss was computed without the leaf that you ask about. Make the leaf "
        "first, then call `net` with it.",
        "constant": "The image does not require grad, so it is a constant for autograd.",
        "silent": "The loss has no history: under `no_grad` nothing is recorded. Compute it "
        "outside of such a block, from a leaf that requires grad.",
        "kind": "Return the gradient: a tensor in the shape of the image. "
        "(`torch.autograd.grad` returns a tuple.)",
        "sign": "The sign is the other way round. Return the gradient of the loss as it is.",
        "other": "Return the gradient of `F.cross_entropy(net(image), label)` with respect to "
        "the image.",
    },
    errors={
        "appears to not have been used": "unused",
        "One of the differentiated Tensors does not require grad": "constant",
        "element 0 of tensors does not require grad": "silent",
    },
    solution="""
def image_gradient(net, image, label):
    leaf = image.clone().requires_grad_()
    loss = F.cross_entropy(net(leaf), label)
    return torch.autograd.grad(loss, leaf)[0]
""",
    why="`torch.autograd.grad` returns what it is asked for and fills no `.grad`; the gradients "
    "of the weights are not even computed. The copy is a leaf of its own, so the caller's "
    "image stays a constant.",
    others={
        "with `backward(inputs=[leaf])`, when the gradient should stay with the leaf": """
def image_gradient(net, image, label):
    leaf = image.detach().clone().requires_grad_()
    loss = torch.nn.functional.cross_entropy(net(leaf), label)
    loss.backward(inputs=[leaf])
    return leaf.grad
""",
    },
)
