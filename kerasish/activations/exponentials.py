"""Smooth activations made of exponentials: elu and its relatives, softplus, tanh, silu, gelu, mish."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..registry import export


@export("activations.elu")
def elu(x: Any, alpha: float = 1.0) -> Any:
    """`x` where positive, else `alpha * (exp(x) - 1)` (Clevert et al., 2015).

    Example:
        >>> import numpy as np
        >>> elu(np.array([-100.0, 2.0])).tolist()
        [-1.0, 2.0]
    """
    return ops.elu(x, alpha)


@export("activations.selu")
def selu(x: Any) -> Any:
    """`1.0507 * elu(x, 1.6733)`, which keeps mean 0 and variance 1 from layer to layer (Klambauer et al., 2017).

    Example:
        >>> import numpy as np
        >>> selu(np.array([0.0])).tolist()
        [0.0]
    """
    return ops.selu(x)


@export("activations.celu")
def celu(x: Any, alpha: float = 1.0) -> Any:
    """`max(x, 0) + min(0, alpha * (exp(x / alpha) - 1))` (Barron, 2017).

    Example:
        >>> import numpy as np
        >>> celu(np.array([-100.0, 2.0]), alpha=0.5).tolist()
        [-0.5, 2.0]
    """
    return ops.celu(x, alpha)


@export("activations.exponential")
def exponential(x: Any) -> Any:
    """`exp(x)`.

    Example:
        >>> import numpy as np
        >>> exponential(np.array([0.0])).tolist()
        [1.0]
    """
    return ops.exp(x)


@export("activations.softplus")
def softplus(x: Any) -> Any:
    """`log(1 + exp(x))` (Dugas et al., 2001).

    Example:
        >>> import numpy as np
        >>> softplus(np.array([100.0])).tolist()
        [100.0]
    """
    return ops.softplus(x)


@export("activations.tanh")
def tanh(x: Any) -> Any:
    """`(exp(x) - exp(-x)) / (exp(x) + exp(-x))`.

    Example:
        >>> import numpy as np
        >>> tanh(np.array([0.0])).tolist()
        [0.0]
    """
    return ops.tanh(x)


@export("activations.tanh_shrink")
def tanh_shrink(x: Any) -> Any:
    """`x - tanh(x)`.

    Example:
        >>> import numpy as np
        >>> tanh_shrink(np.array([0.0])).tolist()
        [0.0]
    """
    return ops.tanh_shrink(x)


@export("activations.silu", "activations.swish")
def silu(x: Any) -> Any:
    """`x * sigmoid(x)`, also called swish (Ramachandran et al., 2017).

    Example:
        >>> import numpy as np
        >>> silu(np.array([0.0, 50.0])).tolist()
        [0.0, 50.0]
    """
    return ops.silu(x)


@export("activations.gelu")
def gelu(x: Any, approximate: bool = False) -> Any:
    """`x * P(X <= x)` for a standard normal X (Hendrycks & Gimpel, 2016).

    Arguments:
        x: an array or tensor.
        approximate: whether to use `0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))`.

    Example:
        >>> import numpy as np
        >>> gelu(np.array([0.0, 20.0])).tolist()
        [0.0, 20.0]
    """
    return ops.gelu(x, approximate)


@export("activations.mish")
def mish(x: Any) -> Any:
    """`x * tanh(softplus(x))` (Misra, 2019).

    Example:
        >>> import numpy as np
        >>> mish(np.array([0.0, 30.0])).tolist()
        [0.0, 30.0]
    """
    return ops.mish(x)


@export("activations.log_sigmoid")
def log_sigmoid(x: Any) -> Any:
    """`log(1 / (1 + exp(-x)))`, without overflow.

    Example:
        >>> import numpy as np
        >>> log_sigmoid(np.array([-100.0])).tolist()
        [-100.0]
    """
    return ops.log_sigmoid(x)
