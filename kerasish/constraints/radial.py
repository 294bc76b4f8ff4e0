"""A constraint on convolution kernels: the same value all around at each distance from the centre."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import ops
from ..errors import explain
from ..ops.core import spec
from ..registry import export
from .constraint import Constraint


@export("constraints.RadialConstraint", "constraints.radial_constraint")
class RadialConstraint(Constraint):
    """Each square ring of taps takes the value of one entry on the diagonal, as in tf.keras 2.

    Ring r, counted from the middle, takes the value at (s + r, s + r), s being half the extent rounded down. The middle
    takes the value at (s - 1, s - 1), where its own would be at (s, s) for an odd extent: tf.keras does so.

    Errors:
        ValueError unless the kernel is (K, K, C, F) with K of at least 2.

    Example:
        >>> import numpy as np
        >>> w = np.arange(9.0).reshape(3, 3, 1, 1)
        >>> RadialConstraint()(w)[:, :, 0, 0].tolist()
        [[4.0, 4.0, 4.0], [4.0, 0.0, 4.0], [4.0, 4.0, 4.0]]
    """

    def __call__(self, w: Any) -> Any:
        """The projected kernel."""
        shape = spec(w).shape
        if len(shape) != 4 or shape[0] != shape[1] or (shape[0] or 0) < 2:
            raise ValueError(explain("RadialConstraint failed.", "a kernel (K, K, C, F) with K >= 2", f"shape {shape}"))
        extent = int(shape[0] or 0)
        flat = ops.reshape(w, (extent * extent, *shape[2:]))
        return ops.reshape(ops.take(flat, _source(extent), axis=0), shape)


def _source(extent: int) -> np.ndarray[Any, Any]:
    """For each tap of a square kernel, row by row, the number of the tap whose value it takes."""
    half = extent // 2
    place = np.arange(extent)
    odd = extent % 2
    away = np.maximum(place - half, half - 1 + odd - place)
    ring = np.maximum(away[:, None], away[None, :])  # 0 in the middle: one tap of an odd kernel, four of an even one
    diagonal = np.where(ring == 0, half - 1, half + ring - 1)
    return (diagonal * extent + diagonal).reshape(-1)
