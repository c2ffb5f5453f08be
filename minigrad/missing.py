"""What to say to somebody who asks for a name that minigrad does not have.

PyTorch has some thousand names more. Those that people reach for are listed here, each with the
reason why it is missing, or with what does the same; any other gets the nearest names.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, NoReturn

# By reason: all of a kind.
REASONS = {
    "there is no device but the CPU, so leave it out": (
        "cuda mps xpu get_device pin_memory is_pinned record_stream set_default_device "
        "get_default_device accelerator is_vulkan ipu"
    ),
    "the numbers are real: there are no complex types": (
        "complex complex64 complex128 cfloat cdouble chalf polar view_as_real view_as_complex real "
        "imag conj angle is_complex is_conj resolve_conj conj_physical fft stft istft eig eigvals"
    ),
    "there are no sparse, quantized or named tensors, nor types that NumPy lacks": (
        "sparse sparse_coo_tensor sparse_csr_tensor to_sparse to_dense coalesce is_sparse "
        "bfloat16 quantize_per_tensor dequantize is_quantized SparseAdam uint16 uint32 uint64"
    ),
    "it is about speed and large machines, and this is about how it works": (
        "compile jit fx onnx profiler distributed multiprocessing amp autocast hub backends "
        "DataParallel SyncBatchNorm set_num_threads get_num_threads use_deterministic_algorithms "
        "set_float32_matmul_precision are_deterministic_algorithms_enabled"
    ),
    "reverse mode is the subject: there is no forward mode and no vmap": (
        "vmap jacfwd linearize forward_ad functionalize stack_module_state"
    ),
    "how a tensor lies in memory is NumPy's affair: `t.numpy()` shows it": (
        "storage untyped_storage set_ resize_ as_strided as_strided_ set_default_tensor_type "
        "is_set_to share_memory_ is_shared"
    ),
    "networks here stay small": (
        "conv3d Conv3d conv_transpose3d ConvTranspose3d max_pool3d MaxPool3d avg_pool3d AvgPool3d "
        "BatchNorm3d Dropout3d Transformer TransformerEncoder TransformerEncoderLayer "
        "TransformerDecoder TransformerDecoderLayer MultiheadAttention CTCLoss ctc_loss LBFGS "
        "grid_sample affine_grid EmbeddingBag embedding_bag MaxUnpool2d FractionalMaxPool2d"
    ),
}

# By name: what does the same here.
INSTEAD = {
    "interpolate": "repeat_interleave enlarges, nn.functional.avg_pool2d shrinks",
    "Upsample": "repeat_interleave enlarges",
    "index_put": "write `t[indices] = values` on a clone",
    "index_put_": "write `t[indices] = values`",
    "index": "write `t[indices]`",
    "put_": "write `t.view(-1)[indices] = values`",
    "slice_scatter": "write `t[start:end] = values` on a clone",
    "select_scatter": "write `t[index] = values` on a clone",
    "fill_diagonal_": "write `t.diagonal().fill_(value)`",
    "scatter_reduce": "scatter_add and index_add add up; amax and amin take the extremes",
    "scatter_reduce_": "scatter_add_ and index_add_ add up",
    "qr": "write linalg.qr",
    "svd": "write linalg.svd",
    "cholesky": "write linalg.cholesky",
    "solve": "write linalg.solve(A, b)",
    "lstsq": "write linalg.pinv(A) @ b",
    "symeig": "write linalg.eigh",
    "lu": "linalg.solve and linalg.det use it inside",
    "matrix_exp": "sum the series, or use linalg.eigh for a symmetric matrix",
    "pinverse": "write linalg.pinv",
    "cov": "write m = x - x.mean(1, keepdim=True), then m @ m.T / (x.shape[1] - 1)",
    "corrcoef": "divide the covariance by the deviations of both rows",
    "cdist": "write linalg.vector_norm(a[:, None] - b, dim=-1)",
    "dist": "write (a - b).norm(p)",
    "trapezoid": "write (y[1:] + y[:-1]).sum() / 2, times the step",
    "trapz": "write (y[1:] + y[:-1]).sum() / 2, times the step",
    "cartesian_prod": "meshgrid and stack do it",
    "block_diag": "write the blocks into torch.zeros",
    "histogram": "write torch.histc(t, bins, min, max)",
    "aminmax": "write t.amin() and t.amax()",
    "gumbel_softmax": "write softmax((logits + noise) / tau)",
    "chain_matmul": "write a @ b @ c",
    "multi_dot": "write a @ b @ c",
    "hsplit": "write t.chunk(n, 1), or t.split(sizes, 1); along 0 for a vector",
    "vsplit": "write t.chunk(n, 0), or t.split(sizes, 0)",
    "dsplit": "write t.chunk(n, 2), or t.split(sizes, 2)",
    "tensor_split": "write split, with the lengths of the parts",
    "unsafe_chunk": "write t.chunk(n)",
    "unsafe_split": "write t.split(n)",
    "combinations": "itertools.combinations gives the indices",
    "unique_consecutive": "write t[torch.cat([t[:1] == t[:1], t[1:] != t[:-1]])]",
    "mode": "unique with return_counts=True counts the values",
    "renorm": "divide by norm(dim=..., keepdim=True)",
    "sgn": "write t.sign()",
    "positive": "write +t",
    "float_power": "write t.double() ** exponent",
    "nanmedian": "write t[~t.isnan()].median()",
    "nanquantile": "write t[~t.isnan()].quantile(q)",
    "new": "write t.new_empty, t.new_zeros, t.new_ones, t.new_full or t.new_tensor",
    "is_inference": "ask the tensor: t.is_inference()",
    "volatile": "write `with torch.no_grad():`",
    "apply_": "use a function of whole tensors, or write t.numpy()",
    "map_": "use a function of whole tensors, or write t.numpy()",
    "Adadelta": "RMSprop and Adam are of that kind",
    "Adamax": "Adam is of that kind",
    "NAdam": "Adam is of that kind",
    "RAdam": "Adam is of that kind",
    "Rprop": "RMSprop is of that kind",
    "OneCycleLR": "LinearLR and CosineAnnealingLR on one optimizer do both halves",
    "SequentialLR": "two schedulers on one optimizer multiply; LambdaLR takes any function",
    "ChainedScheduler": "two schedulers on one optimizer multiply",
    "CosineAnnealingWarmRestarts": "LambdaLR takes any function of the epoch",
    "CyclicLR": "LambdaLR takes any function of the epoch",
    "PolynomialLR": "LambdaLR takes any function of the epoch",
    "ConstantLR": "LambdaLR takes any function of the epoch",
    "weight_norm": "compute the weight from its parts in `forward`",
    "spectral_norm": "divide the weight by linalg.norm(weight, 2) in `forward`",
    "RNN": "a loop over the sequence with Linear layers does it",
    "LSTM": "a loop over the sequence with Linear layers does it",
    "GRU": "a loop over the sequence with Linear layers does it",
    "RNNCell": "two Linear layers and a tanh do it",
    "LSTMCell": "two Linear layers, three sigmoids and two tanh do it",
    "GRUCell": "two Linear layers, two sigmoids and a tanh do it",
    "UninitializedParameter": "name the sizes: lazy layers are not offered",
    "LazyLinear": "name the sizes: lazy layers are not offered",
}

# Where else a name may be meant: every place, with what is written before the name.
ROOMS = ("", "nn", "nn.functional", "linalg", "func", "optim", "optim.lr_scheduler", "autograd")
_REASON_OF = {name: reason for reason, names in REASONS.items() for name in names.split()}


def advice(place: str, name: str, near: Any) -> str:
    """What to say beside "has no attribute": a reason, another place, or similar names.

    place: the room that was asked, "" for the package itself; near: the names that there are.

    >>> advice("", "conv3d", [])
    'minigrad does not offer it: networks here stay small.'
    >>> advice("", "relu6", [])
    'It is minigrad.nn.functional.relu6.'
    """
    from .engine.tensor import Tensor

    if place == "" and callable(getattr(Tensor, name, None)):
        return f"It is a method: tensor.{name}(...)."
    if name == "Variable":
        return "Any tensor is one: write torch.tensor(..., requires_grad=True)."
    if f"{name}_" in near:
        return f"Did you mean {name}_?"
    if name in INSTEAD:
        return f"minigrad does not offer it; {INSTEAD[name]}."
    if name in _REASON_OF:
        return f"minigrad does not offer it: {_REASON_OF[name]}."
    for room in ROOMS:
        module = import_module(".".join(filter(None, (__package__, room))))
        found_there = vars(module).get(name)
        if name not in getattr(module, "__all__", vars(module)):
            continue
        if room != place and getattr(found_there, "__module__", "").startswith(__package__ or ""):
            return f"It is {module.__name__}.{name}."
    from difflib import get_close_matches  # half of what importing this file would cost

    found = get_close_matches(name, [n for n in near if not n.startswith("_")], 3, 0.75)
    if found:
        return f"Did you mean {' or '.join(found)}?"
    return "If PyTorch has it, minigrad does not offer it: docs/differences.md lists what is so."


def absent(module_name: str) -> Callable[[str], NoReturn]:
    """The `__getattr__` of a module that explains what it lacks."""
    place = module_name.removeprefix(f"{__package__}").lstrip(".")

    def __getattr__(name: str) -> NoReturn:
        words = f"module {module_name!r} has no attribute {name!r}"
        if not name.startswith("_"):
            words += ". " + advice(place, name, vars(sys.modules[module_name]))
        raise AttributeError(words)

    return __getattr__
