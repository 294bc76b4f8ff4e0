"""`keras.activations`: functions applied entry by entry, or along an axis, to the outputs of layers."""

from typing import Any

from .exponentials import celu, elu, exponential, gelu, log_sigmoid, mish, selu, silu, softplus, tanh, tanh_shrink
from .lookup import NAMESPACE as _NAMESPACE
from .lookup import deserialize, get, serialize
from .probabilities import log_softmax, sigmoid, softmax, sparsemax
from .rational import glu, softsign, sparse_plus, sparse_sigmoid, squareplus
from .rectifiers import (
    hard_shrink,
    hard_sigmoid_keras2,
    hard_silu,
    hard_tanh,
    leaky_relu,
    linear,
    relu,
    relu6,
    soft_shrink,
    threshold,
)

swish, hard_swish = silu, hard_silu

__all__ = [
    "celu",
    "deserialize",
    "elu",
    "exponential",
    "gelu",
    "get",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_sigmoid_keras2",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "serialize",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "swish",
    "tanh",
    "tanh_shrink",
    "threshold",
]


def __getattr__(name: str) -> Any:
    """`hard_sigmoid`, which means one function in Keras 1 and 2 and another in Keras 3."""
    return _NAMESPACE.attribute(name)
