"""Activations whose values are probabilities. They leave their argument on the result, for losses to use."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat.level import at_least
from ..errors import explain
from ..graph.tensor import Tensor, as_tensor
from ..ops.core import match, normalize_axis, spec
from ..registry import export


def _with_logits(y: Any, x: Any) -> Any:
    """`y`, with `x` noted on it when it is symbolic: cross-entropy of logits is more accurate than of probabilities.
    Keras did so from level 2.15 on; below, a loss clips the probabilities."""
    if isinstance(y, Tensor) and at_least("2.15"):
        y.logits = as_tensor(x)
    return y


@export("activations.sigmoid")
def sigmoid(x: Any) -> Any:
    """`1 / (1 + exp(-x))`.

    Example:
        >>> import numpy as np
        >>> sigmoid(np.array([0.0])).tolist()
        [0.5]
    """
    (x,) = match(x, to_float=True)
    return _with_logits(ops.sigmoid(x), x)


@export("activations.softmax")
def softmax(x: Any, axis: Any = -1) -> Any:
    """`exp(x) / sum(exp(x))` along an axis.

    Arguments:
        x: an array or tensor.
        axis: an axis, or several over which one distribution is spread; below level 2.15 always the last of a matrix.

    Errors:
        ValueError for a tensor with one axis below level 3, as in Keras 1 and 2.

    Example:
        >>> import numpy as np
        >>> softmax(np.array([[0.0, 0.0]])).tolist()
        [[0.5, 0.5]]
    """
    (x,) = match(x, to_float=True)
    ndim = len(spec(x).shape)
    if ndim < 2 and not at_least("3"):
        raise ValueError(
            explain("softmax of a tensor with one axis.", "2 axes or more, below level 3", f"shape {spec(x).shape}")
        )
    if ndim == 2 and not at_least("2.15"):
        axis = -1  # Keras 2.0 to 2.3 did not look at the axis of a matrix
    y = ops.softmax(x, axis)
    last = isinstance(axis, int) and normalize_axis(axis, ndim, "softmax") == ndim - 1
    return _with_logits(y, x) if last else y


@export("activations.log_softmax")
def log_softmax(x: Any, axis: Any = -1) -> Any:
    """`x - log(sum(exp(x)))` along an axis.

    Arguments:
        x: an array or tensor.
        axis: an axis, or several over which one distribution is spread.

    Example:
        >>> import numpy as np
        >>> log_softmax(np.array([0.0, -1000.0])).tolist()
        [0.0, -1000.0]
    """
    return ops.log_softmax(x, axis)


@export("activations.sparsemax")
def sparsemax(x: Any, axis: int = -1) -> Any:
    """`max(x - tau, 0)` along an axis, with Keras's tau.

    The entries `x_1 >= x_2 >= ...` up to the last k with `1 + k * x_k > x_1 + ... + x_k` are the support, as in
    Martins & Astudillo (2016). There, tau is `(x_1 + ... + x_k - 1) / k`, and the result the probability distribution
    nearest to `x`. Keras (3.15) adds up the running sums of the whole support instead,
    `tau = (sum over j <= k of (x_1 + ... + x_j) - 1) / k`, so that results sum to 1 for k = 1 only. Models that were
    trained with it rely on that, so it is kept.

    Arguments:
        x: an array or tensor.
        axis: the axis along which entries compete.

    Example:
        >>> import numpy as np
        >>> sparsemax(np.array([2.0, 0.5, -1.0])).tolist()
        [1.0, 0.0, 0.0]
    """
    (x,) = match(x, to_float=True)
    axis = normalize_axis(axis, len(spec(x).shape), "sparsemax")
    z = ops.moveaxis(x, axis, -1)
    falling = ops.negative(ops.sort(ops.negative(z), -1))
    running = ops.cumsum(falling, -1)
    rank = ops.cumsum(ops.ones_like(falling), -1)
    support = ops.greater(falling, (running - 1.0) / rank)
    size = ops.sum(ops.cast(support, spec(z).dtype), -1, True)
    tau = (ops.sum(ops.where(support, running, 0.0), -1, True) - 1.0) / size
    return ops.moveaxis(ops.relu(z - tau), -1, axis)
