"""torch.nn.functional: what layers and losses compute, as functions (see minigrad/ops/neural)."""

from __future__ import annotations

from ..missing import absent
from ..ops.elementwise.elementary import sigmoid, tanh
from ..ops.neural.activations import (
    gelu,
    glu,
    logsigmoid,
    mish,
    relu,
    silu,
    softplus,
    softsign,
    tanhshrink,
)
from ..ops.neural.attention import scaled_dot_product_attention
from ..ops.neural.averaging import (
    adaptive_avg_pool1d,
    adaptive_avg_pool2d,
    avg_pool1d,
    avg_pool2d,
)
from ..ops.neural.classification import cross_entropy, nll_loss
from ..ops.neural.convolution import conv1d, conv2d, conv_transpose1d, conv_transpose2d
from ..ops.neural.kinks import (
    celu,
    elu,
    hardshrink,
    hardsigmoid,
    hardswish,
    hardtanh,
    leaky_relu,
    prelu,
    relu6,
    selu,
    softshrink,
    threshold,
)
from ..ops.neural.layers import (
    cosine_similarity,
    dropout,
    embedding,
    linear,
    one_hot,
    pairwise_distance,
)
from ..ops.neural.losses import (
    cosine_embedding_loss,
    gaussian_nll_loss,
    hinge_embedding_loss,
    huber_loss,
    kl_div,
    l1_loss,
    margin_ranking_loss,
    mse_loss,
    poisson_nll_loss,
    smooth_l1_loss,
    soft_margin_loss,
)
from ..ops.neural.normalization import (
    batch_norm,
    group_norm,
    instance_norm,
    layer_norm,
    normalize,
    rms_norm,
)
from ..ops.neural.patches import fold, unfold
from ..ops.neural.pooling import max_pool1d, max_pool2d
from ..ops.neural.yes_or_no import binary_cross_entropy, binary_cross_entropy_with_logits
from ..ops.reductions.softmax import F_LOG_SOFTMAX as log_softmax
from ..ops.reductions.softmax import F_SOFTMAX as softmax
from ..ops.reductions.softmax import F_SOFTMIN as softmin
from ..ops.shapes.padding import pad
from ..ops.signatures import explained

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "avg_pool1d",
    "avg_pool2d",
    "batch_norm",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "celu",
    "conv1d",
    "conv2d",
    "conv_transpose1d",
    "conv_transpose2d",
    "cosine_embedding_loss",
    "cosine_similarity",
    "cross_entropy",
    "dropout",
    "elu",
    "embedding",
    "fold",
    "gaussian_nll_loss",
    "gelu",
    "glu",
    "group_norm",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "hinge_embedding_loss",
    "huber_loss",
    "instance_norm",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_softmax",
    "logsigmoid",
    "margin_ranking_loss",
    "max_pool1d",
    "max_pool2d",
    "mish",
    "mse_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "pad",
    "pairwise_distance",
    "poisson_nll_loss",
    "prelu",
    "relu",
    "relu6",
    "rms_norm",
    "scaled_dot_product_attention",
    "selu",
    "sigmoid",
    "silu",
    "smooth_l1_loss",
    "soft_margin_loss",
    "softmax",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "tanh",
    "tanhshrink",
    "threshold",
    "unfold",
]

# What PyTorch calls these functions in its errors.
_LONG_NAMES = {"cross_entropy": "cross_entropy_loss", "nll_loss": "nll_loss_nd"}

for _name in __all__:
    globals()[_name] = explained(_LONG_NAMES.get(_name, _name), globals()[_name])
del _name

__getattr__ = absent(__name__)
