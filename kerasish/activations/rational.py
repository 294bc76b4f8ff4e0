"""Activations without exponentials that are bent all the same: softsign, squareplus, sparse plus and sparse sigmoid."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..registry import export


@export("activations.softsign")
def softsign(x: Any) -> Any:
    """`x / (1 + |x|)` (Glorot & Bengio, 2010).

    Example:
        >>> import numpy as np
        >>> softsign(np.array([-1.0, 0.0, 1.0])).tolist()
        [-0.5, 0.0, 0.5]
    """
    return ops.softsign(x)


@export("activations.squareplus")
def squareplus(x: Any, b: float = 4) -> Any:
    """`(x + sqrt(x**2 + b)) / 2` (Barron, 2021).

    Arguments:
        x: an array or tensor.
        b: how smooth the bend at 0 is.

    Example:
        >>> import numpy as np
        >>> squareplus(np.array([0.0])).tolist()
        [1.0]
    """
    return ops.squareplus(x, float(b))


@export("activations.sparse_plus")
def sparse_plus(x: Any) -> Any:
    """0 up to -1, `(x + 1)**2 / 4` up to 1, `x` above.

    Example:
        >>> import numpy as np
        >>> sparse_plus(np.array([-2.0, 0.0, 3.0])).tolist()
        [0.0, 0.25, 3.0]
    """
    return ops.sparse_plus(x)


@export("activations.sparse_sigmoid")
def sparse_sigmoid(x: Any) -> Any:
    """0 up to -1, `(x + 1) / 2` up to 1, 1 above.

    Example:
        >>> import numpy as np
        >>> sparse_sigmoid(np.array([-2.0, 0.0, 3.0])).tolist()
        [0.0, 0.5, 1.0]
    """
    return ops.sparse_sigmoid(x)


@export("activations.glu")
def glu(x: Any, axis: int = -1) -> Any:
    """The first half along `axis` times the sigmoid of the second (Dauphin et al., 2017).

    Arguments:
        x: an array or tensor.
        axis: an axis of even extent.

    Example:
        >>> import numpy as np
        >>> glu(np.array([4.0, 0.0])).tolist()
        [2.0]
    """
    return ops.glu(x, axis)
