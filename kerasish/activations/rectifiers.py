"""Activations that are straight lines in pieces: relu and its relatives, hard sigmoid, hard tanh, shrinkages."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..errors import explain
from ..ops.core import match
from ..registry import export


@export("activations.linear")
def linear(x: Any) -> Any:
    """`x` itself.

    Example:
        >>> linear(3.0)
        3.0
    """
    return x


@export("activations.relu")
def relu(
    x: Any,
    negative_slope: float = 0.0,
    max_value: float | None = None,
    threshold: float = 0.0,
    *,
    alpha: float | None = None,
) -> Any:
    """`max_value` from there on, `x` from `threshold` on, else `negative_slope * (x - threshold)`.

    Arguments:
        x: an array or tensor.
        negative_slope: the slope below the threshold.
        max_value: the largest value, or None for no limit.
        threshold: where the straight line begins.
        alpha: the name of `negative_slope` in Keras 1 and 2.

    Example:
        >>> import numpy as np
        >>> relu(np.array([-2.0, 1.0, 9.0]), negative_slope=0.5, max_value=6.0).tolist()
        [-1.0, 1.0, 6.0]
    """
    slope = _slope("relu", negative_slope, 0.0, alpha)
    if slope == 0.0 and threshold == 0.0:
        y = ops.relu(x)
    elif slope == 0.0:
        (x,) = match(x, to_float=True)
        y = ops.where(ops.greater(x, threshold), x, 0.0)
    else:
        (x,) = match(x, to_float=True)
        y = ops.where(ops.greater(x, threshold), x, slope * (x - threshold))
    return y if max_value is None else ops.minimum(y, max_value)


def _slope(name: str, slope: float, default: float, alpha: float | None) -> float:
    if alpha is None:
        return float(slope)
    if slope != default:
        raise TypeError(
            explain(f"{name} got both 'negative_slope' and 'alpha'.", "one of them: they name the same argument")
        )
    return float(alpha)


@export("activations.relu6")
def relu6(x: Any) -> Any:
    """`min(max(x, 0), 6)` (Krizhevsky, 2010).

    Example:
        >>> import numpy as np
        >>> relu6(np.array([-1.0, 3.0, 8.0])).tolist()
        [0.0, 3.0, 6.0]
    """
    return ops.relu6(x)


@export("activations.leaky_relu")
def leaky_relu(x: Any, negative_slope: float = 0.2, *, alpha: float | None = None) -> Any:
    """`x` where positive, else `negative_slope * x` (Maas et al., 2013).

    Arguments:
        x: an array or tensor.
        negative_slope: the slope below 0.
        alpha: its older name.

    Example:
        >>> import numpy as np
        >>> leaky_relu(np.array([-1.0, 1.0])).tolist()
        [-0.2, 1.0]
    """
    return ops.leaky_relu(x, _slope("leaky_relu", negative_slope, 0.2, alpha))


@export("activations.hard_sigmoid")
def hard_sigmoid(x: Any) -> Any:
    """`clip(x / 6 + 0.5, 0, 1)`, as Keras 3 has it; below level 3 the name means `hard_sigmoid_keras2`.

    Example:
        >>> import numpy as np
        >>> hard_sigmoid(np.array([-3.0, 0.0, 3.0])).tolist()
        [0.0, 0.5, 1.0]
    """
    return ops.hard_sigmoid(x)


@export("activations.hard_sigmoid_keras2")
def hard_sigmoid_keras2(x: Any) -> Any:
    """`clip(0.2 * x + 0.5, 0, 1)`: the hard sigmoid of Keras 1 and 2, for models that come from there.

    Example:
        >>> import numpy as np
        >>> hard_sigmoid_keras2(np.array([-2.5, 0.0, 2.5])).tolist()
        [0.0, 0.5, 1.0]
    """
    (x,) = match(x, to_float=True)
    return ops.clip(x * 0.2 + 0.5, 0.0, 1.0)


@export("activations.hard_silu", "activations.hard_swish")
def hard_silu(x: Any) -> Any:
    """`x * clip(x / 6 + 0.5, 0, 1)` (Howard et al., 2019).

    Example:
        >>> import numpy as np
        >>> hard_silu(np.array([-3.0, 3.0])).tolist()
        [-0.0, 3.0]
    """
    return ops.hard_silu(x)


@export("activations.hard_tanh")
def hard_tanh(x: Any) -> Any:
    """`clip(x, -1, 1)`.

    Example:
        >>> import numpy as np
        >>> hard_tanh(np.array([-3.0, 0.5])).tolist()
        [-1.0, 0.5]
    """
    return ops.hard_tanh(x)


@export("activations.hard_shrink")
def hard_shrink(x: Any, threshold: float = 0.5) -> Any:
    """`x` where `|x| > threshold`, else 0.

    Example:
        >>> import numpy as np
        >>> hard_shrink(np.array([-0.4, 0.6])).tolist()
        [0.0, 0.6]
    """
    return ops.hard_shrink(x, threshold)


@export("activations.soft_shrink")
def soft_shrink(x: Any, threshold: float = 0.5) -> Any:
    """`x` moved towards 0 by `threshold`, 0 within it.

    Example:
        >>> import numpy as np
        >>> soft_shrink(np.array([-1.5, 0.4])).tolist()
        [-1.0, 0.0]
    """
    return ops.soft_shrink(x, threshold)


@export("activations.threshold")
def threshold(x: Any, threshold: float, default_value: float) -> Any:
    """`x` above the threshold, else the default value.

    Example:
        >>> import numpy as np
        >>> threshold(np.array([1.0, 3.0]), 2.0, -1.0).tolist()
        [-1.0, 3.0]
    """
    return ops.threshold(x, threshold, default_value)
