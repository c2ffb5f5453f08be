"""A program as people write it, for the type checker: `make types` reads it, nothing runs it."""

import minigrad as torch

a = torch.tensor([2.0, 3.0], requires_grad=True)
b: torch.Tensor = 3 * a**2 - a.exp() / 2
total: torch.Tensor = b.sum(dim=0, keepdim=True)
same: bool = torch.equal(a, b)
parts: tuple[torch.Tensor, ...] = torch.split(a, 1)
b.view(2, 1).permute(1, 0).mean().backward()
a.sum(dim="0")  # type: ignore[arg-type]
a.argmax(kepdim=True)  # type: ignore[call-arg]
torch.mul(a, "b")  # type: ignore[arg-type]
