"""Constraints on the Euclidean norms of the vectors that a weight is made of, and on signs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import ops
from ..compat.level import at_least
from ..config import epsilon
from ..registry import export
from .constraint import Constraint, chosen

Axis = int | Sequence[int] | None


def _norms(w: Any, axis: Axis) -> Any:
    return ops.sqrt(ops.sum(ops.square(w), axis, True))


@export("constraints.MaxNorm", "constraints.max_norm", "constraints.maxnorm")
class MaxNorm(Constraint):
    """Vectors longer than `max_value` are shortened to it: `w * clip(norm, 0, max_value) / (epsilon + norm)`.

    From Srivastava et al., 2014.

    Arguments:
        max_value: the largest norm.
        axis: the axis, or axes, along which norms are taken. 0 for the weights (C, F) of a dense layer: the vectors
            that feed each unit. [0, 1, 2] for those (H, W, C, F) of a convolution.
        m: the name of `max_value` in Keras 1.

    Example:
        >>> import numpy as np
        >>> MaxNorm(1.0)(np.array([[3.0, 0.3], [4.0, 0.4]])).round(5).tolist()
        [[0.6, 0.3], [0.8, 0.4]]
    """

    def __init__(self, max_value: float = 2, axis: Axis = 0, *, m: float | None = None) -> None:
        self.max_value, self.axis = chosen("max_value", max_value, 2, "m", m), axis

    def __call__(self, w: Any) -> Any:
        """The projected weight."""
        norms = _norms(w, self.axis)
        return w * (ops.clip(norms, 0.0, float(self.max_value)) / (epsilon() + norms))

    def get_config(self) -> dict[str, Any]:
        """The arguments, under their names of the level in force."""
        if at_least("2.2"):
            return {"max_value": self.max_value, "axis": self.axis}
        return {"name": type(self).__name__, "m": self.max_value, "axis": self.axis}


@export("constraints.UnitNorm", "constraints.unit_norm", "constraints.unitnorm")
class UnitNorm(Constraint):
    """Vectors are made as long as 1: `w / (epsilon + norm)`.

    Arguments:
        axis: the axis, or axes, along which norms are taken (see `MaxNorm`).

    Example:
        >>> import numpy as np
        >>> UnitNorm()(np.array([[3.0], [4.0]])).round(5).tolist()
        [[0.6], [0.8]]
    """

    def __init__(self, axis: Axis = 0) -> None:
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        """The projected weight."""
        return w / (epsilon() + _norms(w, self.axis))

    def get_config(self) -> dict[str, Any]:
        """The axis."""
        return ({} if at_least("2.2") else {"name": type(self).__name__}) | {"axis": self.axis}


@export("constraints.MinMaxNorm", "constraints.min_max_norm")
class MinMaxNorm(Constraint):
    """Norms are drawn into `[min_value, max_value]`: `norm' = rate * clip(norm, min, max) + (1 - rate) * norm`.

    Arguments:
        min_value: the smallest norm.
        max_value: the largest norm.
        rate: how much of the way is gone at each update, from 0 to 1.
        axis: the axis, or axes, along which norms are taken (see `MaxNorm`).
        low: the name of `min_value` in Keras 1.
        high: the name of `max_value` in Keras 1.

    Example:
        >>> import numpy as np
        >>> MinMaxNorm(1.0, 2.0)(np.array([[3.0, 0.3], [4.0, 0.4]])).round(5).tolist()
        [[1.2, 0.6], [1.6, 0.8]]
    """

    def __init__(
        self,
        min_value: float = 0.0,
        max_value: float = 1.0,
        rate: float = 1.0,
        axis: Axis = 0,
        *,
        low: float | None = None,
        high: float | None = None,
    ) -> None:
        self.min_value = chosen("min_value", min_value, 0.0, "low", low)
        self.max_value = chosen("max_value", max_value, 1.0, "high", high)
        self.rate, self.axis = rate, axis

    def __call__(self, w: Any) -> Any:
        """The projected weight."""
        norms = _norms(w, self.axis)
        held = ops.clip(norms, float(self.min_value), float(self.max_value))
        return w * ((self.rate * held + (1.0 - self.rate) * norms) / (epsilon() + norms))

    def get_config(self) -> dict[str, Any]:
        """The arguments, under their names of the level in force."""
        rest = {"rate": self.rate, "axis": self.axis}
        if at_least("2.2"):
            return {"min_value": self.min_value, "max_value": self.max_value} | rest
        return {"name": type(self).__name__, "low": self.min_value, "high": self.max_value} | rest


@export("constraints.NonNeg", "constraints.non_neg", "constraints.nonneg")
class NonNeg(Constraint):
    """Negative entries become 0.

    Example:
        >>> import numpy as np
        >>> NonNeg()(np.array([-1.0, 2.0])).tolist()
        [0.0, 2.0]
    """

    def __call__(self, w: Any) -> Any:
        """The projected weight."""
        return ops.relu(w)

    def get_config(self) -> dict[str, Any]:
        """Nothing; at level 1 the name, as Keras 1 wrote it."""
        return {} if at_least("2.2") else {"name": type(self).__name__}
