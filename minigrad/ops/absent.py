"""Methods of PyTorch's tensors that are not here: asking for one says why (see missing.py)."""

from __future__ import annotations

from typing import Any, NoReturn

from ..missing import advice

METHODS = (
    "cuda xpu get_device pin_memory is_pinned record_stream ipu cfloat cdouble chalf real imag "
    "conj angle is_complex is_conj resolve_conj conj_physical stft istft to_sparse to_dense "
    "coalesce is_sparse bfloat16 dequantize is_quantized storage untyped_storage set_ "
    "resize_ as_strided as_strided_ is_set_to share_memory_ is_shared index_put index_put_ "
    "put_ slice_scatter select_scatter fill_diagonal_ scatter_reduce "
    "scatter_reduce_ qr svd cholesky lu matrix_exp pinverse hsplit vsplit dsplit "
    "tensor_split unsafe_chunk unsafe_split unique_consecutive mode renorm sgn positive "
    "float_power nanmedian nanquantile new volatile apply_ map_ cov corrcoef dist histogram "
    "aminmax"
)


class AbsentMethod:
    """Stands in Tensor for a method of PyTorch's, to explain that it is not there.

    (A `__getattr__` would do for all names. But with one in the class, Python looks up every
    attribute of a tensor the slow way.)
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, tensor: Any, cls: type) -> NoReturn:
        words = f"'Tensor' object has no attribute {self.name!r}"
        raise AttributeError(f"{words}. {advice('Tensor', self.name, ())}")
