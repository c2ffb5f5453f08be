"""torch.nn.functional: value, first and second derivative of each function.

Where PyTorch computes a gradient in one kernel, it says of the gradient that it requires grad even
if it does not depend on the input. That is not compared: no dependence and zero are the same here.
"""

import re

CALLS = [
    "relu(x)",
    "gelu(x)",
    "gelu(x, approximate='tanh')",
    "silu(x)",
    "mish(x)",
    "softplus(x)",
    "softplus(x, beta=2, threshold=2.9)",
    "elu(x)",
    "selu(x)",
    "celu(x, alpha=0.5)",
    "leaky_relu(x)",
    "prelu(x, v)",
    "hardtanh(x)",
    "relu6(x * 3)",
    "hardswish(x)",
    "logsigmoid(x)",
    "softsign(x)",
    "tanhshrink(x)",
    "softshrink(x)",
    "hardshrink(x)",
    "threshold(x, 1.0, 7.0)",
    "glu(x.t(), 1)",
    "softmax(x, 1)",
    "log_softmax(x, -1)",
    "mse_loss(x, y)",
    "mse_loss(x, y, reduction='none')",
    "l1_loss(x, y, reduction='sum')",
    "smooth_l1_loss(x, y)",
    "huber_loss(x, y, delta=0.5)",
    "cross_entropy(x, torch.tensor([2, 0]))",
    "cross_entropy(x, torch.tensor([2, 0]), weight=torch.tensor([1.0, 2.0, 3.0]).double())",
    "cross_entropy(x, torch.tensor([2, 0]), label_smoothing=0.1)",
    "cross_entropy(x, torch.tensor([2, -100]))",
    "cross_entropy(x, y.softmax(1), reduction='sum')",
    "nll_loss(x, torch.tensor([2, 0]), reduction='none')",
    "binary_cross_entropy(x.sigmoid(), y / 4)",
    "binary_cross_entropy_with_logits(x, y / 4)",
    "binary_cross_entropy_with_logits(x, y / 4, pos_weight=torch.tensor([1.0, 2.0, 3.0]).double())",
    "kl_div(x, y)",
    "kl_div(x, y, reduction='batchmean', log_target=True)",
    "soft_margin_loss(x, torch.tensor([1.0, -1.0, 1.0]).double().expand(2, 3))",
    "linear(x, y)",
    "linear(x, y, v[:2])",
    "linear(v, y)",
    "embedding(torch.tensor([[1, 0], [1, 1]]), x)",
    "embedding(torch.tensor([1, 0, 1]), x, padding_idx=0)",
    "layer_norm(x, (3,))",
    "layer_norm(x, (3,), v, y[0])",
    "layer_norm(x, (2, 3), y)",
    "batch_norm(x, None, None, v, y[0], training=True)",
    "batch_norm(x, torch.zeros(3).double(), torch.ones(3).double(), v, y[0])",
    "group_norm(x[None].transpose(0, 1), 1)",
    "normalize(x)",
    "cosine_similarity(x, y)",
    "dropout(x, 0.5, training=False)",
    "dropout(x, 1.0)",
    "conv1d(x[None], y[:, :2].reshape(2, 2, 1), v[:2], padding=1)",
    "conv1d(x, y[None], stride=2, padding=2)",
    "conv1d(x[None], y[:, None, :2], groups=2)",
    "conv2d(x[None, None], y[None, None, :, :2])",
    "conv2d(x[None, None], y[None, None, :, :2], padding=(1, 1), stride=(1, 2), dilation=(1, 2))",
    "conv2d(x[None, None], y[None, None], padding='same')",
    "conv_transpose1d(x[None], y[:, None, :2], stride=2)",
    "max_pool1d(x[None], 2)",
    "max_pool2d(x[None, None], 2, stride=1)",
    "max_pool2d(x[None], 2, padding=1)",
    "avg_pool1d(x[None], 2, stride=1)",
    "avg_pool2d(x[None, None], 2, padding=1)",
    "avg_pool2d(x[None, None], 2, padding=1, count_include_pad=False, ceil_mode=True)",
    "adaptive_avg_pool2d(x[None, None], (1, 2))",
    "softmin(x, 1)",
    "scaled_dot_product_attention(x, y, y * x)",
    "scaled_dot_product_attention(x[None], y[None], y[None], is_causal=True)",
    "scaled_dot_product_attention(x, y, x, attn_mask=v[:2] / 4, scale=0.3)",
    "scaled_dot_product_attention(x, y, x, torch.tensor([[True, False], [False, False]]))",
    "unfold(x[None, None], 2)",
    "unfold(x[None, None], (2, 1), padding=(0, 1), stride=(1, 2), dilation=1)",
    "unfold(x[None], (1, 2), dilation=2)",
    "fold(x.reshape(1, 2, 3), (1, 4), (1, 2))",
    "fold(x.reshape(1, 2, 3), (2, 2), (1, 2), padding=(0, 1), stride=(2, 1))",
    "fold(x, (2, 3), (2, 1))",
]


def _call(call):
    def program(torch):
        def leaf(values):
            return torch.tensor(values, dtype=torch.float64, requires_grad=True)

        leaves = {
            "x": leaf([[0.5, -1.25, 2.0], [-0.75, 1.5, 3.0]]),
            "y": leaf([[1.5, 0.25, 1.0], [2.5, 3.5, 0.5]]),
            "v": leaf([0.4, 1.75, 2.25]),
        }
        result = eval(f"torch.nn.functional.{call}", {"torch": torch, **leaves})
        yield "result", result
        seed = torch.arange(1, result.numel() + 1, dtype=torch.float64).reshape(result.shape)
        inputs = [leaves[name] for name in leaves if re.search(rf"(?<![\w.]){name}(?!\w)", call)]
        gradients = torch.autograd.grad(result, inputs, seed, create_graph=True)
        yield "gradients", [gradient.detach() for gradient in gradients]
        total = sum((gradient * gradient).sum() for gradient in gradients)
        if total.requires_grad:
            second = torch.autograd.grad(total, inputs, allow_unused=True)
        else:
            second = [None] * len(inputs)
        yield (
            "second derivatives",
            [
                torch.zeros_like(input) if gradient is None else gradient
                for input, gradient in zip(inputs, second, strict=True)
            ],
        )

    program.__doc__ = f"{call}: its value, first and second derivatives."
    return program


PROGRAMS = {call: _call(call) for call in CALLS}
