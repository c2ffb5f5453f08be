"""Every operation: its value, the gradient of each input, and the second derivative.

The seed of the backward pass is 1, 2, 3, ...: a gradient that lands at the wrong place shows.
"""

import re

# On x (2, 3), y (2, 3) positive, v (3,), s 0-d; float64, so that the comparison is a sharp one.
EXPRESSIONS = [
    "x + y",
    "x - y",
    "x * y",
    "x / y",
    "x + v",
    "v - x",
    "x * v",
    "v / y",
    "x * s",
    "s / y",
    "x + 2",
    "2 + x",
    "x - 0.5",
    "0.5 - x",
    "x * 3",
    "3 * x",
    "x / 4",
    "4 / y",
    "-x",
    "+x",
    "x ** 2",
    "x ** 3",
    "x ** 1",
    "x ** 0",
    "y ** 0.5",
    "y ** -1",
    "y ** x",
    "y ** v",
    "2 ** x",
    "2.5 ** x",
    "torch.pow(y, 1.5)",
    "torch.pow(2.0, x)",
    "torch.square(x)",
    "torch.add(x, y)",
    "torch.add(x, y, alpha=2)",
    "torch.sub(x, y, alpha=0.5)",
    "torch.mul(x, v)",
    "torch.div(x, y)",
    "torch.neg(x)",
    "torch.exp(x)",
    "torch.log(y)",
    "torch.sqrt(y)",
    "torch.sin(x)",
    "torch.cos(x)",
    "torch.tan(x)",
    "torch.tanh(x)",
    "torch.sigmoid(x)",
    "torch.relu(x)",
    "torch.abs(x)",
    "abs(x)",
    "torch.maximum(x, y)",
    "torch.minimum(x, v)",
    "torch.where(x > 0, x * 2, y)",
    "torch.where(x > 1, x, 0.0)",
    "x.sum()",
    "x.sum(0)",
    "x.sum(dim=1)",
    "x.sum(axis=1)",
    "x.sum(-1, keepdim=True)",
    "x.sum((0, 1))",
    "x.mean()",
    "x.mean(1)",
    "x.mean((0, 1), keepdim=True)",
    "x.mean(-2)",
    "x.max()",
    "x.min()",
    "x.max(1)[0]",
    "x.min(0).values",
    "x.max(dim=1, keepdim=True).values",
    "x @ y.t()",
    "x @ v",
    "v @ v",
    "v @ y.t()",
    "torch.matmul(x, y.T)",
    "torch.stack([x, y]) @ y.t()",
    "torch.stack([x, y]) @ torch.stack([y.t(), x.t()])",
    "torch.stack([x, y]) @ v",
    "x.view(3, 2)",
    "x.view(-1)",
    "x.reshape(6, 1)",
    "x.reshape((3, 2))",
    "x.t().reshape(6)",
    "x.flatten()",
    "x.t()",
    "x.T",
    "x.transpose(0, 1)",
    "x.transpose(-1, 0)",
    "x.permute(1, 0)",
    "x[None].permute(2, 0, 1)",
    "x.unsqueeze(1)",
    "x.unsqueeze(-1).squeeze()",
    "x[:, None].squeeze(1)",
    "v.expand(2, 3)",
    "s.expand(4)",
    "x[:, :1].expand(-1, 4)",
    "x.clone()",
    "x.contiguous()",
    "x.t().contiguous()",
    "x[0]",
    "x[-1, 2]",
    "x[:, 1]",
    "x[1:, ::2]",
    "x[..., 0]",
    "x[None, 0]",
    "x[x > 0]",
    "x[[1, 0, 1]]",
    "x[torch.tensor([0, 0, 1])]",
    "x[:, [2, 0]]",
    "x[[0, 1], [2, 0]]",
    "x[torch.tensor([[0, 1], [1, 1]]), 1]",
    "torch.cat([x, y])",
    "torch.cat([x, y, x], dim=1)",
    "torch.cat([x[0], v])",
    "torch.stack([x, y])",
    "torch.stack([v, x[0]], dim=1)",
    "x.unbind(1)[2]",
    "x * x",
    "x * y + x / y - x",
    "(x * s).sum(0) @ v",
    "((x @ y.t()).tanh() ** 2).mean()",
    "torch.log(torch.exp(x).sum(1))",
    "x / x.sum(1, keepdim=True)",
]


def _operation(expression):
    def program(torch):
        def leaf(values):
            return torch.tensor(values, dtype=torch.float64, requires_grad=True)

        leaves = {
            "x": leaf([[0.5, -1.25, 2.0], [-0.75, 1.5, 3.0]]),
            "y": leaf([[1.5, 0.25, 1.0], [2.5, 3.5, 0.5]]),
            "v": leaf([0.4, 1.75, 2.25]),
            "s": leaf(1.5),
        }
        result = eval(expression, {"torch": torch, **leaves})
        yield "result", result
        count = result.numel()
        seed = torch.arange(1, count + 1, dtype=torch.float64).reshape(result.shape)
        used = [name for name in leaves if re.search(rf"(?<![\w.]){name}(?!\w)", expression)]
        inputs = [leaves[name] for name in used]
        first = torch.autograd.grad(result, inputs, seed, create_graph=True)
        for name, gradient in zip(used, first, strict=True):
            yield f"gradient of {name}", gradient.detach()
        curved = [gradient for gradient in first if gradient.requires_grad]
        yield "gradients that depend on an input", [gradient.requires_grad for gradient in first]
        if curved:
            total = sum((gradient * gradient).sum() for gradient in curved)
            second = torch.autograd.grad(total, inputs, allow_unused=True)
            for name, gradient in zip(used, second, strict=True):
                yield f"second derivative, {name}", gradient

    program.__doc__ = f"{expression}: its value, first and second derivatives."
    return program


PROGRAMS = {expression: _operation(expression) for expression in EXPRESSIONS}
